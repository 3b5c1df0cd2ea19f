// From the history to what receivers are sent: the beginning, quiet hours, and who is named no more.
import assert from 'node:assert/strict'
import { EventEmitter, once } from 'node:events'
import { type TestContext, test } from 'node:test'
import type { Notification } from '../../../src/alert/notification.ts'
import type { Receiver } from '../../../src/alert/receiver.ts'
import { Alerting, type AlertingOptions } from '../../../src/control/alerts/alerting.ts'
import { alertsReport, alertsSummary, testAlert } from '../../../src/control/alerts/report.ts'
import { Publisher } from '../../../src/control/publish/publisher.ts'
import { UNKNOWN_VERDICT, type Verdict } from '../../../src/health/verdict.ts'
import { createLog } from '../../../src/log.ts'
import type { Act, Store } from '../../../src/store/store.ts'
import { alert, happening, receiver } from '../../alert/alerts.ts'
import { notification } from '../../notify/sending.ts'
import { open, temporaryPath } from '../../store/temporary.ts'
import { Judging } from '../settle/judging.ts'

const { plan } = new Judging(`;@ check web tcp port=80
www 60 A 192.0.2.1 ;@ primary check=web
www 60 A 192.0.2.2 ;@ standby check=web
`)

/** A daemon in which these targets are down. */
function daemonWith(down: readonly string[]): AlertingOptions['daemon'] {
  const verdicts = new Map<string, Verdict>(
    [...plan.targets.keys()].map((id) => [
      id,
      { ...UNKNOWN_VERDICT, state: down.includes(id) ? 'down' : 'up' },
    ]),
  )
  const publisher = new Publisher(
    plan,
    (id) => verdicts.get(id),
    () => [],
    Date.now(),
  )
  const facts = {
    service: { plan, publisher, zones: [] },
    verdicts,
    belief: { trust: { state: 'doubt' } },
    overrides: { at: () => [], overridden: () => ({ members: new Map(), targets: new Map() }) },
    windowOf: () => ({ openUntilMs: undefined, opensAtMs: undefined }),
  }
  return facts as unknown as AlertingOptions['daemon']
}

class Box {
  readonly got: Notification[] = []
  readonly #came = new EventEmitter()

  readonly send = async (notification: Notification) => {
    this.got.push(notification)
    this.#came.emit('one')
    return { isTaken: true, seen: 'HTTP 204' } as const
  }

  async next(): Promise<Notification> {
    if (this.got.length === 0) await once(this.#came, 'one', { signal: AbortSignal.timeout(20_000) })
    return this.got.shift() as Notification
  }
}

/** Adds transitions, `kind target from>to`, as if they happened now. */
function happens(store: Store, ...lines: readonly string[]): void {
  const acts = lines.map((line): Act => {
    const { id: _, kind, ...rest } = happening(line, { atMs: Date.now() })
    return { ...rest, kind: kind as Act['kind'] }
  })
  store.settle({ nowMs: Date.now(), verdicts: [], transitions: [], published: [], acts })
}

function start(
  t: TestContext,
  store: Store,
  receivers: Readonly<Record<string, Partial<Receiver>>>,
  down: readonly string[] = [],
) {
  const reached = Object.entries(receivers).map(([name, rest]) => {
    const box = new Box()
    return { receiver: receiver({ name, groupMs: 0, ...rest }), send: box.send, box }
  })
  const options = { store, receivers: reached, node: 'ns1', log: createLog('silent') }
  const alerting = new Alerting({ ...options, daemon: daemonWith(down) })
  alerting.start()
  t.after(() => alerting.stop())
  return { alerting, boxes: reached.map(({ box }) => box) }
}

function keysIn({ alerts }: Notification): string[] {
  return alerts.map(({ key, state }) => `${state} ${key}`)
}

test('alerts that are new to a database tell what is wrong already, and nothing of what is over', async (t) => {
  const store = open(t, temporaryPath(t))
  happens(
    store,
    'verdict 192.0.2.1/web up>down',
    'verdict 192.0.2.2/web up>down',
    'verdict 192.0.2.2/web down>up',
  )
  happens(store, 'verdict 192.0.2.9/web up>down')
  const { boxes, alerting } = start(t, store, { one: {} }, ['192.0.2.1/web'])
  const [box] = boxes
  const first = await box?.next()
  assert.deepEqual(first && keysIn(first), ['firing target 192.0.2.1/web'])
  assert.deepEqual(first?.alerts[0]?.pools, ['www.example.com. A'])
  happens(store, 'verdict 192.0.2.1/web down>up')
  const second = await box?.next()
  assert.deepEqual(second && keysIn(second), ['resolved target 192.0.2.1/web'])
  assert.deepEqual(second?.threads, [first?.id])
  assert.deepEqual(alerting.firing, [])
})

test('in quiet hours one receiver is told what is critical only, another one everything', async (t) => {
  const store = open(t, temporaryPath(t))
  const quiet = [{ window: { when: '* * * * *', lengthMs: 3_600_000 }, through: 'critical' as const }]
  const { boxes, alerting } = start(t, store, { quiet: { quiet }, awake: {} }, ['192.0.2.1/web'])
  happens(store, 'verdict 192.0.2.1/web up>down', 'doubt self sure>doubt')
  const [asleep, awake] = await Promise.all(boxes.map((box) => box.next()))
  assert.deepEqual(asleep && keysIn(asleep), ['firing doubt'])
  assert.deepEqual(awake && keysIn(awake), ['firing doubt', 'firing target 192.0.2.1/web'])
  const { firing, receivers } = alertsReport(alerting, {}, Date.now())
  assert.deepEqual(
    firing.map(({ severity }) => severity),
    ['critical', 'warning'],
  )
  assert.deepEqual(
    receivers.map(({ name, channel, givenUp }) => [name, channel, givenUp]),
    [
      ['quiet', 'program /bin/true', 0],
      ['awake', 'program /bin/true', 0],
    ],
  )
  assert.equal(alertsSummary(alerting).alerts?.firing, 2)
})

test('what was still to be sent goes out at start, to who is still named; who is not is forgotten', async (t) => {
  const store = open(t, temporaryPath(t))
  for (const name of ['kept', 'gone']) {
    store.alerts.write({ notification: { ...notification(), id: `msg_${name}`, receiver: name } })
    store.alerts.write({ told: [], cursor: 0 })
  }
  store.alerts.write({
    begun: [alert(1, { target: '192.0.2.1/web', key: 'target 192.0.2.1/web' })],
    told: [{ receiver: 'gone', alert: 1, thread: 'msg_gone', atMs: 0, over: false }],
  })
  const { boxes } = start(t, store, { kept: { repeatMs: undefined, groupMs: 1e9 } }, ['192.0.2.1/web'])
  assert.equal((await boxes[0]?.next())?.id, 'msg_kept')
  const { pending, told } = store.alerts.read()
  const toGone = pending.filter(({ notification }) => notification.receiver === 'gone')
  assert.deepEqual([toGone, told], [[], []])
})

test('a test goes to one receiver at once, says that it is one, and leaves nothing behind', async (t) => {
  const store = open(t, temporaryPath(t))
  const { alerting, boxes } = start(t, store, { one: {} })
  const report = await testAlert(alerting, { receiver: 'one' })
  assert.ok(!('problem' in report))
  assert.deepEqual([report.delivered, report.seen], [true, 'HTTP 204'])
  const got = await boxes[0]?.next()
  assert.deepEqual([got?.purpose, got?.alerts[0]?.kind], ['test', 'test'])
  assert.deepEqual(store.alerts.read().pending, [])
  const unknown = await testAlert(alerting, { receiver: 'two' })
  assert.match('problem' in unknown ? unknown.problem.sentence : '', /names no receiver two; known are one$/)
})
