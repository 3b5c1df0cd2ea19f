// Which outcomes become samples of the latency history.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { MAX_SAMPLES_AT_ONCE, Sampling } from '../../../src/control/checks/sampling.ts'
import { UNKNOWN_VERDICT, type Verdict } from '../../../src/health/verdict.ts'
import type { TargetVerdict } from '../../../src/store/verdicts.ts'

describe('sampling', () => {
  test('a target has one sample a minute, with the latency and the ending of its last outcome', () => {
    const sampling = new Sampling()
    assert.deepEqual(sampling.choose([probed('a', 1000)]), [
      { target: 'a', atMs: 1000, latencyMs: 1.5, ending: 'ok' },
    ])
    assert.deepEqual(sampling.choose([probed('a', 60_999)]), [])
    assert.deepEqual(timesOf(sampling.choose([probed('a', 61_000)])), ['a 61000'])
  })

  test('a target that has not been probed has none', () => {
    assert.deepEqual(new Sampling().choose([{ target: 'a', verdict: UNKNOWN_VERDICT }]), [])
  })

  test('no more are chosen than one write may hold, and of many targets each has its turn', () => {
    const sampling = new Sampling()
    const targets = Array.from({ length: 3 * MAX_SAMPLES_AT_ONCE }, (_, i) => `target-${i}`)
    const chosen = [0, 1, 2].map((turn) => {
      const atMs = (turn + 1) * 60_000
      return sampling.choose(targets.map((target) => probed(target, atMs))).map(({ target }) => target)
    })
    for (const some of chosen) assert.equal(some.length, MAX_SAMPLES_AT_ONCE)
    assert.deepEqual(new Set(chosen.flat()), new Set(targets))
  })

  test('a clock that was set back does not end the history', () => {
    const sampling = new Sampling()
    sampling.choose([probed('a', 90_000_000)])
    assert.deepEqual(timesOf(sampling.choose([probed('a', 1000)])), ['a 1000'])
  })
})

function probed(target: string, lastAtMs: number): TargetVerdict {
  const last = { ending: 'ok', detail: '', latencyMs: 1.5 } as const
  const verdict: Verdict = { ...UNKNOWN_VERDICT, last, lastAtMs }
  return { target, verdict }
}

function timesOf(samples: ReturnType<Sampling['choose']>): readonly string[] {
  return samples.map(({ target, atMs }) => `${target} ${atMs}`)
}
