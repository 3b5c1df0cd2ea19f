// What of a plan a change of some pools can touch.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { partOfPlan } from '../../../src/control/plan/part-of-plan.ts'
import { poolName } from '../../../src/control/plan/pool-name.ts'
import { planService, type ServicePlan } from '../../../src/control/plan/service-plan.ts'
import { exampleZone, viewOf } from '../../support/ask.ts'

const ZONE = `
;@ check smtp smtp
mail1 A 192.0.2.25 ;@ check=smtp
mail2 A 192.0.2.26 ;@ check=smtp
@     MX 10 mail1  ;@ follow
@     MX 20 mail2  ;@ follow
in    MX 10 mail1  ;@ follow
www   A 192.0.2.80 ;@ check=smtp
`

function planned(): ServicePlan {
  const zone = exampleZone(ZONE)
  return planService([{ zone, view: viewOf(zone) }])
}

function namesOf(plan: ServicePlan, keys: Iterable<string>): string[] {
  return [...keys]
    .flatMap((key) => plan.pools.get(key) ?? [])
    .map(poolName)
    .sort()
}

function keyOf(plan: ServicePlan, name: string): string {
  return [...plan.pools].find(([, one]) => poolName(one) === name)?.[0] ?? assert.fail(name)
}

test('a pool touches itself and whoever follows it, and for these every host that they follow is looked at', () => {
  const plan = planned()
  const part = partOfPlan(plan, [keyOf(plan, 'mail1.example.com. A')])
  assert.deepEqual(namesOf(plan, part.touched), [
    'example.com. MX',
    'in.example.com. MX',
    'mail1.example.com. A',
  ])
  assert.deepEqual(namesOf(plan, part.plan.pools.keys()), [
    'example.com. MX',
    'in.example.com. MX',
    'mail1.example.com. A',
    'mail2.example.com. A',
  ])
})

test('a pool that nobody follows touches itself alone; no pool touches nothing', () => {
  const plan = planned()
  const part = partOfPlan(plan, [keyOf(plan, 'www.example.com. A')])
  assert.deepEqual([namesOf(plan, part.touched), part.plan.pools.size], [['www.example.com. A'], 1])
  assert.deepEqual([...partOfPlan(plan, []).touched], [])
})
