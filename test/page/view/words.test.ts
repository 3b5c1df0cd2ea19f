// What the page says in words: warnings, changes, what an act would do, findings, and what is read aloud.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Finding, PoolMove, PoolStatus, TransitionReport } from '../../../src/control/operator.ts'
import { INITIAL, type State } from '../../../src/page/state/state.ts'
import { announcementOf } from '../../../src/page/view/announcement.ts'
import { changeText } from '../../../src/page/view/change-text.ts'
import {
  consequencesOf,
  failbackConsequence,
  needsTyping,
  summaryOf,
} from '../../../src/page/view/consequence.ts'
import {
  choicesFor,
  decreeBody,
  doneText,
  FIRST_DRAFT,
  failbackPath,
  missingIn,
} from '../../../src/page/view/deed.ts'
import { historyPath, merged } from '../../../src/page/view/timeline.ts'
import { warningsOf } from '../../../src/page/view/warnings.ts'
import { caretLine, findingsTag, zoneRows } from '../../../src/page/view/zone-list.ts'
import { STATUS } from '../../support/fake-operator.ts'

const NOW_MS = STATUS.atMs
const [INTRANET] = STATUS.pools as [PoolStatus, ...PoolStatus[]]

function change(id: number, more: Partial<TransitionReport> = {}): TransitionReport {
  const verdict = {
    kind: 'verdict',
    target: '10.1.0.10/web',
    from: 'up',
    to: 'down',
    reason: 'refused',
    detail: '',
  } as const
  return { id, atMs: NOW_MS, ...verdict, ...more }
}

describe('warnings', () => {
  const zones = STATUS.zones.map((zone) => ({ ...zone, stale: false }))
  const well: State = { ...INITIAL, status: { ...STATUS, zones }, heardAtMs: NOW_MS }
  const say = (more: Partial<State>, nowMs = NOW_MS): readonly string[] =>
    warningsOf({ ...well, ...more }, nowMs).map(({ key, sentence }) => `${key}: ${sentence}`)

  test('there are none while all is well', () => assert.deepEqual(say({}), []))
  test('a lost connection is told at once, with the age of what is shown', () => {
    const lost = { sinceMs: NOW_MS, sentence: 'the daemon does not answer' }
    assert.deepEqual(say({ lost }, NOW_MS + 12_000), [
      'lost: Connection lost: the daemon does not answer. What you see is 12s old. Trying again …',
    ])
  })
  test('a daemon that takes its time is told as well', () => {
    assert.deepEqual(say({}, NOW_MS + 7000), ['lost: The daemon is slow to answer. What you see is 7s old.'])
    assert.deepEqual(say({}, NOW_MS + 5000), [])
  })
  test('our own doubt is told with its reason, by the clock of the daemon', () => {
    const status = { ...STATUS, zones, doubt: { sinceMs: NOW_MS - 60_000, why: '9 of 10 targets fail' } }
    assert.deepEqual(say({ status, heardAtMs: NOW_MS - 3000, clockAheadMs: 5000 }, NOW_MS - 3000), [
      'doubt: In doubt about ourselves for 1m 2s: 9 of 10 targets fail',
    ])
  })
  test('alerts that cannot be read are told as such, unless nothing can be read', () => {
    const alertsLost = 'the daemon does not answer'
    assert.deepEqual(say({ alertsLost }), [
      'alerts-lost: The alerts cannot be read: the daemon does not answer. What is said of them may be old.',
    ])
    const lost = { sinceMs: NOW_MS, sentence: alertsLost }
    assert.match(say({ alertsLost, lost }).join('\n'), /^lost: [^\n]*$/)
  })
  test('a file that was refused is told by its name: whether its zone is in service or not', () => {
    const stale = { ...STATUS, zones: STATUS.zones }
    assert.deepEqual(say({ status: stale }), [
      'zones: A zone file was refused. 1.10.in-addr.arpa.zone: the last good zone stays in service.',
    ])
    const unserved = [{ file: '/etc/zones/new.zone', problems: ['x'] }]
    assert.deepEqual(say({ status: { ...stale, unserved } }), [
      'zones: Zone files were refused. 1.10.in-addr.arpa.zone: the last good zone stays in service. new.zone: no zone of it is in service.',
    ])
  })
  test('a daemon of another version than the page is told', () => {
    assert.deepEqual(say({ version: '0.0.9' }), [
      'version: The daemon is now version 0.1.0: load this page again.',
    ])
  })
  test('that changes are not told as they happen is worth a word only after a while', () => {
    assert.deepEqual(say({ deafSinceMs: NOW_MS - 1000 }), [])
    assert.equal(say({ deafSinceMs: NOW_MS - 6000 }).length, 1)
  })
})

describe('changes', () => {
  const say = (more: Partial<TransitionReport>): string => {
    const { what, change: how, why, tone } = changeText(change(1, more))
    return `${tone}: ${what} ${how} (${why})`
  }
  test('a verdict says what the target is now, and how the deciding probe ended', () => {
    assert.equal(
      say({ detail: 'while connecting' }),
      'bad: 10.1.0.10/web is down (connection refused: while connecting)',
    )
    assert.equal(say({ to: 'up', reason: 'ok' }), 'good: 10.1.0.10/web is up (passed)')
  })
  test('an override says who and why, and its end that it is over', () => {
    const override = { kind: 'override', target: '10.1.0.10', reason: 'new disks', detail: 'kim' } as const
    assert.equal(say({ ...override, from: 'none', to: 'drain' }), 'warn: 10.1.0.10 drain (new disks, by kim)')
    assert.equal(
      say({ ...override, from: 'drain', to: 'none' }),
      'plain: 10.1.0.10 drain ended (new disks, by kim)',
    )
  })
  test('others say from what to what; what nobody knows is said as it came', () => {
    assert.equal(
      say({ kind: 'reload', target: 'corp.example.', from: '1', to: '2', reason: 'a.zone' }),
      'plain: corp.example. 1 → 2 (a.zone)',
    )
    assert.equal(
      say({ reason: 'constructor', to: 'toString' }),
      'plain: 10.1.0.10/web is toString (constructor)',
    )
  })
})

describe('what an act would do', () => {
  const move = (more: Partial<PoolMove>): PoolMove => ({
    pool: 'www.corp.example. A',
    was: ['10.1.0.10'],
    answers: ['10.1.0.10'],
    settled: ['10.1.0.10'],
    ttlSeconds: 30,
    why: 'the primary is available',
    healthyBefore: 2,
    healthy: 2,
    nothingLeft: false,
    losesRedundancy: false,
    ...more,
  })
  test('is told of the worst first, and summed up in a sentence', () => {
    const all = consequencesOf([
      move({ pool: 'same' }),
      move({ pool: 'moved', answers: ['10.2.0.10'], settled: ['10.2.0.10'] }),
      move({ pool: 'alone', losesRedundancy: true }),
      move({ pool: 'dead', nothingLeft: true, settled: [] }),
    ])
    assert.deepEqual(
      all.map(({ pool, was, answers, danger }) => [pool, was, answers, danger]),
      [
        ['dead', '10.1.0.10', 'nothing', 'nothing'],
        ['alone', '10.1.0.10', '10.1.0.10', 'alone'],
        ['moved', '10.1.0.10', '10.2.0.10', undefined],
        ['same', '10.1.0.10', '10.1.0.10', undefined],
      ],
    )
    assert.equal(
      summaryOf(all),
      '2 pools answered otherwise, 1 pool left with nothing healthy, 1 pool left without redundancy.',
    )
    assert.equal(needsTyping(all), true)
  })
  test('a drain is told by its end, and that it comes gradually', () => {
    const [drained] = consequencesOf([move({ settled: ['10.2.0.10'], ttlSeconds: 14 })])
    assert.deepEqual([drained?.answers, drained?.changes], ['10.2.0.10', true])
    assert.match(drained?.why ?? '', /^gradually: the TTL is 14 s/)
  })
  test('nothing is nothing to worry about', () => {
    assert.deepEqual(
      [summaryOf([]), summaryOf(consequencesOf([move({})]))],
      ['No pool is touched.', 'No answer changes.'],
    )
    assert.equal(needsTyping(consequencesOf([move({ losesRedundancy: true })])), false)
    const { was, answers, changes } = failbackConsequence({ pool: 'a A', was: ['b'], answers: ['c'] })
    assert.deepEqual([was, answers, changes], ['b', 'c', true])
  })
})

describe('what can be overridden', () => {
  const [first] = INTRANET.members as [PoolStatus['members'][number]]
  test('of an address: the server first, then its checks, then this record alone', () => {
    const choices = choicesFor(INTRANET, { ...first, targets: ['10.1.0.10/web'] })
    assert.deepEqual(
      choices.map(({ target }) => target),
      ['10.1.0.10', '10.1.0.10/web', 'intranet.corp.example. A 10.1.0.10'],
    )
  })
  test('of a record that names a host: this record, then the checks behind it', () => {
    const choices = choicesFor(
      { ...INTRANET, type: 'MX' },
      { ...first, data: '10 mail1.corp.example.', targets: ['10.1.0.25/smtp'] },
    )
    assert.deepEqual(
      choices.map(({ target }) => target),
      ['intranet.corp.example. MX 10 mail1.corp.example.', '10.1.0.25/smtp'],
    )
  })
  test('a dry run needs no reason, and says none; the act itself does', () => {
    const draft = { ...FIRST_DRAFT, target: '10.1.0.10', why: ' new disks ' }
    assert.deepEqual(decreeBody(draft, true), {
      decree: 'drain',
      target: '10.1.0.10',
      for: '2h',
      dryRun: true,
    })
    assert.deepEqual(decreeBody(draft, false), {
      decree: 'drain',
      target: '10.1.0.10',
      for: '2h',
      why: 'new disks',
    })
    assert.equal(missingIn(draft), undefined)
    assert.match(missingIn({ ...draft, why: ' ' }) ?? '', /Say why/)
    assert.match(missingIn({ ...draft, span: '' }) ?? '', /for how long/)
  })
  test('a pool with a strange name is failed back by its name', () => {
    assert.equal(failbackPath({ ...INTRANET, name: '*.a/b.', type: 'A' }), '/v1/pools/*.a%2Fb./A/failback')
  })
  test('what was done is told in a sentence', () => {
    assert.equal(doneText({ pool: 'a A', was: [], answers: ['10.1.0.1'] }), 'a A answers 10.1.0.1')
  })
})

describe('findings', () => {
  const finding = (more: Partial<Finding> = {}): Finding => ({
    file: 'zones/a.zone',
    line: 5,
    column: 3,
    severity: 'error',
    code: 'bad-data',
    sentence: 'no',
    ...more,
  })
  test('have a caret below their column, also behind tabs and in a part of a long line', () => {
    assert.equal(caretLine(finding({ text: 'a bad line' })), '  ^')
    assert.equal(caretLine(finding({ text: '\tA 1', column: 4 })), '\t  ^')
    assert.equal(caretLine(finding({ text: 'the end', column: 1004, textFrom: 1000 })), '    ^')
    assert.equal(caretLine(finding()), undefined)
  })
  test('have all underlined that is wrong, as far as the line is shown', () => {
    assert.equal(caretLine(finding({ text: 'a bad line', endColumn: 6 })), '  ^~~')
    assert.equal(caretLine(finding({ text: 'a bad line', endColumn: 4 })), '  ^')
    assert.equal(
      caretLine(finding({ text: 'the end', column: 1004, endColumn: 1100, textFrom: 1000 })),
      '    ^~~',
    )
  })
  test('stand below their zone, and files of which no zone is in service come first', () => {
    const rows = zoneRows(STATUS, [
      {
        file: '/z/1.10.in-addr.arpa.zone',
        origin: '1.10.in-addr.arpa.',
        state: 'stale',
        findings: [finding()],
      },
      { file: '/z/new.zone', state: 'unserved', findings: [finding()] },
    ])
    assert.deepEqual(
      rows.map(({ title, state, findings }) => [title, state, findings.length]),
      [
        ['new.zone', 'unserved', 1],
        ['1.10.in-addr.arpa.', 'stale', 1],
        ['corp.example.', 'served', 0],
      ],
    )
    assert.notEqual(findingsTag(STATUS), findingsTag({ zones: [] }))
  })
})

describe('the timeline', () => {
  const page = (...ids: readonly number[]) => ({
    transitions: ids.map((id) => change(id)),
    next: ids.at(-1) ?? 0,
  })
  test('asks for what the reader wants to see, and goes on where a page ends', () => {
    assert.equal(historyPath({ kind: '', about: '' }), '/v1/history?limit=50')
    assert.equal(
      historyPath({ kind: 'verdict', about: 'www.corp.example A' }, 17),
      '/v1/history?limit=50&kind=verdict&subject=www.corp.example+A&cursor=17',
    )
  })
  test('puts what is new before what is known, and begins anew where something may lie between', () => {
    const ids = (pages: ReturnType<typeof merged>): readonly number[] =>
      pages.flatMap(({ transitions }) => transitions.map(({ id }) => id))
    const known = [page(5, 4), page(3, 2)]
    assert.deepEqual(ids(merged(known, page(7, 6, 5))), [7, 6, 5, 4, 3, 2])
    assert.deepEqual(ids(merged(known, page(9, 8))), [9, 8])
    assert.equal(merged(known, page(5, 4)), known)
    assert.deepEqual(ids(merged([], page(2, 1))), [2, 1])
  })
})

describe('what is read aloud', () => {
  const told = { headline: 'fine', alerts: 'no alert fires', newest: 4, done: '', isLost: false }
  const now = { headline: 'fine', alerts: 'no alert fires', changes: [change(4)], done: '', isLost: false }
  test('is nothing when nothing has changed, and not what was before us', () => {
    assert.equal(announcementOf(told, now), '')
    assert.equal(announcementOf({ ...told, newest: undefined }, now), '')
    assert.equal(announcementOf({ ...told, alerts: '' }, now), '')
  })
  test('is the deed, the connection, the headline, the alerts and the changes, a few of them', () => {
    assert.equal(
      announcementOf(told, {
        headline: 'bad',
        alerts: '1 alert fires',
        changes: [change(5)],
        done: 'it is done',
        isLost: true,
      }),
      'it is done. Connection lost. bad. 1 alert fires. 10.1.0.10/web is down',
    )
    const many = [9, 8, 7, 6, 5].map((id) => change(id))
    assert.match(announcementOf(told, { ...now, changes: many }), /and 2 more changes$/)
    assert.equal(announcementOf({ ...told, isLost: true }, now), 'Connected again')
  })
})
