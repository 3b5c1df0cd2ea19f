// Whom people have taken out, and why: what is expected to fail wakes nobody.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { concernOf } from '../../../src/control/alerts/concern.ts'
import { type PlannedFacts, plannedAt } from '../../../src/control/alerts/planned.ts'
import { overriddenBy } from '../../../src/control/plan/decreed.ts'
import { Publisher } from '../../../src/control/publish/publisher.ts'
import { UNKNOWN_VERDICT, type Verdict } from '../../../src/health/verdict.ts'
import type { Override } from '../../../src/store/overrides.ts'
import { Judging } from '../settle/judging.ts'

const { plan } = new Judging(`;@ check web tcp port=80
;@ maintenance 192.0.2.2 "0 2 * * *" 2h "new disks"
www 60 A 192.0.2.1 ;@ primary check=web
www 60 A 192.0.2.2 ;@ standby check=web
app 30 A 192.0.2.1 ;@ check=web
app 30 A 192.0.2.3 ;@ check=web
`)
const NOW_MS = 1_000_000
const [ONE, TWO, THREE] = ['192.0.2.1/web', '192.0.2.2/web', '192.0.2.3/web']

type Said = readonly [decree: Override['decree'], target: string]

function planned(said: readonly Said[], { isOpen = false, down = [] as readonly string[] } = {}) {
  const verdicts = new Map<string, Verdict>(
    [...plan.targets.keys()].map((id) => [
      id,
      { ...UNKNOWN_VERDICT, state: down.includes(id) ? 'down' : 'up' },
    ]),
  )
  const overrides = said.map(([decree, target], id): Override => {
    return { id, target, decree, who: 'ops', why: 'disks', startedMs: 0, endsMs: undefined }
  })
  const verdictOf = (id: string) => verdicts.get(id)
  const publisher = new Publisher(plan, verdictOf, () => [], NOW_MS)
  const facts = {
    service: { plan, publisher },
    verdicts,
    overrides: { overridden: () => overriddenBy(overrides, plan, NOW_MS) },
    windowOf: () => ({ openUntilMs: isOpen ? NOW_MS + 1 : undefined, opensAtMs: undefined }),
  } as unknown as PlannedFacts
  return { ...plannedAt(facts, NOW_MS), service: facts.service }
}

test('a target is out by its window, by a word about itself, its address, or all members that hang on it', () => {
  assert.equal(planned([]).whyOut(ONE), undefined)
  const { whyOut } = planned([], { isOpen: true })
  assert.deepEqual([whyOut(ONE), whyOut(TWO)], [undefined, 'in maintenance: new disks'])
  assert.equal(planned([['force-down', ONE]]).whyOut(ONE), 'forced down by ops: disks')
  assert.equal(planned([['drain', ONE]]).whyOut(ONE), 'drained by ops: disks')
  assert.equal(planned([['drain', '192.0.2.1']]).whyOut(ONE), 'drained by ops: disks')
  assert.equal(planned([['force-down', '192.0.2.1']]).whyOut(ONE), 'forced down by ops: disks')
  const members: Said[] = [
    ['drain', 'www.example.com A 192.0.2.1'],
    ['drain', 'app.example.com A 192.0.2.1'],
  ]
  assert.equal(planned(members).whyOut(ONE), 'drained by ops: disks')
  assert.equal(planned(members.slice(1)).whyOut(ONE), undefined)
  assert.equal(planned(members).whyOut(THREE), undefined)
})

test('who says that a target is up has not planned that it fails, not even in its window', () => {
  assert.equal(planned([['force-up', ONE]]).whyOut(ONE), undefined)
  assert.equal(planned([['force-up', TWO]], { isOpen: true }).whyOut(TWO), undefined)
})

test('a pool is without a spare by plan alone while every member that is not healthy is taken out', () => {
  const [www] = [...plan.pools.values()]
  assert.ok(www !== undefined)
  const poor = (said: readonly Said[], rest: Parameters<typeof planned>[1] = {}) =>
    planned(said, rest).whyPoor(www)
  assert.equal(poor([], { down: [ONE] }), undefined)
  assert.equal(poor([], { isOpen: true }), 'in maintenance: new disks')
  assert.equal(poor([], { isOpen: true, down: [TWO] }), 'in maintenance: new disks')
  assert.equal(poor([], { isOpen: true, down: [ONE] }), undefined)
  assert.equal(poor([['force-down', ONE]]), 'forced down by ops: disks')
  const { service, ...facts } = planned([['drain', ONE]])
  const condition = { kind: 'pool', target: 'www.example.com. A', detail: '1 of 2 members healthy' } as const
  const told = (key: string) => concernOf({ ...condition, key }, service, facts)
  const spare = told('spare www.example.com. A')
  assert.deepEqual(
    [spare.severity, spare.detail],
    ['info', '1 of 2 members healthy, because one is drained by ops: disks'],
  )
  assert.equal(told('pool www.example.com. A').severity, undefined)
})

test('a target that falls while it is out begins held back', () => {
  const { service, ...facts } = planned([['drain', ONE]])
  const told = (target: string) =>
    concernOf({ key: '', kind: 'target', target, detail: '' }, service, facts).planned
  assert.deepEqual([told(ONE), told(TWO)], ['drained by ops: disks', undefined])
})

test('a standby that nobody has seen well for long begins held back while it is out, and another one does not', () => {
  const told = (said: readonly Said[], rest: Parameters<typeof planned>[1] = {}) => {
    const { service, ...facts } = planned(said, rest)
    const target = 'www.example.com. A 192.0.2.2'
    return concernOf({ key: `standby ${target}`, kind: 'standby', target, detail: '' }, service, facts)
      .planned
  }
  assert.equal(told([]), undefined)
  assert.equal(told([], { isOpen: true }), 'in maintenance: new disks')
  assert.equal(told([['drain', TWO]]), 'drained by ops: disks')
  assert.equal(told([['force-down', 'www.example.com A 192.0.2.2']]), 'forced down by ops: disks')
  assert.equal(told([['drain', ONE]]), undefined)
  assert.equal(told([['force-up', 'www.example.com A 192.0.2.2']], { isOpen: true }), undefined)
})

test('what no plan explains is never held back, whatever it is called', () => {
  const { whyHeld } = planned([['drain', '192.0.2.*']], { isOpen: true })
  assert.equal(whyHeld({ kind: 'pool', target: 'www.example.com. A' }), undefined)
  assert.equal(whyHeld({ kind: 'standby', target: 'gone.example.com. A 192.0.2.2' }), undefined)
  assert.equal(whyHeld({ kind: 'maintenance', target: '192.0.2.2' }), undefined)
})
