import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { poolsOf } from '../../src/answer/pool.ts'
import { type MemberHealth, type Publication, publish } from '../../src/answer/publish.ts'
import { SLOW_START_STEPS, slowStart } from '../../src/answer/slow-start.ts'
import { exampleZone } from '../support/ask.ts'

describe('slow start', () => {
  test('a member that has just recovered takes one part of five, and one more with each fifth of the time', () => {
    const steps = [0, 59_999, 60_000, 120_000, 180_000, 239_999, 240_000, 10 ** 9].map(
      (afterMs) => slowStart(300_000, 1_000_000, 1_000_000 + afterMs).step,
    )
    assert.deepEqual(steps, [1, 1, 2, 3, 4, 4, 5, 5])
  })

  test('without slow-start= it takes its whole weight at once', () => {
    assert.deepEqual(slowStart(undefined, 1_000_000, 1_000_000), {
      step: SLOW_START_STEPS,
      nextMs: undefined,
    })
  })

  test('whoever looks again when told meets every step, and no more looks than steps', () => {
    const property = fc.property(fc.integer({ min: 1000, max: 10 ** 9 }), fc.integer(), (overMs, sinceMs) => {
      let nowMs = sinceMs
      const met: number[] = []
      for (;;) {
        const { step, nextMs } = slowStart(overMs, sinceMs, nowMs)
        met.push(step)
        if (nextMs === undefined) break
        assert.ok(nextMs > nowMs)
        nowMs = nextMs
      }
      assert.deepEqual(met, [1, 2, 3, 4, 5])
    })
    fc.assert(property)
  })
})

describe('slow-start= of a pool', () => {
  const [pool] = poolsOf(
    exampleZone(`;@ check web tcp port=80
;@ pool a A slow-start=5m answers=1
a A 192.0.2.1 ;@ check=web weight=3
a A 192.0.2.2 ;@ check=web
a A 192.0.2.3 ;@ standby check=web`),
  )
  assert.ok(pool !== undefined)
  const at = (nowMs: number, ...sinceMs: readonly number[]): Publication => {
    const health = sinceMs.map((since): MemberHealth => {
      return { available: true, sinceMs: since, changeWithinMs: undefined }
    })
    return publish(pool, { health, before: undefined, nowMs })
  }
  const sharesOf = ({ tree }: Publication): unknown => 'chooser' in tree && tree.chooser

  test('shares grow with the steps, and are the declared ones in the end', () => {
    assert.deepEqual(sharesOf(at(1_000_000, 0, 1_000_000, 0)), { by: 'draw', shares: [15, 1] })
    assert.deepEqual(sharesOf(at(1_060_000, 0, 1_000_000, 0)), { by: 'draw', shares: [15, 2] })
    assert.deepEqual(sharesOf(at(1_240_000, 0, 1_000_000, 0)), { by: 'draw', shares: [3, 1] })
  })

  test('the next step is the next look; a member that is not answered is not waited for', () => {
    assert.equal(at(1_000_000, 0, 1_000_000, 0).recheckAtMs, 1_060_000)
    assert.equal(at(1_000_000, 0, 0, 1_000_000).recheckAtMs, undefined)
  })
})
