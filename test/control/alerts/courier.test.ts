// A courier: one notification after the other, tried again until it is taken or given up.
import assert from 'node:assert/strict'
import { mock, type TestContext, test } from 'node:test'
import { setImmediate as turn } from 'node:timers/promises'
import type { Sent } from '../../../src/alert/retry.ts'
import { Courier } from '../../../src/control/alerts/courier.ts'
import { createLog } from '../../../src/log.ts'
import type { Lost } from '../../../src/store/alerts.ts'
import { receiver } from '../../alert/alerts.ts'
import { notification } from '../../notify/sending.ts'
import { MemoryStore } from './memory-store.ts'

const TAKEN: Sent = { isTaken: true, seen: 'HTTP 204' }
const FAILED: Sent = { isTaken: false, problem: 'HTTP 500', hope: 'good' }

function setUp(t: TestContext, answers: readonly (Sent | Error)[]) {
  mock.timers.enable({ apis: ['setTimeout'] })
  t.after(() => mock.timers.reset())
  const store = new MemoryStore()
  store.write({ notification: { ...notification(), receiver: 'on-call' } })
  const sent: string[] = []
  let freed = 0
  const lost: Lost[] = []
  const courier = new Courier({
    receiver: receiver(),
    store,
    log: createLog('silent'),
    dice: () => 1,
    onFree: (one) => {
      freed++
      if (one !== undefined) lost.push(one)
    },
    send: async ({ id }) => {
      const answer = answers[sent.push(id) - 1] ?? TAKEN
      if (answer instanceof Error) throw answer
      return answer
    },
  })
  return { store, courier, sent, lost, freed: () => freed }
}

/** The next attempt comes after so long, not sooner. */
async function passes(ms: number, sent: readonly string[]): Promise<void> {
  const before = sent.length
  await turn()
  mock.timers.tick(ms - 1)
  await turn()
  assert.equal(sent.length, before)
  mock.timers.tick(1)
  await turn()
  assert.equal(sent.length, before + 1)
}

test('what is not taken is sent again, the same, after 5 and 10 s, and the store knows how often', async (t) => {
  const { store, courier, sent, freed } = setUp(t, [FAILED, FAILED])
  courier.bring({ notification: notification(), attempts: 0 })
  await passes(5000, sent)
  await turn()
  assert.equal(store.read().pending[0]?.attempts, 2)
  assert.equal(store.read().records.get('on-call')?.problem, 'HTTP 500')
  assert.equal(freed(), 0)
  await passes(10_000, sent)
  await turn()
  assert.deepEqual(new Set(sent), new Set([notification().id]))
  assert.deepEqual([store.read().pending, freed()], [[], 1])
  const { deliveredMs, failingMs, problem } = courier.record
  assert.ok(deliveredMs !== undefined)
  assert.deepEqual([failingMs, problem], [undefined, ''])
  assert.deepEqual(courier.tally, { delivered: 1, failed: 2, givenUp: 0 })
})

test('what is given up is counted, and the receiver still counts as failing', async (t) => {
  const { store, courier, lost, freed } = setUp(t, [{ isTaken: false, problem: 'HTTP 410', hope: 'none' }])
  courier.bring({ notification: notification(), attempts: 0 })
  await turn()
  assert.deepEqual([courier.pending, freed()], [undefined, 1])
  const { givenUp, failingMs, problem } = store.read().records.get('on-call') ?? {}
  assert.deepEqual([givenUp, failingMs === undefined, problem], [1, false, 'HTTP 410'])
  assert.deepEqual(
    lost.map(({ receiver, madeMs }) => [receiver, madeMs]),
    [['on-call', notification().madeMs]],
  )
})

test('attempts go on where they were before a restart', async (t) => {
  const { courier, sent } = setUp(t, [FAILED])
  courier.bring({ notification: notification(), attempts: 3 })
  await passes(40_000, sent)
})

test('an error where none should be is a failure like others, and ends no daemon', async (t) => {
  const { courier, sent } = setUp(t, [new Error('spawn E2BIG')])
  courier.bring({ notification: notification(), attempts: 0 })
  await passes(5000, sent)
  assert.equal(courier.tally.delivered, 1)
})

test('a store that refuses changes nothing for the receiver', async (t) => {
  const { store, courier, freed } = setUp(t, [])
  store.killAt = 'before'
  courier.bring({ notification: notification(), attempts: 0 })
  await turn()
  assert.deepEqual([courier.pending, freed()], [undefined, 1])
  assert.equal(store.read().pending.length, 1)
})

test('a stop leaves what is pending in the store, and no timer behind', async (t) => {
  const { store, courier, sent } = setUp(t, [FAILED])
  courier.bring({ notification: notification(), attempts: 0 })
  await turn()
  await courier.stop()
  mock.timers.tick(3_600_000)
  await turn()
  assert.deepEqual([sent.length, store.read().pending.length], [1, 1])
})

test('a receiver that asks for time has it after a restart too, an hour at most', async (t) => {
  const busy: Sent = { isTaken: false, problem: 'HTTP 429', hope: 'good', afterMs: 600_000 }
  const { store, courier } = setUp(t, [busy])
  courier.bring({ notification: { ...notification(), receiver: 'on-call' }, attempts: 0 })
  await turn()
  await courier.stop()
  const [pending] = store.read().pending
  const leftMs = (pending?.notBeforeMs ?? 0) - Date.now()
  assert.ok(leftMs > 500_000 && leftMs <= 600_000, `${leftMs}`)
  mock.timers.reset()

  const again = setUp(t, [])
  again.courier.bring({ notification: notification(), attempts: 1, notBeforeMs: Date.now() + 86_400_000 })
  await passes(3_600_000, again.sent)
  mock.timers.reset()
  const at = setUp(t, [])
  at.courier.bring({ notification: notification(), attempts: 1, notBeforeMs: Date.now() - 1 })
  await turn()
  assert.equal(at.sent.length, 1)
})

test('a test that arrives has what waits tried at once, and says that the receiver works when nothing does', async (t) => {
  const { courier, sent, freed } = setUp(t, [FAILED, TAKEN, TAKEN, FAILED])
  courier.bring({ notification: notification(), attempts: 0 })
  await turn()
  assert.ok((await courier.test({ ...notification(), id: 'msg_test' })).isTaken)
  await turn()
  assert.deepEqual(sent, [notification().id, 'msg_test', notification().id])
  assert.deepEqual([courier.pending, freed()], [undefined, 1])
  assert.ok(!(await courier.test(notification())).isTaken)
  assert.equal(freed(), 1)
  const { failingMs, deliveredMs } = courier.record
  assert.ok((await courier.test(notification())).isTaken)
  assert.deepEqual([freed(), failingMs], [2, undefined])
  assert.ok((courier.record.deliveredMs ?? 0) >= (deliveredMs ?? 0))
})
