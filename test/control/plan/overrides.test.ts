// The overrides that hold: what becomes of them when the clock is set, and when the daemon stops.
import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { Overrides } from '../../../src/control/plan/overrides.ts'
import { createLog } from '../../../src/log.ts'
import type { NewOverride } from '../../../src/store/overrides.ts'
import type { Store } from '../../../src/store/store.ts'
import { open, temporaryPath } from '../../store/temporary.ts'
import { Judging } from '../settle/judging.ts'

const { plan } = new Judging(`;@ check web tcp port=80
www 60 A 192.0.2.1 ;@ primary check=web
www 60 A 192.0.2.2 ;@ standby check=web
`)
const HOUR_MS = 3_600_000
const TTL_MS = 60_000

function drain(startedMs: number, endsMs?: number): NewOverride {
  return { target: '192.0.2.1', decree: 'drain', who: 'alice', why: 'new disks', startedMs, endsMs }
}

function on(store: Store, onEnded: () => void = () => undefined): Overrides {
  return new Overrides({ store, log: createLog('silent'), onEnded })
}

/** From when the drained member is out. */
function outAtMs(overrides: Overrides, nowMs: number): number | undefined {
  return [...overrides.overridden(plan, nowMs).members.values()][0]?.outAtMs
}

test('a drain has come as far as it had when the clock is set back or ahead', (t: TestContext) => {
  const overrides = on(open(t, temporaryPath(t)))
  const nowMs = Date.now()
  overrides.add(drain(nowMs - TTL_MS))
  assert.equal(outAtMs(overrides, nowMs), nowMs)
  overrides.clockMoved(-HOUR_MS)
  assert.equal(outAtMs(overrides, nowMs - HOUR_MS), nowMs - HOUR_MS)
  overrides.clockMoved(2 * HOUR_MS)
  assert.equal(outAtMs(overrides, nowMs + HOUR_MS), nowMs + HOUR_MS)
})

test('when the clock was set back while nobody ran, a drain takes the TTL once more, and no longer', (t) => {
  const store = open(t, temporaryPath(t))
  store.overrides.add(drain(Date.now() + HOUR_MS))
  const overrides = on(store)
  const nowMs = Date.now()
  assert.ok((outAtMs(overrides, nowMs) ?? Number.POSITIVE_INFINITY) <= nowMs + TTL_MS)
})

test('after a stop nothing waits for the end of an override, whatever is still decreed', (t) => {
  t.mock.timers.enable({ apis: ['setTimeout', 'Date'], now: HOUR_MS })
  let ended = 0
  const store = open(t, temporaryPath(t))
  const overrides = on(store, () => ended++)
  overrides.add(drain(HOUR_MS, HOUR_MS + 1000))
  overrides.stop()
  overrides.followClock()
  t.mock.timers.tick(2000)
  assert.equal(ended, 0)
})
