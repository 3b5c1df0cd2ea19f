// Windows as facts, with the real node-cron.
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { test } from 'node:test'
import { WindowClock } from '../../../src/control/plan/window-clock.ts'

const HOUR_MS = 3_600_000

test('a window that opened before the start is open for what is left of it', (t) => {
  const clock = new WindowClock(() => undefined)
  t.after(() => clock.stop())
  const nowMs = new Date(2026, 2, 1, 3, 20, 30).getTime()
  const [open, over] = [
    { when: '0 2 * * *', lengthMs: 2 * HOUR_MS },
    { when: '0 2 * * *', lengthMs: HOUR_MS },
  ]
  clock.set([open, over], nowMs)
  assert.equal(clock.factOf(open, nowMs).openUntilMs, new Date(2026, 2, 1, 4).getTime())
  assert.equal(clock.factOf(open, new Date(2026, 2, 1, 4).getTime()).openUntilMs, undefined)
  assert.equal(clock.factOf(over, nowMs).openUntilMs, undefined)
})

test('it is told when a window opens, which then is open for as long as it says', async (t) => {
  const opened = new EventTarget()
  const clock = new WindowClock(() => opened.dispatchEvent(new Event('opened')))
  t.after(() => clock.stop())
  const window = { when: '* * * * * *', lengthMs: 600_000 }
  clock.set([window], Date.now() - 86_400_000)
  const { opensAtMs } = clock.factOf(window, 0)
  assert.ok(opensAtMs !== undefined)
  assert.equal(clock.factOf(window, opensAtMs).openUntilMs, opensAtMs + 600_000)
  await once(opened, 'opened')
  const { openUntilMs } = clock.factOf(window, opensAtMs)
  assert.ok(openUntilMs !== undefined && openUntilMs >= opensAtMs + 600_000)
})

test('a window that no zone names any more is not watched', (t) => {
  const clock = new WindowClock(() => undefined)
  t.after(() => clock.stop())
  const window = { when: '* * * * *', lengthMs: HOUR_MS }
  clock.set([window], Date.now())
  clock.set([], Date.now())
  assert.deepEqual(clock.factOf(window, Date.now()), { openUntilMs: undefined, opensAtMs: undefined })
})
