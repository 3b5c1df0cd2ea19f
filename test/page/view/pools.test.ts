// What the page says of pools: how bad it is, in which order, in which lanes, and the headline over all of them.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { MemberStatus, OverrideStatus, PoolStatus, TargetStatus } from '../../../src/control/operator.ts'
import { HOME } from '../../../src/page/state/place.ts'
import { headlineOf } from '../../../src/page/view/headline.ts'
import { lanesOf, targetsById } from '../../../src/page/view/lanes.ts'
import { overrideOf } from '../../../src/page/view/member-override.ts'
import { filterRows, rowsOf } from '../../../src/page/view/pool-list.ts'
import { troubleOf } from '../../../src/page/view/trouble.ts'

function member(data: string, tier: number, more: Partial<MemberStatus> = {}): MemberStatus {
  return { data, tier, available: true, published: false, why: `${data} is up`, ...more }
}

const ANSWERS = member('10.1.0.10', 1, { published: true })
const STANDS_BY = member('10.2.0.10', 2)
const OUT = { available: false } as const

function pool(more: Partial<PoolStatus> = {}): PoolStatus {
  return {
    name: 'www.corp.example.',
    type: 'A',
    zone: 'corp.example.',
    tier: 1,
    answers: [{ data: '10.1.0.10', ttlSeconds: 30 }],
    members: [ANSWERS, STANDS_BY],
    redundancy: 'several',
    why: 'the primary is available',
    ...more,
  }
}

const DEAD = pool({
  name: 'db.corp.example.',
  members: [
    { ...ANSWERS, ...OUT },
    { ...STANDS_BY, ...OUT },
  ],
  redundancy: 'none',
})
const ALONE = pool({
  name: 'files.corp.example.',
  members: [ANSWERS, { ...STANDS_BY, ...OUT }],
  redundancy: 'one',
})
const AWAY = pool({
  name: 'mail.corp.example.',
  tier: 2,
  members: [{ ...ANSWERS, ...OUT }, STANDS_BY, member('10.3.0.10', 2)],
})

describe('how bad it is', () => {
  const cases: readonly (readonly [string, PoolStatus, string])[] = [
    ['nothing nothing healthy', DEAD, 'no member is available'],
    [
      'nothing nothing healthy',
      pool({ members: [{ ...ANSWERS, ...OUT }] }),
      'a pool of one, which has no redundancy to lose',
    ],
    ['alone no redundancy', ALONE, 'one of several is left'],
    ['notice standby answers', AWAY, 'a better tier has failed'],
    ['notice waits for failback', pool({ tier: 2, waiting: { for: 'person' } }), 'a better tier is back'],
    [
      'notice 2 of 3 healthy',
      pool({ members: [ANSWERS, STANDS_BY, member('10.3.0.10', 2, OUT)] }),
      'a standby is out',
    ],
    [
      'notice stale standby',
      pool({
        members: [ANSWERS, { ...STANDS_BY, ...OUT, stale: 'not well since March' }, member('10.3.0.10', 2)],
      }),
      'a standby has not been well for long',
    ],
    [
      'notice drained',
      pool({ members: [ANSWERS, STANDS_BY, member('10.3.0.10', 2, { drained: true })] }),
      'one is drained',
    ],
    ['notice slow', pool({ members: [{ ...ANSWERS, degraded: true }, STANDS_BY] }), 'one is degraded'],
    [
      'notice TTL lowered',
      pool({ shrunkTtl: { declaredSeconds: 30, ttlSeconds: 4, why: '' } }),
      'a change is under way',
    ],
    ['fine as it should be', pool(), 'nothing of that'],
    ['fine as it should be', pool({ members: [ANSWERS] }), 'a pool of one that is well'],
  ]
  for (const [said, status, when] of cases)
    test(`a pool is "${said}" when ${when}`, () => {
      const { trouble, word } = troubleOf(status)
      assert.equal(`${trouble} ${word}`, said)
    })
})

describe('the headline', () => {
  const say = (...pools: readonly PoolStatus[]): string => {
    const { tone, sentence } = headlineOf({ pools })
    return `${tone}: ${sentence}`
  }
  test('says of pools that are well that they answer, and how many they are', () => {
    assert.equal(say(pool(), pool()), 'fine: All 2 pools answer with a healthy server')
    assert.equal(say(pool()), 'fine: The one pool answers with a healthy server')
  })
  test('says how many are not as usual, though they answer', () => {
    assert.equal(say(pool(), AWAY), 'notice: All 2 pools answer with a healthy server; one is not as usual')
    assert.equal(say(AWAY), 'notice: The one pool answers with a healthy server, but is not as usual')
    assert.equal(say(AWAY, AWAY), 'notice: All 2 pools answer with a healthy server; 2 are not as usual')
  })
  test('takes the tone of the worst, and counts what matters', () => {
    assert.equal(say(pool(), ALONE, AWAY), 'alone: 1 pool without redundancy')
    assert.equal(say(DEAD, ALONE, ALONE), 'nothing: 1 pool with nothing healthy, 2 without redundancy')
  })
  test('does not say that pools are well while we doubt ourselves', () => {
    const doubted = (...pools: readonly PoolStatus[]): string => {
      const { tone, sentence } = headlineOf({ pools, doubt: { sinceMs: 0, why: 'the only canary fails' } })
      return `${tone}: ${sentence}`
    }
    assert.equal(doubted(pool()), 'alone: In doubt about ourselves: no verdict goes down')
    assert.equal(doubted(DEAD), 'nothing: 1 pool with nothing healthy; in doubt about ourselves')
  })
  test('says that there is nothing to watch when nothing bears a note', () => {
    assert.equal(say(), 'fine: No record bears a note yet: there is no pool to watch')
  })
})

describe('the override of a member', () => {
  const override = (id: number, target: string, more: Partial<OverrideStatus> = {}): OverrideStatus => ({
    id,
    target,
    decree: 'drain',
    who: 'kim',
    why: 'new disks',
    startedAtMs: 0,
    pools: ['www.corp.example. A'],
    ...more,
  })
  const holding = (...overrides: readonly OverrideStatus[]): number | undefined =>
    overrideOf(pool(), { ...ANSWERS, targets: ['10.1.0.10/web'] }, overrides)?.id
  test('is found by the address, the name, the target and the record, and by a pattern of each', () => {
    const named = [
      '10.1.0.10',
      'www.corp.example',
      '10.1.0.10/web',
      'www.corp.example A 10.1.0.10',
      '10.1.*',
      '*/web',
      'www.*.example A *.10',
    ]
    for (const target of named) assert.equal(holding(override(1, target)), 1, target)
  })
  test('is none that speaks of another server, or of this one in other pools only', () => {
    for (const target of ['10.1.0.1', '10.1.0.10/smtp', '10.1.0.101', '10.*.11', '*0.10*0.10*'])
      assert.equal(holding(override(1, target)), undefined, target)
    assert.equal(
      holding(override(1, 'db.corp.example A 10.1.0.10', { pools: ['db.corp.example. A'] })),
      undefined,
    )
    assert.equal(holding(override(1, '10.1.0.10', { pools: [] })), undefined)
  })
  test('is the newest of several', () => {
    assert.equal(holding(override(1, '10.1.0.10'), override(2, '*/web'), override(3, '10.2.0.10')), 2)
  })
  test('of a record that names a host goes by the record', () => {
    const mx = pool({ type: 'MX' })
    const of = (target: string) =>
      overrideOf(mx, member('10 Mail1.corp.example.', 1), [
        override(1, target, { pools: ['www.corp.example. MX'] }),
      ])?.id
    assert.deepEqual(
      [of('www.corp.example MX 10 mail1.corp.example'), of('www.corp.example')],
      [1, undefined],
    )
  })
})

describe('the list of pools', () => {
  const rows = rowsOf([pool(), AWAY, ALONE, DEAD, pool({ type: 'AAAA' })])
  const keys = (some: readonly { readonly key: string }[]): readonly string[] => some.map(({ key }) => key)
  const filter = (part: Partial<typeof HOME>): readonly string[] =>
    keys(filterRows(rows, { ...HOME, ...part }))
  test('begins with the worst, and goes by name among equals', () => {
    assert.deepEqual(keys(rows), [
      'db.corp.example. A',
      'files.corp.example. A',
      'mail.corp.example. A',
      'www.corp.example. A',
      'www.corp.example. AAAA',
    ])
  })
  test('is filtered by state and by zone', () => {
    assert.deepEqual(filter({ shown: 'alone' }), ['files.corp.example. A'])
    assert.equal(filter({ shown: 'trouble' }).length, 3)
    assert.deepEqual(filter({ zone: 'lab.example.' }), [])
  })
  test('is searched for every word, in names, types, addresses, states and reasons', () => {
    assert.deepEqual(filter({ text: 'WWW aaaa' }), ['www.corp.example. AAAA'])
    assert.deepEqual(filter({ text: '10.3.0.10' }), ['mail.corp.example. A'])
    assert.deepEqual(filter({ text: 'no redundancy' }), ['files.corp.example. A'])
    assert.deepEqual(filter({ text: 'www nothing-like-that' }), [])
  })
})

describe('the lanes of a pool', () => {
  const target = (id: string): TargetStatus => ({
    id,
    address: '10.1.0.10',
    check: 'web',
    state: 'up',
    sinceMs: 0,
    goods: 1,
    bads: 0,
    pools: [],
  })
  test('are its tiers, the better one first, and say which one answers', () => {
    const lanes = lanesOf(
      pool({ members: [member('10.9.0.9', 9), STANDS_BY, ANSWERS, member('10.4.0.1', 4)] }),
      new Map(),
    )
    assert.deepEqual(
      lanes.map(({ title, answers }) => [title, answers]),
      [
        ['Primary', true],
        ['Standby', false],
        ['Tier 4', false],
        ['Last', false],
      ],
    )
  })
  test('of a pool with one tier is called after what is in it', () => {
    assert.deepEqual(
      lanesOf(pool({ members: [ANSWERS] }), new Map()).map(({ title }) => title),
      ['Members'],
    )
  })
  test('have the targets on which each member hangs, as far as they are known', () => {
    const members = [{ ...ANSWERS, targets: ['10.1.0.10/web', '10.1.0.10/gone'] }, STANDS_BY]
    const lanes = lanesOf(
      pool({ members }),
      targetsById([target('10.1.0.10/web'), target('10.1.0.10/other')]),
    )
    assert.deepEqual(
      lanes.map((lane) => lane.members.map(({ targets }) => targets.map(({ id }) => id))),
      [[['10.1.0.10/web']], [[]]],
    )
  })
})
