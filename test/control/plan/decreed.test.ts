// Overrides as facts of members and targets: whom they mean, what they make of their health, and what is answered then.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import type { MemberHealth } from '../../../src/answer/publish.ts'
import { termOf } from '../../../src/control/desk/decree.ts'
import { overriddenWhy } from '../../../src/control/desk/decreed-why.ts'
import { memberHealth } from '../../../src/control/plan/availability.ts'
import { type Decreed, NOTHING_DECREED, overriddenBy } from '../../../src/control/plan/decreed.ts'
import { poolName } from '../../../src/control/plan/pool-name.ts'
import { canonicalSelector, matches, nearestSelector, select } from '../../../src/control/plan/selector.ts'
import type { ServicePlan } from '../../../src/control/plan/service-plan.ts'
import { Publisher } from '../../../src/control/publish/publisher.ts'
import { UNKNOWN_VERDICT, type Verdict } from '../../../src/health/verdict.ts'
import { atOnce } from '../../../src/slices.ts'
import type { Override } from '../../../src/store/overrides.ts'
import { Judging } from '../settle/judging.ts'

const ZONE = `;@ check web tcp port=80
;@ check smtp tcp port=25
;@ check both all web smtp
www 60 A 192.0.2.1 ;@ primary check=web
www 60 A 192.0.2.2 ;@ standby check=web
www 60 AAAA 2001:db8::1 ;@ check=web
app 30 A 192.0.2.1 ;@ check=both
app 30 A 192.0.2.3 ;@ check=both
mail 60 A 192.0.2.4 ;@ check=smtp
mx 60 A 192.0.2.5 ;@ check=smtp
@ MX 10 mail ;@ follow
@ MX 20 mx ;@ follow
`
const { plan } = new Judging(ZONE)
const NOW_MS = 1_000_000

function override(target: string, decree: Override['decree'], more: Partial<Override> = {}): Override {
  const said = { id: 1, who: 'alice', why: 'new disks', startedMs: NOW_MS, endsMs: undefined }
  return { ...said, target: canonicalSelector(target), decree, ...more }
}

function healthOf(
  pool: string,
  overrides: readonly Override[],
  { nowMs = NOW_MS, down = [] }: { nowMs?: number; down?: readonly string[] } = {},
): MemberHealth[] {
  const decreed: Decreed = { ...NOTHING_DECREED, nowMs, overridden: overriddenBy(overrides, plan, nowMs) }
  const planned = [...plan.pools.values()].find((one) => poolName(one) === pool)
  assert.ok(planned !== undefined)
  return planned.needs.map((needs) => memberHealth(needs, plan, verdictOf(down), decreed))
}

function verdictOf(down: readonly string[]): (id: string) => Verdict {
  return (id) => ({ ...UNKNOWN_VERDICT, state: down.includes(id) ? 'down' : 'up' })
}

function available(health: readonly MemberHealth[]): boolean[] {
  return health.map((one) => one.available)
}

const WWW = 'www.example.com. A'
const APP = 'app.example.com. A'
const MX = 'example.com. MX'

describe('the target of an override', () => {
  const poolsMeant = (text: string, of: ServicePlan = plan): string[] => [
    ...new Set(select(text, of).members.map(({ planned }) => poolName(planned))),
  ]

  test('is a target, with all members that rest on it', () => {
    assert.deepEqual(select('192.0.2.1/web', plan).targets, ['192.0.2.1/web'])
    assert.deepEqual(poolsMeant('192.0.2.1/web'), [WWW, APP])
    assert.deepEqual(poolsMeant('192.0.2.1/smtp'), [APP])
  })

  test('is an address, under every name, however it is written', () => {
    assert.deepEqual(poolsMeant('192.0.2.1'), [WWW, APP])
    assert.deepEqual(poolsMeant('2001:DB8:0:0::1'), ['www.example.com. AAAA'])
  })

  test('is the owner of address records', () => {
    assert.deepEqual(poolsMeant('WWW.example.com.'), [WWW, 'www.example.com. AAAA'])
    assert.deepEqual(poolsMeant('example.com'), [], 'it owns MX records only')
  })

  test('is a member of a pool', () => {
    assert.deepEqual(poolsMeant('www.example.com. a 192.0.2.1'), [WWW])
    assert.deepEqual(poolsMeant('example.com MX 10 mail.example.com'), [MX])
    assert.equal(select('example.com mx *', plan).members.length, 2)
  })

  test('is a pattern of one of these kinds', () => {
    assert.deepEqual(select('192.0.2.*/smtp', plan).targets.length, 4)
    assert.equal(select('192.0.2.*', plan).members.length, 6)
    assert.deepEqual(poolsMeant('m*.example.com'), ['mail.example.com. A', 'mx.example.com. A'])
    assert.deepEqual(select('m*.other', plan), { members: [], targets: [] })
  })

  test('that matches nothing has a nearest one that does', () => {
    assert.equal(atOnce(nearestSelector('192.0.2.9/smtp', plan)), '192.0.2.1/smtp')
    assert.equal(atOnce(nearestSelector('wwww.example.com', plan)), 'www.example.com')
    assert.equal(atOnce(nearestSelector('198.51.100.*', plan))?.startsWith('19'), true)
    assert.equal(atOnce(nearestSelector('anything', new Judging('a A 192.0.2.1\n').plan)), undefined)
  })

  test('a pattern matches as a regular expression of its stars does', () => {
    const text = fc.string({ unit: fc.constantFrom('a', 'b', '.', '*'), maxLength: 12 })
    const toRegExp = (pattern: string): RegExp =>
      new RegExp(`^${pattern.replaceAll('.', '\\.').replaceAll('*', '.*')}$`)
    fc.assert(
      fc.property(text, text, (pattern, word) => matches(pattern, word) === toRegExp(pattern).test(word)),
    )
  })
})

describe('what is decreed of a server', () => {
  test('force-down makes it unavailable although its checks pass, and force-up the other way round', () => {
    assert.deepEqual(available(healthOf(WWW, [override('192.0.2.1', 'force-down')])), [false, true])
    const down = ['192.0.2.1/web']
    assert.deepEqual(available(healthOf(WWW, [override('192.0.2.1', 'force-up')], { down })), [true, true])
  })

  test('of a target decides one check, and leaves the others to their probes', () => {
    const up = [override('192.0.2.1/web', 'force-up')]
    assert.deepEqual(available(healthOf(APP, up, { down: ['192.0.2.1/web'] })), [true, true])
    assert.deepEqual(available(healthOf(APP, up, { down: ['192.0.2.1/web', '192.0.2.1/smtp'] })), [
      false,
      true,
    ])
    assert.deepEqual(available(healthOf(APP, [override('192.0.2.1/smtp', 'force-down')])), [false, true])
  })

  test('counts for those that follow it', () => {
    assert.deepEqual(available(healthOf(MX, [override('mail.example.com', 'force-down')])), [false, true])
    const out = healthOf(MX, [override('mail.example.com', 'drain')], { nowMs: NOW_MS + 60_000 })
    assert.deepEqual(
      out.map(({ drainedUntilMs }) => drainedUntilMs),
      [Number.POSITIVE_INFINITY, undefined],
    )
  })

  test('a drained one leaves when the TTL of its pool has passed once, and stays out to the end', () => {
    const drain = [override('192.0.2.1/*', 'drain', { endsMs: NOW_MS + 90_000 })]
    const at = (laterMs: number) => {
      const { drainsAtMs, drainedUntilMs } = healthOf(WWW, drain, { nowMs: NOW_MS + laterMs })[0] ?? {}
      return [drainsAtMs, drainedUntilMs]
    }
    assert.deepEqual(at(0), [NOW_MS + 60_000, undefined])
    assert.deepEqual(at(59_999), [NOW_MS + 60_000, undefined])
    assert.deepEqual(at(60_000), [undefined, NOW_MS + 90_000])
    assert.deepEqual(at(90_000), [undefined, undefined])
  })

  test('no cache keeps a server that fails beyond the end of its force-up', () => {
    const up = [override('192.0.2.1', 'force-up', { endsMs: NOW_MS + 1000 })]
    assert.equal(healthOf(WWW, up)[0]?.drainsAtMs, undefined)
    assert.equal(healthOf(WWW, up, { down: ['192.0.2.1/web'] })[0]?.drainsAtMs, NOW_MS + 1000)
  })

  test('of several overrides the newest holds, and when it is over the one before it', () => {
    const both = [
      override('192.0.2.*', 'force-down'),
      override('192.0.2.1', 'force-up', { endsMs: NOW_MS + 1000 }),
    ]
    assert.deepEqual(available(healthOf(WWW, both)), [true, false])
    assert.deepEqual(available(healthOf(WWW, both, { nowMs: NOW_MS + 1000 })), [false, false])
  })
})

test('a server that is forced down is never answered while another is left, whatever else is decreed and measured', () => {
  const targets = [...plan.targets.keys()]
  const addresses = ['192.0.2.1', '192.0.2.2', '192.0.2.3', '192.0.2.4', '192.0.2.5', '2001:db8::1']
  const said = fc.record({
    target: fc.constantFrom(
      ...addresses,
      ...targets,
      'mail.example.com',
      'app.example.com',
      'example.com MX 20 mx.example.com',
    ),
    decree: fc.constantFrom('drain' as const, 'force-down' as const, 'force-up' as const),
    endsMs: fc.option(fc.integer({ min: NOW_MS - 10, max: NOW_MS + 200_000 }), { nil: undefined }),
  })
  const world = fc.record({
    overrides: fc.array(said, { maxLength: 8 }),
    down: fc.subarray(targets),
    laterMs: fc.array(fc.nat({ max: 100_000 }), { maxLength: 3 }),
  })
  fc.assert(
    fc.property(world, ({ overrides, down, laterMs }) => {
      const all = overrides.map(({ target, decree, endsMs }) => override(target, decree, { endsMs }))
      const at = (nowMs: number) => overriddenBy(all, plan, nowMs)
      const publisher = new Publisher(plan, verdictOf(down), () => undefined, NOW_MS, undefined, at)
      let nowMs = NOW_MS
      for (const passedMs of [0, ...laterMs]) {
        nowMs += passedMs
        publisher.refresh(plan.pools.keys(), nowMs)
        for (const planned of plan.pools.values()) {
          const health = healthOf(poolName(planned), all, { nowMs, down })
          const { published, ttlSeconds } = publisher.publicationOf(planned.pool)
          assert.ok(published.includes(true), 'nothing that is decreed empties a pool')
          assert.ok(ttlSeconds <= planned.pool.ttlSeconds)
          const isOut = (member: number): boolean => health[member]?.isForcedDown === true
          const isSomebodyLeft = !planned.needs.every((_, member) => isOut(member))
          const isSomebodyAvailable = health.some((one) => one.available)
          for (const [member, isAnswered] of published.entries()) {
            if (!isAnswered) continue
            assert.ok(!isSomebodyLeft || !isOut(member))
            assert.ok(!isSomebodyAvailable || health[member]?.available === true)
          }
        }
      }
    }),
  )
})

test('why a member is out is said of whatever it rests on', () => {
  const mx = [...plan.pools.values()].find((one) => poolName(one) === MX)
  const whyAt = (overrides: readonly Override[], nowMs: number): string[][] | undefined => {
    const decreed = { ...NOTHING_DECREED, nowMs, overridden: overriddenBy(overrides, plan, nowMs) }
    return mx?.needs.map((needs) => overriddenWhy(needs, plan, decreed))
  }
  const why = 'mail.example.com.: force-down by alice for ever: new disks'
  assert.deepEqual(whyAt([override('mail.example.com', 'force-down')], NOW_MS), [[why], []])
  const ofTarget = 'mail.example.com.: 192.0.2.4/smtp: force-up by alice for ever: new disks'
  assert.deepEqual(whyAt([override('192.0.2.4/smtp', 'force-up')], NOW_MS), [[ofTarget], []])
  const leaving = whyAt([override('mail.example.com', 'drain')], NOW_MS)?.[0]?.[0]
  assert.match(leaving ?? '', /drain by alice for ever: new disks \(it is out from 1970-/)
  const out = whyAt([override('mail.example.com', 'drain')], NOW_MS + 60_000)?.[0]?.[0]
  assert.match(out ?? '', /new disks$/)
})

describe('the end of an override', () => {
  const problemOf = (request: Parameters<typeof termOf>[0]): string | undefined => {
    const term = termOf(request, NOW_MS)
    return 'problem' in term ? term.problem.sentence : undefined
  }

  test('is a duration, a moment with its time zone, or none when that is said', () => {
    assert.deepEqual(termOf({ for: '2h' }, NOW_MS), { endsMs: NOW_MS + 7_200_000 })
    assert.deepEqual(termOf({ until: '1970-01-02T01:00:00+01:00' }, NOW_MS), { endsMs: 86_400_000 })
    assert.deepEqual(termOf({ for: 'ever' }, NOW_MS), { endsMs: undefined })
  })

  test('is refused when it is missing, twice there, past, far away or nothing of the kind', () => {
    assert.match(problemOf({}) ?? '', /say until when/)
    assert.match(problemOf({ for: '1h', until: '1970-01-02T00:00:00Z' }) ?? '', /say until when/)
    assert.match(problemOf({ for: '2' }) ?? '', /"2" is no duration: write 30m/)
    assert.match(problemOf({ for: '0s' }) ?? '', /not in the future/)
    assert.match(problemOf({ for: '999w' }) ?? '', /say for ever/)
    assert.match(problemOf({ until: 'tomorrow' }) ?? '', /"tomorrow" is no moment/)
    assert.match(problemOf({ until: '1970-01-01T00:00:00Z' }) ?? '', /not in the future/)
  })
})
