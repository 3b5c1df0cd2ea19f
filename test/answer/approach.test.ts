import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { approach } from '../../src/answer/approach.ts'

test('long before the change the TTL is the declared one, and the first step is due one TTL before it', () => {
  assert.deepEqual(approach(300, 10_000_000, 0), { ttlSeconds: 300, recheckAtMs: 9_700_000 })
})

test('then it is half of the time that is left, and the next step is due when that half has passed', () => {
  assert.deepEqual(approach(300, 10_000_000, 9_700_000), { ttlSeconds: 150, recheckAtMs: 9_850_000 })
  assert.deepEqual(approach(300, 10_000_000, 9_997_000), { ttlSeconds: 1, recheckAtMs: 10_000_000 })
})

test('whoever follows the steps takes few of them, and no answer outlives the change by more than a second', () => {
  const seconds = fc.integer({ min: 1, max: 86_400 })
  const property = fc.property(seconds, fc.integer({ min: 0, max: 10 ** 9 }), (declared, startMs) => {
    const changeAtMs = 10 ** 9
    let steps = 0
    for (let nowMs = startMs; nowMs < changeAtMs; steps++) {
      const { ttlSeconds, recheckAtMs } = approach(declared, changeAtMs, nowMs)
      assert.ok(ttlSeconds >= 1 && ttlSeconds <= declared)
      assert.ok(recheckAtMs > nowMs && recheckAtMs <= changeAtMs)
      assert.ok(recheckAtMs + ttlSeconds * 1000 <= changeAtMs + 1000)
      nowMs = recheckAtMs
    }
    assert.ok(steps <= Math.ceil(Math.log2(declared)) + 3)
  })
  fc.assert(property)
})
