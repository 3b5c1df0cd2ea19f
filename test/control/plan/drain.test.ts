// Maintenance as a fact of members: who is out, until when, and who goes with it.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { WindowFact } from '../../../src/answer/failback.ts'
import { memberHealth } from '../../../src/control/plan/availability.ts'
import { NOTHING_DECREED } from '../../../src/control/plan/decreed.ts'
import { drainAt, NO_DRAIN } from '../../../src/control/plan/drain.ts'
import { inMaintenance, maintenanceActs } from '../../../src/control/settle/maintenance-acts.ts'
import { Judging } from '../settle/judging.ts'

const ZONE = `;@ maintenance 192.0.2.1 "0 3 * * *" 2h "patching"
;@ maintenance 192.0.2.1 "0 4 * * *" 2h "disks"
mail A 192.0.2.1
mail A 192.0.2.2
mail A 192.0.2.3
one A 192.0.2.1 ;@ primary
;@ pool mail A min=1
@ MX 10 one ;@ follow
@ MX 20 mail ;@ follow
`
const CLOSED: WindowFact = { openUntilMs: undefined, opensAtMs: 9000 }

test('the window that is open longest counts, and the next one that opens', () => {
  const { maintenance } = new Judging(ZONE).plan
  const open = drainAt(
    ({ when }) => ({ openUntilMs: when === '0 4 * * *' ? 5000 : 4000, opensAtMs: 8000 }),
    0,
  )
  assert.deepEqual(open(maintenance), { untilMs: 5000, why: 'disks', nextMs: 8000 })
  assert.deepEqual(drainAt(() => CLOSED, 0)(maintenance), { ...NO_DRAIN, nextMs: 9000 })
  assert.deepEqual(drainAt(() => CLOSED, 0)([]), NO_DRAIN)
})

test('a host is out while all of its addresses are', () => {
  const { plan } = new Judging(ZONE)
  const drainOf = drainAt(() => ({ openUntilMs: 5000, opensAtMs: undefined }), 0)
  const mx = [...plan.pools.values()].find(({ needs }) => needs.some(({ host }) => host !== undefined))
  const drained = mx?.needs.map(
    (needs) => memberHealth(needs, plan, () => undefined, { ...NOTHING_DECREED, drainOf }).drainedUntilMs,
  )
  assert.deepEqual(drained, [5000, undefined])
  const soon = drainAt(() => CLOSED, 0)
  const drains = mx?.needs.map(
    (needs) => memberHealth(needs, plan, () => undefined, { ...NOTHING_DECREED, drainOf: soon }).drainsAtMs,
  )
  assert.deepEqual(drains, [9000, undefined])
})

test('a beginning and an end are each one transition, with the reason', () => {
  const { maintenance } = new Judging(ZONE).plan
  const open = inMaintenance(maintenance, () => ({ openUntilMs: 5000, opensAtMs: undefined }), 0)
  const [begun, ...more] = maintenanceActs(new Map(), open, 1)
  assert.deepEqual([begun?.target, begun?.from, begun?.to, more.length], ['192.0.2.1', 'none', 'drain', 0])
  assert.deepEqual(maintenanceActs(open, open, 2), [])
  const ended = inMaintenance(maintenance, () => CLOSED, 0)
  assert.deepEqual(
    maintenanceActs(open, ended, 3).map(({ from, to }) => [from, to]),
    [['drain', 'none']],
  )
})
