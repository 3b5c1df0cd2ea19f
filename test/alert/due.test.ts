// When a receiver is told of what: the table of alert/due.ts, row by row, with the bounds of each.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Alert, Told } from '../../src/alert/alert.ts'
import { AGAIN_MS, dueFor, isDone, MAX_TOLD_AT_ONCE, type Policy, type Quiet } from '../../src/alert/due.ts'
import { heldBy, holdFrom } from '../../src/alert/hold.ts'
import { isRouted } from '../../src/alert/route.ts'
import { alert, GROUP_MS, NOW_MS, receiver } from './alerts.ts'

const REPEAT_MS = 3_600_000
const POLICY = { groupMs: GROUP_MS, repeatMs: REPEAT_MS }

interface Given {
  readonly alerts: readonly Alert[]
  readonly told?: readonly Partial<Told>[]
  readonly quiet?: readonly Quiet[]
  readonly policy?: Policy
  readonly deliveredMs?: number
}

/** Ids of what is told `afterMs`, and after how many ms to look again. */
function due({ alerts, told = [], quiet = [], policy = POLICY, deliveredMs }: Given, afterMs: number) {
  const known = new Map(told.map((one) => [one.alert ?? 1, toldOf(one)]))
  const { now, nextMs } = dueFor(
    alerts,
    (id) => known.get(id),
    { ...policy, deliveredMs },
    quiet,
    NOW_MS + afterMs,
  )
  return { ids: now.map(({ id }) => id), next: nextMs === undefined ? undefined : nextMs - NOW_MS }
}

function toldOf(rest: Partial<Told>): Told {
  return { receiver: 'on-call', alert: 1, thread: 'msg_1', atMs: NOW_MS, over: false, ...rest }
}

function over(id: number, firedAfterMs: number, resolvedAfterMs: number): Alert {
  const resolved = { atMs: NOW_MS + resolvedAfterMs, why: 'it is up' }
  return alert(id, { firedMs: NOW_MS + firedAfterMs, resolved })
}

test('what begins is told once the group is over, with all that began meanwhile', () => {
  const alerts = [alert(1), alert(2, { firedMs: NOW_MS + 9000 })]
  assert.deepEqual(due({ alerts }, GROUP_MS - 1), { ids: [], next: GROUP_MS })
  assert.deepEqual(due({ alerts }, GROUP_MS).ids, [1, 2])
})

test('what begins and ends within the group is told to nobody; a moment longer, and it is', () => {
  assert.deepEqual(due({ alerts: [over(1, 0, GROUP_MS - 1)] }, 60_000), { ids: [], next: undefined })
  assert.ok(isDone(over(1, 0, GROUP_MS - 1), undefined, POLICY))
  assert.deepEqual(due({ alerts: [over(1, 0, GROUP_MS)] }, 60_000).ids, [1])
})

test('who was told that it fires is told that it is over, one group after its end, and then no more', () => {
  const given = { alerts: [over(1, 0, 60_000)], told: [{ atMs: NOW_MS + GROUP_MS }] }
  assert.deepEqual(due(given, 60_000), { ids: [], next: 60_000 + GROUP_MS })
  assert.deepEqual(due(given, 60_000 + GROUP_MS).ids, [1])
  assert.deepEqual(due({ ...given, told: [{ over: true }] }, 999_999_999), { ids: [], next: undefined })
  assert.ok(isDone(over(1, 0, 60_000), toldOf({ over: true }), POLICY))
})

test('what is held back is not told, nor told again; it is once it is held no more, one group later, as old as it is', () => {
  const held = alert(1, { hold: holdFrom(NOW_MS, 'in maintenance: disks') })
  assert.deepEqual(due({ alerts: [held] }, 999_999_999), { ids: [], next: undefined })
  assert.deepEqual(due({ alerts: [held], told: [{}] }, 999_999_999), { ids: [], next: undefined })
  const free = heldBy(held, undefined, NOW_MS + 3_600_000)
  assert.equal(free.firedMs, NOW_MS)
  assert.deepEqual(due({ alerts: [free] }, 3_600_000), { ids: [], next: 3_600_000 + GROUP_MS })
  assert.deepEqual(due({ alerts: [free] }, 3_600_000 + GROUP_MS).ids, [1])
})

test('what is over while it is held is never told, unless it had fired for longer than a group before', () => {
  const resolved = { atMs: NOW_MS + 3_600_000, why: 'it is up' }
  const afterMs = (ms: number): Alert => ({
    ...heldBy(alert(1), 'drained by ops', NOW_MS + ms),
    resolved,
  })
  for (const policy of [POLICY, { groupMs: 0, repeatMs: undefined }]) {
    assert.deepEqual(due({ alerts: [afterMs(0)], policy }, 999_999_999), { ids: [], next: undefined })
    assert.ok(isDone(afterMs(0), undefined, policy))
  }
  assert.deepEqual(due({ alerts: [afterMs(GROUP_MS - 1)] }, 999_999_999).ids, [])
  assert.deepEqual(due({ alerts: [afterMs(GROUP_MS)] }, 999_999_999).ids, [1])
  assert.deepEqual(due({ alerts: [afterMs(0)], told: [{}] }, 999_999_999).ids, [1])
})

test('time that does not count is left out as often as it is held, and a clock that is set back counts nothing', () => {
  const once = heldBy(heldBy(alert(1), 'a', NOW_MS + 4000), undefined, NOW_MS + 50_000)
  assert.equal(heldBy(once, undefined, NOW_MS + 51_000), once)
  const twice = heldBy(heldBy(once, 'b', NOW_MS + 53_000), undefined, NOW_MS + 90_000)
  assert.equal(heldBy(twice, 'c', NOW_MS + 90_000).hold?.why, 'c')
  assert.deepEqual(twice.hold, {
    why: 'b',
    sinceMs: NOW_MS + 53_000,
    untilMs: NOW_MS + 90_000,
    countsFromMs: NOW_MS + 83_000,
  })
  const back = heldBy(heldBy(alert(1), 'a', NOW_MS - 4000), undefined, NOW_MS)
  assert.equal(back.hold?.countsFromMs, NOW_MS)
})

test('what goes on is told again after repeat, with what would be soon; with repeat off never', () => {
  const alerts = [alert(1), alert(2), alert(3)]
  const told = [1, 2, 3].map((id) => ({
    alert: id,
    atMs: NOW_MS + (id === 3 ? REPEAT_MS - 1000 : id * 60_000),
  }))
  assert.deepEqual(due({ alerts, told }, REPEAT_MS), { ids: [], next: REPEAT_MS + 60_000 })
  assert.deepEqual(due({ alerts, told }, REPEAT_MS + 60_000).ids, [1, 2])
  const off = { groupMs: GROUP_MS, repeatMs: undefined }
  assert.deepEqual(due({ alerts, told, policy: off }, 10 * REPEAT_MS), { ids: [], next: undefined })
})

test('quiet hours hold back what is milder than what goes through, also its end and its repetition', () => {
  const quiet = [{ untilMs: NOW_MS + 28_800_000, through: 'critical' as const }]
  const critical = alert(2, { severity: 'critical' })
  assert.deepEqual(due({ alerts: [alert(1), critical], quiet }, GROUP_MS).ids, [2])
  assert.deepEqual(due({ alerts: [alert(1)], quiet }, GROUP_MS), { ids: [], next: 28_800_000 })
  const told = [{ alert: 3 }, { alert: 4 }]
  assert.deepEqual(due({ alerts: [over(3, 0, 5000), alert(4)], told, quiet }, 2 * REPEAT_MS).ids, [])
  const all = [{ untilMs: NOW_MS + 1000, through: undefined }]
  assert.deepEqual(due({ alerts: [critical], quiet: all }, 500), { ids: [], next: 1000 })
})

test('after quiet hours all that was held back comes at once, what is over by then as resolved, the worst first', () => {
  const alerts = [
    over(1, 0, 3_600_000),
    over(2, 0, 5000),
    alert(3),
    alert(4, { severity: 'critical' }),
    alert(5, { severity: 'info' }),
  ]
  assert.deepEqual(due({ alerts }, 28_800_000).ids, [4, 3, 5, 1])
})

test('a clock that was set back holds up nothing: a time to come counts as long ago', () => {
  assert.deepEqual(due({ alerts: [alert(1, { firedMs: NOW_MS + 86_400_000 })] }, 0).ids, [1])
  const told = [{ atMs: NOW_MS + 365 * 86_400_000 }]
  assert.deepEqual(due({ alerts: [alert(1)], told }, 0).ids, [1])
})

test('of very many alerts the worst are told first, and the rest at once behind them', () => {
  const alerts = Array.from({ length: MAX_TOLD_AT_ONCE + 5 }, (_, at) => alert(at + 1))
  const { ids, next } = due({ alerts: [...alerts, alert(9999, { severity: 'critical' })] }, GROUP_MS)
  assert.deepEqual([ids.length, ids[0], next], [MAX_TOLD_AT_ONCE, 9999, GROUP_MS])
})

test('what was told in vain is told once the receiver takes anything, or after some hours, with repeat off too', () => {
  const off = { groupMs: GROUP_MS, repeatMs: undefined }
  const lost = { alerts: [alert(1)], told: [{ lostMs: NOW_MS + 1000 }] }
  const again = 1000 + AGAIN_MS
  assert.deepEqual(due({ ...lost, policy: off }, again - 1), { ids: [], next: again })
  assert.deepEqual(due({ ...lost, policy: off }, again).ids, [1])
  assert.deepEqual(due({ ...lost, policy: off, deliveredMs: NOW_MS + 1000 }, 2000).ids, [])
  assert.deepEqual(due({ ...lost, policy: off, deliveredMs: NOW_MS + 1001 }, 2000).ids, [1])
  assert.deepEqual(due(lost, 1000 + REPEAT_MS).ids, [1])
  const other = alert(2, { firedMs: NOW_MS })
  assert.deepEqual(due({ ...lost, alerts: [alert(1), other], policy: off }, GROUP_MS).ids, [1, 2])
})

test('what was told in vain is held back and kept for the morning like everything else, and its end is told', () => {
  const told = [{ lostMs: NOW_MS }]
  const held = alert(1, { hold: holdFrom(NOW_MS, 'drained') })
  assert.deepEqual(due({ alerts: [held], told, deliveredMs: NOW_MS + 1 }, 2 * AGAIN_MS).ids, [])
  const quiet = [{ untilMs: NOW_MS + 3 * AGAIN_MS, through: 'critical' as const }]
  assert.deepEqual(due({ alerts: [alert(1)], told, quiet }, 2 * AGAIN_MS).ids, [])
  assert.deepEqual(due({ alerts: [over(1, 0, 60_000)], told }, 60_000 + GROUP_MS).ids, [1])
})

test('a receiver is told of what fits its severities, kinds and patterns, with or without the dot', () => {
  const { route } = receiver()
  const pool = alert(1, { kind: 'pool', target: 'www.corp.example. A' })
  const routes = (rest: Partial<typeof route>, one = alert(1)) => isRouted(one, { ...route, ...rest })
  assert.ok(routes({}))
  assert.ok(!routes({ severities: ['critical'] }))
  assert.ok(!routes({ kinds: ['pool', 'doubt'] }))
  assert.ok(routes({ zones: ['corp.example'] }) && routes({ zones: ['lab.example', 'CORP.*'] }))
  assert.ok(!routes({ zones: ['corp'] }) && !routes({ zones: ['*.corp.example'] }))
  assert.ok(routes({ pools: ['www.corp.example'] }) && routes({ pools: ['*.corp.example A'] }))
  assert.ok(!routes({ pools: ['www.corp.example AAAA'] }))
  assert.ok(routes({ targets: ['10.1.*/web'] }) && !routes({ targets: ['10.2.*'] }))
  assert.ok(!routes({ zones: ['corp.example'], targets: ['10.2.*'] }))
  assert.ok(routes({ targets: ['*'], pools: ['w*w.*.exam*ple'] }, pool))
  assert.ok(!routes({ zones: ['*'] }, alert(1, { zones: [] })))
  const doubt = alert(1, { kind: 'doubt', zones: [], pools: [], target: 'self' })
  assert.ok(routes({ zones: ['lab.example'], pools: ['x'], targets: ['y'] }, doubt))
})
