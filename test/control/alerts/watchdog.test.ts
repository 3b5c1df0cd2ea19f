// Signs of life: sent at an interval while alerts work, and not a moment longer.
import assert from 'node:assert/strict'
import { mock, type TestContext, test } from 'node:test'
import { setImmediate as turn } from 'node:timers/promises'
import { jsonOf } from '../../../src/alert/json-body.ts'
import type { Sent } from '../../../src/alert/retry.ts'
import { Watchdog } from '../../../src/control/alerts/watchdog.ts'
import { createLog } from '../../../src/log.ts'

const EVERY_MS = 60_000
const CHANNEL = { program: { path: '/bin/true', args: [], timeoutMs: 1000 } }

function setUp(t: TestContext, facts: { isWell: boolean; answer: Sent }) {
  mock.timers.enable({ apis: ['setTimeout'] })
  t.after(() => mock.timers.reset())
  const beats: string[] = []
  const watchdog = new Watchdog({
    channel: CHANNEL,
    everyMs: EVERY_MS,
    node: 'ns1',
    log: createLog('silent'),
    isWell: () => facts.isWell,
    send: async (notification) => {
      beats.push(jsonOf(notification))
      return facts.answer
    },
  })
  watchdog.start()
  const passes = async (): Promise<void> => {
    await turn()
    mock.timers.tick(EVERY_MS)
    await turn()
  }
  return { watchdog, beats, passes }
}

const TAKEN: Sent = { isTaken: true, seen: 'HTTP 200' }

test('the first sign of life is sent at once, and one follows every interval, each with an id of its own', async (t) => {
  const { watchdog, beats, passes } = setUp(t, { isWell: true, answer: TAKEN })
  await passes()
  await passes()
  const told = beats.map((beat) => JSON.parse(beat) as { readonly type: string; readonly id: string })
  assert.deepEqual([told.length, told[0]?.type], [3, 'failover.watchdog'])
  assert.equal(new Set(told.map(({ id }) => id)).size, 3)
  assert.ok(watchdog.record.deliveredMs !== undefined)
  await watchdog.stop()
  await passes()
  assert.equal(beats.length, 3)
})

test('while alerts do not work no sign of life is sent, and it says so', async (t) => {
  const facts = { isWell: false, answer: TAKEN }
  const { watchdog, beats, passes } = setUp(t, facts)
  await passes()
  assert.deepEqual(beats, [])
  assert.match(watchdog.record.problem, /no sign of life is sent/)
  facts.isWell = true
  await passes()
  assert.deepEqual([beats.length, watchdog.record.failingMs, watchdog.record.problem], [1, undefined, ''])
})

test('what is not taken is not sent again: the next one is as good', async (t) => {
  const facts: { isWell: boolean; answer: Sent } = {
    isWell: true,
    answer: { isTaken: false, problem: 'HTTP 500', hope: 'good' },
  }
  const { watchdog, beats, passes } = setUp(t, facts)
  await passes()
  assert.deepEqual([beats.length, watchdog.record.problem, watchdog.tally.failed], [2, 'HTTP 500', 2])
})
