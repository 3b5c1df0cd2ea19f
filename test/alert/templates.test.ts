// What notifications say: as JSON, for chats, as mail; and what they never do with text that others have written.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Alert } from '../../src/alert/alert.ts'
import { jsonOf } from '../../src/alert/json-body.ts'
import { mailOf } from '../../src/alert/mail-text.ts'
import { fittingInOne, notificationOf, testOf, titleOf, toldBy } from '../../src/alert/notification.ts'
import { slackOf } from '../../src/alert/slack-body.ts'
import { alert, NOW_MS } from './alerts.ts'

const ENVELOPE = { id: 'msg_2', receiver: 'on-call', node: 'ns1', madeMs: NOW_MS + 10_000 }
const POOL = 'www.corp.example. A'
const CRITICAL = alert(5, {
  key: `pool ${POOL}`,
  kind: 'pool',
  severity: 'critical',
  target: POOL,
  summary: `nothing is healthy in ${POOL}`,
  detail: '0 of 2 members healthy',
})
const OVER = alert(3, { resolved: { atMs: NOW_MS + 200_000, why: 'it is up' } })

function of(alerts: readonly Alert[], told: readonly number[] = []) {
  return notificationOf(ENVELOPE, alerts, (id) =>
    told.includes(id)
      ? { receiver: 'on-call', alert: id, thread: `msg_${id}`, atMs: NOW_MS, over: false }
      : undefined,
  )
}

test('the title says what matters most, how much else there is, and whether it was told before', () => {
  const shown = (alerts: readonly Alert[], told: readonly number[] = []) => titleOf(of(alerts, told))
  assert.equal(shown([CRITICAL]), `CRITICAL: nothing is healthy in ${POOL}`)
  assert.equal(shown([CRITICAL, alert(1)]), `CRITICAL: nothing is healthy in ${POOL}, and 1 more`)
  assert.equal(shown([alert(1), OVER], [3]), 'WARNING: 10.1.0.1/web is down; 1 resolved')
  assert.equal(shown([alert(1)], [1]), 'STILL WARNING: 10.1.0.1/web is down')
  assert.equal(shown([OVER], [3]), 'RESOLVED: 10.1.0.3/web is down')
  assert.equal(titleOf(testOf(ENVELOPE)), 'TEST: this is a test: nothing has happened')
})

test('the JSON has the documented fields, times as RFC 3339 writes them', () => {
  assert.deepEqual(JSON.parse(jsonOf(of([CRITICAL, OVER], [3]))), {
    type: 'failover.alerts',
    version: 1,
    id: 'msg_2',
    timestamp: '2026-03-01T12:00:10.000Z',
    node: 'ns1',
    receiver: 'on-call',
    title: `CRITICAL: nothing is healthy in ${POOL}; 1 resolved`,
    state: 'firing',
    severity: 'critical',
    firing: 1,
    resolved: 1,
    alerts: [
      {
        key: `pool ${POOL}`,
        kind: 'pool',
        severity: 'critical',
        state: 'firing',
        repeated: false,
        target: POOL,
        zones: ['corp.example.'],
        pools: [POOL],
        summary: `nothing is healthy in ${POOL}`,
        detail: '0 of 2 members healthy',
        firedAt: '2026-03-01T12:00:00.000Z',
      },
      {
        key: 'target 10.1.0.3/web',
        kind: 'target',
        severity: 'warning',
        state: 'resolved',
        repeated: false,
        target: '10.1.0.3/web',
        zones: ['corp.example.'],
        pools: [POOL],
        summary: '10.1.0.3/web is down',
        detail: 'no answer in time',
        firedAt: '2026-03-01T12:00:00.000Z',
        resolvedAt: '2026-03-01T12:03:20.000Z',
        resolvedWhy: 'it is up',
      },
    ],
  })
  assert.equal((JSON.parse(jsonOf(testOf(ENVELOPE))) as { type: string }).type, 'failover.test')
})

test('a mail says in its subject what matters most, and lists what fires before what is over', () => {
  const { subject, text } = mailOf(of([CRITICAL, OVER], [3]))
  assert.equal(subject, `[failover ns1] CRITICAL: nothing is healthy in ${POOL}; 1 resolved`)
  assert.equal(
    text,
    `FIRING (1)

CRITICAL: nothing is healthy in ${POOL}
  0 of 2 members healthy
  since 2026-03-01T12:00:00Z
  concerns ${POOL}

RESOLVED (1)

WARNING: 10.1.0.3/web is down
  over at 2026-03-01T12:03:20Z after 3 min 20 s: it is up
  concerns ${POOL}

-- 
failover on ns1, 2026-03-01T12:00:10Z, receiver on-call, msg_2
`,
  )
})

interface SlackBody {
  readonly text: string
  readonly blocks: readonly { readonly type: string; readonly text?: { readonly text: string } }[]
}

test('a chat gets a text and blocks within the bounds of Slack, twenty alerts in words and the rest in numbers', () => {
  const many = Array.from({ length: 300 }, (_, at) => alert(at + 1, { detail: 'x'.repeat(150) }))
  const { text, blocks } = JSON.parse(slackOf(of(many))) as SlackBody
  assert.equal(text, 'WARNING: 10.1.0.1/web is down, and 299 more')
  assert.deepEqual(
    blocks.map(({ type }) => type),
    ['header', 'section', 'context'],
  )
  const section = blocks[1]?.text?.text ?? ''
  assert.ok(section.length <= 3000)
  assert.match(section, /\nand \d+ more$/)
})

test('what a server or a person has written is no markup, and never more than one line', () => {
  const hostile = alert(1, { summary: 'a\r\nBcc: everybody', detail: '<!channel> & <http://x|y>\u2028' })
  const notification = of([hostile])
  const { blocks } = JSON.parse(slackOf(notification)) as SlackBody
  assert.match(blocks[1]?.text?.text ?? '', /: &lt;!channel&gt; &amp; &lt;http:\/\/x\|y&gt;$/)
  assert.ok(!mailOf(notification).subject.includes('\n'))
  assert.equal(titleOf(notification), 'WARNING: a Bcc: everybody')
})

test('later notifications refer to the one that told first, which what is told remembers', () => {
  const first = toldBy(ENVELOPE, [alert(1)], () => undefined)
  assert.deepEqual(first, [
    { receiver: 'on-call', alert: 1, thread: 'msg_2', atMs: ENVELOPE.madeMs, over: false },
  ])
  const later = { ...ENVELOPE, id: 'msg_9' }
  const over = alert(1, { resolved: { atMs: NOW_MS, why: '' } })
  assert.deepEqual(notificationOf(later, [over], () => first[0]).threads, ['msg_2'])
  assert.deepEqual(
    toldBy(later, [over], () => first[0]).map(({ thread, over }) => [thread, over]),
    [['msg_2', true]],
  )
})

/** As long as people, servers and names can make it, of what needs most room everywhere. */
function monstrous(id: number): Alert {
  const long = '&<\u0000é😀'.repeat(2000)
  const names = Array.from({ length: 50 }, (_, at) => `${`${at}`.repeat(1000)}.example. A`)
  const resolved = id % 2 === 0 ? { atMs: NOW_MS + 5, why: long } : undefined
  const hold = { why: long, sinceMs: NOW_MS, untilMs: NOW_MS + 1, countsFromMs: NOW_MS }
  return alert(id, { summary: long, detail: long, zones: names, pools: names, resolved, hold })
}

test('whatever an alert is made of, a notification keeps its bounds, and no character is halved', () => {
  const alerts = fittingInOne(Array.from({ length: 200 }, (_, at) => monstrous(at)))
  assert.ok(alerts.length > 1 && alerts.length < 200, `${alerts.length}`)
  const whole = of(alerts)
  const [json, slack, mail] = [jsonOf(whole), slackOf(whole), mailOf(whole)]
  assert.ok(json.length < 250_000, `${json.length}`)
  assert.ok(titleOf(whole).length <= 400)
  assert.ok(mail.subject.length <= 200 && mail.text.length < 250_000)
  const { text, blocks } = JSON.parse(slack) as SlackBody
  assert.ok(text.length < 3000)
  for (const block of blocks) assert.ok((block.text?.text.length ?? 0) <= 3000)
  for (const said of [json, slack, mail.subject, mail.text]) assert.ok(said.isWellFormed())
  assert.equal(fittingInOne([monstrous(1)]).length, 1)
})

test('how many more follow is said in every form, and nothing when none do', () => {
  const more = notificationOf(ENVELOPE, [alert(1)], () => undefined, 19_800)
  assert.equal(titleOf(more), 'WARNING: 10.1.0.1/web is down; 19800 follow')
  assert.equal((JSON.parse(jsonOf(more)) as { readonly more?: number }).more, 19_800)
  assert.match(mailOf(more).text, /^19800 MORE are due, and follow in mails of their own\.$/m)
  assert.match(slackOf(more), /, 19800 more follow/)
  for (const said of [jsonOf(of([alert(1)])), slackOf(of([alert(1)])), mailOf(of([alert(1)])).text])
    assert.doesNotMatch(said, /follow|"more"/)
})
