import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { type Census, judgeTrust, MAX_DOUBT_MS, SURE, type Trust } from '../../src/health/doubt.ts'

const CALM: Census = { canaries: 0, canariesFailing: 0, counted: 10, failing: 0, failingGroups: 0 }
const MANY: Census = { ...CALM, failing: 6, failingGroups: 3 }
const CUT_OFF: Census = { ...MANY, canaries: 2, canariesFailing: 2 }
const NOW_MS = 1_000_000

function doubt(because: 'canaries' | 'many', sinceMs = NOW_MS - 1000): Trust {
  return { state: 'doubt', because, sinceMs }
}

describe('we doubt ourselves', () => {
  test('when all canaries fail, whatever else passes', () => {
    const alone = { ...CALM, canaries: 2, canariesFailing: 2 }
    assert.deepEqual(judgeTrust(SURE, alone, true, NOW_MS), doubt('canaries', NOW_MS))
    assert.deepEqual(judgeTrust(SURE, { ...alone, canariesFailing: 1 }, false, NOW_MS), SURE)
  })

  test('when more than half of the targets fail at once, in more than one group', () => {
    assert.deepEqual(judgeTrust(SURE, MANY, true, NOW_MS), doubt('many', NOW_MS))
    assert.deepEqual(judgeTrust(SURE, { ...MANY, failing: 5 }, false, NOW_MS), SURE)
  })

  test('not when a single pool fails, also when that is nearly all there is', () => {
    assert.deepEqual(judgeTrust(SURE, { ...MANY, failing: 10, failingGroups: 1 }, false, NOW_MS), SURE)
  })
})

describe('the doubt ends', () => {
  test('when a canary passes: then the failures are believed', () => {
    const vouched = { state: 'vouched' }
    assert.deepEqual(judgeTrust(doubt('canaries'), CUT_OFF, false, NOW_MS), doubt('canaries'))
    assert.deepEqual(judgeTrust(doubt('canaries'), { ...CUT_OFF, canariesFailing: 1 }, true, NOW_MS), vouched)
    assert.deepEqual(judgeTrust(doubt('many'), { ...MANY, canaries: 1 }, true, NOW_MS), vouched)
    assert.deepEqual(judgeTrust(doubt('many'), { ...MANY, canaries: 1 }, false, NOW_MS), doubt('many'))
  })

  test('without canaries, when any target passes, or after a minute', () => {
    assert.deepEqual(judgeTrust(doubt('many'), MANY, true, NOW_MS), { state: 'vouched' })
    assert.deepEqual(judgeTrust(doubt('many'), MANY, false, NOW_MS), doubt('many'))
    assert.deepEqual(judgeTrust(doubt('many', NOW_MS - MAX_DOUBT_MS), MANY, false, NOW_MS), {
      state: 'vouched',
    })
  })

  test('when no longer so many fail', () => {
    for (const before of [doubt('canaries'), doubt('many'), { state: 'vouched' } as const])
      assert.deepEqual(judgeTrust(before, CALM, false, NOW_MS), SURE)
  })

  test('and does not begin again while the same failures last', () => {
    assert.deepEqual(judgeTrust({ state: 'vouched' }, MANY, false, NOW_MS), { state: 'vouched' })
    assert.deepEqual(judgeTrust({ state: 'vouched' }, CUT_OFF, false, NOW_MS), doubt('canaries', NOW_MS))
  })
})

test('whatever happens: no doubt over one group while a canary passes, and none that a witness has just cleared', () => {
  const census = fc
    .record({
      canaries: fc.nat(3),
      canariesFailing: fc.nat(3),
      counted: fc.nat(20),
      failing: fc.nat(20),
      failingGroups: fc.nat(4),
    })
    .map((one) => ({
      ...one,
      canariesFailing: Math.min(one.canaries, one.canariesFailing),
      failing: Math.min(one.counted, one.failing),
      failingGroups: Math.min(one.failingGroups, one.failing, one.counted),
    }))
  const step = fc.record({ census, hasPassed: fc.boolean(), afterMs: fc.nat(30_000) })
  const property = fc.property(fc.array(step, { maxLength: 50 }), (steps) => {
    let trust: Trust = SURE
    let nowMs = 0
    for (const { census, hasPassed, afterMs } of steps) {
      nowMs += afterMs
      const before = trust
      trust = judgeTrust(before, census, hasPassed, nowMs)
      const areCanariesDown = census.canaries > 0 && census.canariesFailing === census.canaries
      if (areCanariesDown) assert.equal(trust.state, 'doubt')
      else if (census.failingGroups < 2 || census.failing * 2 <= census.counted)
        assert.equal(trust.state, 'sure')
      else if (before.state === 'doubt' && hasPassed) assert.equal(trust.state, 'vouched')
      if (trust.state !== 'doubt' || areCanariesDown) continue
      assert.ok(census.canaries > 0 || nowMs - trust.sinceMs < MAX_DOUBT_MS)
    }
  })
  fc.assert(property)
})
