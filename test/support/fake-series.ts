// What the operator of fake-operator.ts tells of targets over time, and of findings.
import type { FindingsReport, Operator, OutcomesRequest, SamplesRequest } from '../../src/control/operator.ts'

const NOW_MS = Date.parse('2026-03-01T12:00:00Z')

export const FINDINGS: FindingsReport = {
  atMs: NOW_MS,
  files: [
    {
      file: '/etc/failover/zones/1.10.in-addr.arpa.zone',
      origin: '1.10.in-addr.arpa.',
      state: 'stale',
      findings: [
        {
          file: 'zones/1.10.in-addr.arpa.zone',
          line: 9,
          column: 10,
          endColumn: 29,
          severity: 'error',
          code: 'no-type',
          sentence: 'there is no record type here',
          text: '10.1 300 mail1.corp.example.',
        },
      ],
    },
  ],
}

export interface FakeSeries extends Pick<Operator, 'findings' | 'outcomes' | 'samples'> {
  readonly outcomesAsked: OutcomesRequest[]
  readonly samplesAsked: SamplesRequest[]
}

/** Of targets below 10.9. nothing is known. */
export function fakeSeries(): FakeSeries {
  const outcomesAsked: OutcomesRequest[] = []
  const samplesAsked: SamplesRequest[] = []
  return {
    findings: () => FINDINGS,
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
