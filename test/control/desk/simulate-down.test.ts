// What would be answered with servers down, worked out for some pools only and in steps, held against the whole of it at once.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { Daemon } from '../../../src/control/daemon.ts'
import { fallenBy } from '../../../src/control/desk/fallen.ts'
import { differences, foresee, type World } from '../../../src/control/desk/forecast.ts'
import { simulateDown } from '../../../src/control/desk/simulate-down.ts'
import { overriddenBy } from '../../../src/control/plan/decreed.ts'
import { planService } from '../../../src/control/plan/service-plan.ts'
import { Publisher } from '../../../src/control/publish/publisher.ts'
import type { State } from '../../../src/health/state.ts'
import { UNKNOWN_VERDICT, type Verdict } from '../../../src/health/verdict.ts'
import { atOnce } from '../../../src/slices.ts'
import type { Override } from '../../../src/store/overrides.ts'
import { exampleZone, viewOf } from '../../support/ask.ts'

/** Routers that are needed, hosts that are followed, classes of clients, pools that wait: all that makes a pool hang on another. */
const SHAPES: readonly ((i: number) => string)[] = [
  (i) => `p${i} A 192.0.2.${i} ;@ primary check=web\np${i} A 198.51.100.${i} ;@ standby check=web\n`,
  (i) =>
    `f${i} A 192.0.2.${i} ;@ for=10.1.0.0/16 check=web\nf${i} A 192.0.2.1 ;@ for=10.2.0.0/16 check=plain\n`,
  (i) => `p${i} A 192.0.2.${i} ;@ primary check=plain\np${i} A 203.0.113.9 ;@ last\n`,
]
const ZONE = `;@ check gw icmp address=192.0.2.254
;@ check web tcp port=80 needs=gw
;@ check plain tcp port=81
${Array.from({ length: 48 }, (_, i) => SHAPES[i % 3]?.(i + 1)).join('')}
@ MX 10 p1 ;@ follow
@ MX 20 p4 ;@ follow
in MX 10 p3 ;@ follow
;@ pool p1 A failback=manual
;@ pool p4 A when-all-down=none
`
const zone = exampleZone(ZONE)
const plan = planService([{ zone, view: viewOf(zone) }])
const IDS = [...plan.targets.keys()]
const NOW_MS = 1_000_000
const CLOSED = { openUntilMs: undefined, opensAtMs: undefined }

interface Facts {
  readonly before: readonly State[]
  readonly now: readonly State[]
  readonly overrides: readonly Override[]
}

function verdictsOf(states: readonly State[]): Map<string, Verdict> {
  return new Map(IDS.map((id, i) => [id, { ...UNKNOWN_VERDICT, state: states[i % states.length] ?? 'up' }]))
}

/** As much of a daemon as is asked, and the same facts for the whole computation. */
function worldWith({ before, now, overrides }: Facts) {
  const verdicts = verdictsOf(before)
  const overridden = overriddenBy(overrides, plan, NOW_MS)
  const windowOf = () => CLOSED
  const publisher = new Publisher(
    plan,
    (id) => verdicts.get(id),
    () => undefined,
    1,
  )
  for (const [id, verdict] of verdictsOf(now)) verdicts.set(id, verdict)
  publisher.refresh(plan.pools.keys(), 2)
  const parts = {
    service: { plan, publisher },
    verdicts,
    windowOf,
    overrides: { overridden: () => overridden },
  }
  const known = new Map(verdicts)
  const standings = new Map(
    [...plan.pools].map(([key, { pool }]) => [key, publisher.publicationOf(pool).standings]),
  )
  const world: World = {
    plan,
    verdictOf: (id) => known.get(id),
    overrides,
    windowOf,
    standingsOf: ({ pool }) => standings.get(pool.key),
    dead: new Set(),
  }
  return { daemon: parts as unknown as Daemon, verdicts, publisher, world }
}

function wholeOf(world: World, down: readonly string[]) {
  const { addresses, targets } = atOnce(fallenBy(down, plan))
  const dead: Verdict = { ...UNKNOWN_VERDICT, state: 'down', sinceMs: NOW_MS, bads: 1 }
  const verdictOf: World['verdictOf'] = (id) => (targets.has(id) ? dead : world.verdictOf(id))
  return differences(foresee(world, NOW_MS), foresee({ ...world, verdictOf, dead: addresses }, NOW_MS))
}

const state = fc.constantFrom<State>('up', 'up', 'down', 'unknown', 'degraded')
const states = fc.array(state, { minLength: 1, maxLength: 40 })
const selector = fc.oneof(
  fc.constantFrom(...IDS),
  fc.constantFrom('192.0.2.0/24', '198.51.100.0/28', '0.0.0.0/0', '192.0.2.254', '*/web', 'p1.example.com'),
  fc.constantFrom('203.0.113.9', 'example.com MX 10 p1.example.com', 'p*', '198.51.*'),
)
const override = fc
  .record({ target: selector, decree: fc.constantFrom('drain', 'force-down', 'force-up') })
  .map((one): Override => ({ ...one, id: 1, who: 'a', why: 'b', startedMs: 1, endsMs: undefined }))
const facts = fc.record({ before: states, now: states, overrides: fc.array(override, { maxLength: 3 }) })
const downs = fc.array(selector, { minLength: 1, maxLength: 3 })

test('what is told of some servers down is what comes of it when every pool is looked at', () => {
  const property = fc.property(facts, downs, (given, down) => {
    const { daemon, world } = worldWith(given)
    const report = atOnce(simulateDown(daemon, down, () => NOW_MS))
    assert.ok(!('problem' in report))
    assert.deepEqual(report.pools, wholeOf(world, down))
  })
  fc.assert(property, { numRuns: 150 })
})

test('it is of one moment, whatever happens between its steps', () => {
  const property = fc.property(facts, states, downs, (given, later, down) => {
    const { daemon, world, verdicts, publisher } = worldWith(given)
    let isTaken = false
    const steps = simulateDown(daemon, down, () => {
      isTaken = true
      return NOW_MS
    })
    let step = steps.next()
    for (; step.done !== true; step = steps.next()) {
      if (!isTaken) continue
      for (const [id, verdict] of verdictsOf(later)) verdicts.set(id, verdict)
      publisher.refresh(plan.pools.keys(), NOW_MS)
    }
    assert.ok(!('problem' in step.value))
    assert.deepEqual(step.value.pools, wholeOf(world, down))
  })
  fc.assert(property, { numRuns: 100 })
})

test('of many selectors that match nothing the first few are explained, and all are named', () => {
  const { daemon } = worldWith({ before: ['up'], now: ['up'], overrides: [] })
  const down = ['192.0.2.1/24', ...Array.from({ length: 9 }, (_, i) => `nobody${i}.example.com`)]
  const report = atOnce(simulateDown(daemon, down, () => NOW_MS))
  assert.ok('problem' in report)
  const { code, sentence } = report.problem
  assert.equal(code, 'not-found')
  assert.match(
    sentence,
    /^"192\.0\.2\.1\/24" is no network: write 192\.0\.2\.0\/24; "nobody0\.example\.com" matches/,
  )
  assert.match(
    sentence,
    /; nor is there anything that matches "nobody4\.example\.com", .*"nobody8\.example\.com"$/,
  )
})
