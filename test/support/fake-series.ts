// What the operator of fake-operator.ts tells of targets over time.
import type { Operator, OutcomesRequest, SamplesRequest } from '../../src/control/operator.ts'

const NOW_MS = Date.parse('2026-03-01T12:00:00Z')

export interface FakeSeries extends Pick<Operator, 'outcomes' | 'samples'> {
  readonly outcomesAsked: OutcomesRequest[]
  readonly samplesAsked: SamplesRequest[]
}

/** Of targets below 10.9. nothing is known. */
export function fakeSeries(): FakeSeries {
  const outcomesAsked: OutcomesRequest[] = []
  const samplesAsked: SamplesRequest[] = []
  return {
    outcomesAsked,
    samplesAsked,
    samples: (request) => {
      samplesAsked.push(request)
      const samples = [{ atMs: NOW_MS - 60_000, ending: 'ok', latencyMs: 12 }]
      return { atMs: NOW_MS, target: request.target, samples, nextMs: NOW_MS }
    },
    outcomes: (request) => {
      outcomesAsked.push(request)
      const known = request.targets.filter((id) => !id.startsWith('10.9.'))
      if (known.length === 0)
        return { problem: { code: 'not-found', sentence: `there is no target ${request.targets[0]}` } }
      const outcomes = [{ atMs: NOW_MS - 400, ending: 'status', latencyMs: 3.4 }]
      return { atMs: NOW_MS, targets: known.map((id) => ({ id, outcomes })) }
    },
  }
}
