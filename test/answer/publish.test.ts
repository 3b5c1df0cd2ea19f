import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import type { FailbackFacts } from '../../src/answer/failback.ts'
import type { Pool } from '../../src/answer/pool.ts'
import { poolsOf } from '../../src/answer/pool.ts'
import { type MemberHealth, type Publication, publish, type Standing } from '../../src/answer/publish.ts'
import { choose } from '../../src/answer/tree.ts'
import { exampleZone } from '../support/ask.ts'

const CHECKS = ';@ check web tcp port=80\n'

function poolFrom(lines: string): Pool {
  const pool = poolsOf(exampleZone(CHECKS + lines))[0]
  assert.ok(pool !== undefined)
  return pool
}

/** `u` available, `s` available but slow, `h` only held down, `d` down, in the order of the file; all for 1 000 s unless told. */
function published(
  pool: Pool,
  states: string,
  {
    nowMs = 1_000_000,
    sinceMs = 0,
    before,
    ...failback
  }: { nowMs?: number; sinceMs?: number; before?: readonly Standing[] } & Partial<FailbackFacts> = {},
): Publication {
  const health = [...states].map(
    (state): MemberHealth => ({
      available: state === 'u' || state === 's',
      held: state === 'h',
      degraded: state === 's',
      sinceMs,
      changeWithinMs: undefined,
    }),
  )
  return publish(pool, { health, before, nowMs, ...failback })
}

function answered(publication: Publication, address = [198, 51, 100, 1], random = 0): readonly number[] {
  return choose(publication.tree, { address, random })
}

const TIERS =
  'a 60 A 192.0.2.1 ;@ primary check=web\na 60 A 192.0.2.2 ;@ standby check=web\na 60 A 192.0.2.9 ;@ last\n'

describe('tiers', () => {
  const pool = poolFrom(TIERS)

  test('the lowest tier with an available record answers', () => {
    assert.deepEqual(answered(published(pool, 'uuu')), [0])
    assert.deepEqual(answered(published(pool, 'duu')), [1])
    assert.deepEqual(answered(published(pool, 'ddu')), [2])
  })

  test('min=2: a tier with one available record is passed over', () => {
    const pool = poolFrom(
      ';@ pool a A min=2\na A 192.0.2.1 ;@ check=web\na A 192.0.2.2 ;@ check=web\na A 192.0.2.3 ;@ standby check=web\na A 192.0.2.4 ;@ standby check=web\n',
    )
    assert.deepEqual([...answered(published(pool, 'uduu'))].sort(), [2, 3])
    assert.deepEqual(
      answered(published(pool, 'uddu')),
      [0],
      'no tier has two: the fullest, the better one first',
    )
  })

  test('when nothing is available the first tier is answered as declared', () => {
    const publication = published(poolFrom(TIERS.replace('last', 'last check=web')), 'ddd')
    assert.deepEqual(answered(publication), [0])
    assert.equal(publication.standings[0]?.reason, 'all-down')
  })

  for (const [choice, members] of [
    ['all', [0, 1]],
    ['none', []],
  ] as const)
    test(`when-all-down=${choice}`, () => {
      const pool = poolFrom(
        `;@ pool a A when-all-down=${choice}\na A 192.0.2.1 ;@ check=web\na A 192.0.2.2 ;@ standby check=web\n`,
      )
      assert.deepEqual([...answered(published(pool, 'dd'))].sort(), members)
    })

  test('when-all-down=last: what was answered last stays', () => {
    const pool = poolFrom(
      ';@ pool a A when-all-down=last\na A 192.0.2.1 ;@ check=web\na A 192.0.2.2 ;@ standby check=web\n',
    )
    const { standings } = published(pool, 'du')
    assert.deepEqual(answered(published(pool, 'dd', { before: standings })), [1])
    assert.deepEqual(answered(published(pool, 'dd')), [0], 'at the very first there is no last')
  })
})

describe('maintenance', () => {
  const pool = poolFrom(TIERS)
  const up: MemberHealth = { available: true, sinceMs: 0, changeWithinMs: undefined }
  const down = { ...up, available: false }
  const out = { ...up, drainedUntilMs: 1_500_000 }
  const leaving = { ...up, drainsAtMs: 1_020_000 }
  const health = (...members: MemberHealth[]) =>
    publish(pool, { health: members, before: undefined, nowMs: 1_000_000 })

  test('who is in it is not answered, and its end is the next look', () => {
    const publication = health(out, up, up)
    assert.deepEqual([answered(publication), publication.recheckAtMs], [[1], 1_500_000])
  })

  test('it never empties a pool: who is healthy is answered when nobody else is left', () => {
    const publication = health(down, out, down)
    assert.deepEqual([answered(publication), publication.standings[0]?.reason], [[1], 'only-drained'])
    assert.equal(publication.isStale, false)
    assert.equal(health(down, down, down).standings[0]?.reason, 'all-down')
  })

  test('who is only held down for flapping is answered before who is in it', () => {
    const held = { ...down, held: true }
    const publication = health(out, held, down)
    assert.deepEqual([answered(publication), publication.standings[0]?.reason], [[1], 'only-held'])
  })

  test('the TTL goes down before it, for those who are answered', () => {
    const { ttlSeconds, recheckAtMs } = health(leaving, up, up)
    assert.deepEqual([ttlSeconds, recheckAtMs], [10, 1_010_000])
    const other = health(up, leaving, up)
    assert.deepEqual([other.ttlSeconds, other.recheckAtMs], [60, undefined])
  })
})

describe('a server that is forced down', () => {
  const up: MemberHealth = { available: true, sinceMs: 0, changeWithinMs: undefined }
  const down = { ...up, available: false }
  const out = { ...down, isForcedDown: true }
  const health = (choice: string, ...members: MemberHealth[]) => {
    const lines = TIERS.replace('last', 'last check=web')
    const facts = { health: members, before: undefined, nowMs: 1_000_000 }
    return answered(publish(poolFrom(`;@ pool a A when-all-down=${choice}\n${lines}`), facts))
  }

  test('is not answered while any other is left, however sick', () => {
    assert.deepEqual(health('primary', out, up, up), [1])
    for (const choice of ['primary', 'last']) assert.deepEqual(health(choice, out, down, down), [1])
    assert.deepEqual([...health('all', out, down, down)].sort(), [1, 2])
    assert.deepEqual(health('none', out, down, down), [])
  })

  test('with all the others: when-all-down decides, as ever', () => {
    assert.deepEqual(health('primary', out, out, out), [0])
    assert.deepEqual([...health('all', out, out, out)].sort(), [0, 1, 2])
  })

  test('a drain without an end is no reason to look again', () => {
    const drained = { ...up, drainedUntilMs: Number.POSITIVE_INFINITY }
    const facts = { health: [drained, up, up], before: undefined, nowMs: 1_000_000 }
    const publication = publish(poolFrom(TIERS), facts)
    assert.deepEqual([answered(publication), publication.recheckAtMs], [[1], undefined])
  })
})

describe('degraded members', () => {
  const last = poolFrom(`;@ pool a A available=degraded-last\n${TIERS.replace('last', 'last check=web')}`)

  test('are available like any other', () => {
    assert.deepEqual(answered(published(poolFrom(TIERS), 'suu')), [0])
  })

  test('with available=degraded-last are passed over while a healthy one of any tier is left', () => {
    assert.deepEqual(answered(published(last, 'suu')), [1])
    assert.deepEqual(answered(published(last, 'ssu')), [2])
  })

  test('with available=degraded-last answer when no healthy one is left, in the order of their tiers', () => {
    assert.deepEqual(answered(published(last, 'sss')), [0])
    assert.deepEqual(answered(published(last, 'dsd')), [1])
    assert.equal(published(last, 'dsd').isStale, false)
  })

  test('with available=degraded-last failback waits for a recovery from slowness as for any other', () => {
    const pool = poolFrom(`;@ pool a A available=degraded-last failback=10m\n${TIERS}`)
    const { standings } = published(pool, 'suu')
    const waiting = published(pool, 'uuu', { before: standings, sinceMs: 900_000 })
    assert.deepEqual(answered(waiting), [1])
    assert.equal(waiting.standings[0]?.waiting?.untilMs, 1_500_000)
  })
})

describe('members that are held down for flapping', () => {
  const pool = poolFrom(TIERS.replace('last', 'last check=web'))

  test('are not answered while any other is available', () => {
    assert.deepEqual(answered(published(pool, 'hhu')), [2])
    assert.deepEqual(answered(published(pool, 'hsd')), [1])
  })

  test('are answered before those that are down: they work', () => {
    assert.deepEqual(answered(published(pool, 'dhh')), [1])
    assert.equal(published(pool, 'dhh').isStale, false)
    assert.equal(published(pool, 'dhh').standings[0]?.reason, 'only-held')
  })
})

describe('whatever the health of its members', () => {
  const states = fc.array(fc.constantFrom('u', 's', 'h', 'd'), { minLength: 4, maxLength: 4 })
  const members =
    'a A 192.0.2.1 ;@ check=web\na A 192.0.2.2 ;@ check=web\na A 192.0.2.3 ;@ standby check=web\na A 192.0.2.4 ;@ last check=web\n'
  const pools = fc
    .tuple(
      fc.constantFrom('auto', 'manual', '10m'),
      fc.constantFrom('degraded', 'degraded-last'),
      fc.constantFrom('primary', 'all', 'last'),
      fc.integer({ min: 1, max: 2 }),
    )
    .map(([failback, available, down, min]) =>
      poolFrom(
        `;@ pool a A failback=${failback} available=${available} when-all-down=${down} min=${min}\n${members}`,
      ),
    )

  /** What a pool answers once its members have been in these states, one after the other. */
  function lastOf(pool: Pool, history: readonly (readonly string[])[]): Publication {
    let publication = published(pool, (history[0] ?? []).join(''))
    for (const one of history.slice(1))
      publication = published(pool, one.join(''), { before: publication.standings })
    return publication
  }

  test('a pool is never answered empty unless a person asked for it', () => {
    fc.assert(
      fc.property(pools, fc.array(states, { minLength: 1, maxLength: 5 }), (pool, history) => {
        assert.ok(answered(lastOf(pool, history)).length > 0)
      }),
    )
  })

  test('a down member is never answered while one that works is left, a held one never while one is available, a degraded one with degraded-last never while a healthy one is', () => {
    fc.assert(
      fc.property(pools, fc.array(states, { minLength: 1, maxLength: 5 }), (pool, history) => {
        const now = history.at(-1) ?? []
        const shown = answered(lastOf(pool, history)).map((member) => now[member])
        if (now.some((state) => state !== 'd')) assert.ok(!shown.includes('d'))
        if (now.includes('u') || now.includes('s')) assert.ok(!shown.includes('h'))
        if (pool.options.available === 'degraded-last' && now.includes('u')) assert.ok(!shown.includes('s'))
      }),
    )
  })

  test('without degraded-last a degraded member is answered as a healthy one would be', () => {
    fc.assert(
      fc.property(pools, fc.array(states, { minLength: 1, maxLength: 5 }), (pool, history) => {
        fc.pre(pool.options.available === 'degraded')
        const quick = history.map((one) => one.map((state) => (state === 's' ? 'u' : state)))
        assert.deepEqual(lastOf(pool, history), lastOf(pool, quick))
      }),
    )
  })
})

describe('failback', () => {
  const zone = (failback: string): string => `;@ pool a A failback=${failback}\n${TIERS}`

  test('auto: a better tier answers as soon as it is available', () => {
    const pool = poolFrom(zone('auto'))
    const { standings } = published(pool, 'duu')
    assert.deepEqual(answered(published(pool, 'uuu', { before: standings })), [0])
  })

  test('a duration: the better tier waits until it has been healthy for so long, and says when', () => {
    const pool = poolFrom(zone('10m'))
    const { standings } = published(pool, 'duu')
    const waiting = published(pool, 'uuu', { before: standings, sinceMs: 900_000 })
    assert.deepEqual(answered(waiting), [1])
    assert.deepEqual(waiting.standings[0]?.waiting, { for: 'health', untilMs: 1_500_000 })
    assert.deepEqual([waiting.ttlSeconds, waiting.recheckAtMs], [60, 1_440_000])
    const later = published(pool, 'uuu', { before: waiting.standings, sinceMs: 900_000, nowMs: 1_500_000 })
    assert.deepEqual(answered(later), [0])
  })

  test('a duration: while waiting, a failure of the answering tier ends the wait', () => {
    const pool = poolFrom(zone('10m'))
    const { standings } = published(pool, 'duu')
    assert.deepEqual(answered(published(pool, 'udu', { before: standings, sinceMs: 900_000 })), [0])
  })

  test('manual: the better tier waits for a person', () => {
    const pool = poolFrom(zone('manual'))
    const { standings } = published(pool, 'duu')
    const waiting = published(pool, 'uuu', { before: standings })
    assert.deepEqual(answered(waiting), [1])
    assert.deepEqual(waiting.standings[0]?.waiting, { for: 'person', untilMs: undefined })
    assert.equal(waiting.recheckAtMs, undefined)
    assert.deepEqual(answered(published(pool, 'uuu', { before: waiting.standings, isReleased: true })), [0])
  })

  test('a window: the better tier waits until it is open, and the TTL goes down before', () => {
    const pool = poolFrom(zone('auto failback-window="0 2 * * */2h"'))
    const { standings } = published(pool, 'duu')
    const closed = { openUntilMs: undefined, opensAtMs: 1_010_000 }
    const waiting = published(pool, 'uuu', { before: standings, window: closed })
    assert.deepEqual([answered(waiting), waiting.standings[0]?.waiting?.for], [[1], 'window'])
    assert.deepEqual([waiting.ttlSeconds, waiting.recheckAtMs], [5, 1_005_000])
    const open = { openUntilMs: 1_000_001, opensAtMs: undefined }
    assert.deepEqual(answered(published(pool, 'uuu', { before: waiting.standings, window: open })), [0])
  })

  test('a duration and a window: stable health first, then the window', () => {
    const pool = poolFrom(zone('10m failback-window="0 2 * * */2h"'))
    const { standings } = published(pool, 'duu')
    const waitsFor = (sinceMs: number, openUntilMs: number | undefined) =>
      published(pool, 'uuu', { before: standings, sinceMs, window: { openUntilMs, opensAtMs: undefined } })
        .standings[0]?.waiting?.for
    assert.equal(waitsFor(900_000, 2_000_000), 'health')
    assert.equal(waitsFor(100_000, undefined), 'window')
    assert.equal(waitsFor(100_000, 999_999), 'window')
    assert.equal(waitsFor(100_000, 2_000_000), undefined)
  })
})

describe('for=', () => {
  const pool = poolFrom(
    'f A 192.0.2.1 ;@ check=web for=10.1.0.0/16\nf A 192.0.2.2 ;@ check=web for=10.2.0.0/16,2001:db8::/32\n',
  )

  test('each site prefers its own server', () => {
    const publication = published(pool, 'uu')
    assert.deepEqual(answered(publication, [10, 1, 255, 255]), [0])
    assert.deepEqual(answered(publication, [10, 2, 0, 0]), [1])
    assert.deepEqual(answered(publication, [0x20, 0x01, 0x0d, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1]), [1])
  })

  test('a client of no site is answered all', () => {
    for (const address of [
      [10, 0, 255, 255],
      [10, 3, 0, 0],
      [0, 0, 0, 0],
      [255, 255, 255, 255],
    ])
      assert.deepEqual([...answered(published(pool, 'uu'), address)].sort(), [0, 1])
  })

  test('a site whose own server is down is answered the others', () => {
    assert.deepEqual(answered(published(pool, 'du'), [10, 1, 0, 1]), [1])
  })
})

describe('TTL', () => {
  const pool = poolFrom(TIERS)
  const health = (changeWithinMs: number | undefined): MemberHealth[] =>
    [0, 1, 2].map(() => ({ available: true, sinceMs: 0, changeWithinMs }))
  const ttl = (changeWithinMs: number | undefined): number =>
    publish(pool, { health: health(changeWithinMs), before: undefined, nowMs: 0 }).ttlSeconds

  test('the declared TTL while nothing changes', () => assert.equal(ttl(undefined), 60))
  test('interval × probes still needed while a change is under way', () => assert.equal(ttl(4000), 4))
  test('never below one second', () => assert.equal(ttl(200), 1))
  test('never above the declared one', () => assert.equal(ttl(600_000), 60))
})
