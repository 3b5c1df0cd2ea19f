// Whether a member may be answered, and whether it is degraded or only held down, from the verdicts below it.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { MemberHealth } from '../../../src/answer/publish.ts'
import { viewZone } from '../../../src/answer/zone-view.ts'
import { memberHealth } from '../../../src/control/plan/availability.ts'
import { planService } from '../../../src/control/plan/service-plan.ts'
import { octets32 } from '../../../src/dns/octets.ts'
import { UNKNOWN_VERDICT, type Verdict } from '../../../src/health/verdict.ts'
import { exampleZone } from '../../support/ask.ts'

const HELD: Verdict = {
  ...UNKNOWN_VERDICT,
  state: 'down',
  goods: 9,
  damping: { changesMs: [], hold: { fromMs: 0, untilMs: 60_000 } },
  lastAtMs: 1000,
}
const VERDICTS: Readonly<Record<string, Verdict>> = {
  up: { ...UNKNOWN_VERDICT, state: 'up', goods: 1 },
  degraded: { ...UNKNOWN_VERDICT, state: 'degraded', goods: 1 },
  down: { ...UNKNOWN_VERDICT, state: 'down', bads: 3 },
  held: HELD,
  'held and failing': { ...HELD, goods: 0, bads: 1 },
}

const ZONE = `;@ check a tcp port=1 flap=5/10m
;@ check b tcp port=2 flap=5/10m
;@ check any any a b
m1 A 192.0.2.1 ;@ check=a
m2 A 192.0.2.1 ;@ check=a,b
m3 A 192.0.2.1 ;@ check=any
host A 192.0.2.1 ;@ check=a
host A 192.0.2.2 ;@ check=a
m4 MX 10 host ;@ follow
`

const zone = exampleZone(ZONE)
const plan = planService([{ zone, view: viewZone(zone, octets32(1)) }])

/** Of the first member of `name`, when targets have these verdicts; the others are up. */
function healthOf(name: string, states: Readonly<Record<string, string>>): string {
  const planned = [...plan.pools].find(([key]) => key.includes(name))?.[1]
  const needs = planned?.needs[0]
  assert.ok(needs !== undefined)
  const health = memberHealth(needs, plan, (id) => VERDICTS[states[id] ?? 'up'])
  return wordFor(health)
}

function wordFor({ available, degraded, held }: MemberHealth): string {
  if (available) return degraded === true ? 'degraded' : 'available'
  return held === true ? 'held' : 'not available'
}

describe('a member is', () => {
  const rows: readonly (readonly [string, Readonly<Record<string, string>>, string])[] = [
    ['m1', { '192.0.2.1/a': 'degraded' }, 'degraded'],
    ['m1', { '192.0.2.1/a': 'held' }, 'held'],
    ['m1', { '192.0.2.1/a': 'held and failing' }, 'not available'],
    ['m2', { '192.0.2.1/b': 'degraded' }, 'degraded'],
    ['m2', { '192.0.2.1/a': 'held', '192.0.2.1/b': 'degraded' }, 'held'],
    ['m2', { '192.0.2.1/a': 'held', '192.0.2.1/b': 'down' }, 'not available'],
    ['m3', { '192.0.2.1/a': 'held' }, 'available'],
    ['m3', { '192.0.2.1/a': 'held', '192.0.2.1/b': 'down' }, 'held'],
    ['m3', { '192.0.2.1/a': 'degraded', '192.0.2.1/b': 'down' }, 'degraded'],
    ['m4', { '192.0.2.1/a': 'degraded' }, 'available'],
    ['m4', { '192.0.2.1/a': 'degraded', '192.0.2.2/a': 'down' }, 'degraded'],
    ['m4', { '192.0.2.1/a': 'held', '192.0.2.2/a': 'down' }, 'held'],
    ['m4', { '192.0.2.1/a': 'down', '192.0.2.2/a': 'down' }, 'not available'],
  ]
  for (const [name, states, expected] of rows) {
    const given = Object.entries(states).map((one) => one.join(' '))
    test(`${expected}: ${name} with ${given.join(', ')}`, () =>
      assert.equal(healthOf(name, states), expected))
  }
})
