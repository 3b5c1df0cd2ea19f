import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { ArenaFull } from '../../src/answer/arena.ts'
import { poolsOf } from '../../src/answer/pool.ts'
import { nameToText } from '../../src/dns/name.ts'
import { RCODE } from '../../src/dns/rcode.ts'
import { TYPE } from '../../src/dns/type.ts'
import type { Verdict } from '../../src/health/verdict.ts'
import type { Zone } from '../../src/zone/zone.ts'
import { nameOf, zoneFrom } from '../support/ask.ts'

import { Client, compareAll, worldOf, zoneLines, zoneOfLines } from '../support/book-world.ts'

describe('the book', () => {
  test('answers every question as the plain algorithm does', () => {
    fc.assert(
      fc.property(zoneLines, ([lines]) => {
        const zones = [zoneOfLines(lines)]
        const world = worldOf(zones)
        compareAll(new Client(world.book), world, zones)
      }),
      { numRuns: 60 },
    )
  })

  test('answers as the plain algorithm does after any patches, its memory reused', () => {
    const flips = fc.array(fc.tuple(fc.nat(), fc.constantFrom('up', 'down', 'unknown' as const)), {
      maxLength: 12,
    })
    fc.assert(
      fc.property(zoneLines, flips, ([lines], changes) => {
        const zones = [zoneOfLines(lines)]
        const world = worldOf(zones)
        const { book } = world
        const client = new Client(book)
        for (const [index, state] of changes) {
          const id = world.targets[index % Math.max(1, world.targets.length)]
          if (id !== undefined) world.setState(id, state as Verdict['state'])
          book.patch(world.publisher.refresh(world.keys, 0).changed)
          book.reclaim(book.generation)
        }
        compareAll(client, world, zones)
      }),
      { numRuns: 30 },
    )
  })

  test('two zones, one below the other, answer each for itself', () => {
    const child = zoneFrom(
      '$TTL 60\n@ SOA ns h 1 1 1 1 30\n NS ns\nns A 192.0.2.9\n*.w A 192.0.2.10\n',
      'a.example.com.',
    )
    fc.assert(
      fc.property(zoneLines, ([lines]) => {
        const zones = [zoneOfLines(lines), child]
        const world = worldOf(zones)
        compareAll(new Client(world.book), world, zones)
      }),
      { numRuns: 20 },
    )
  })

  test('a book that has run out of room moves to a larger arena, and answers go on from there', () => {
    const lines = ['a A 192.0.2.1 ;@ check=c1', 'a A 192.0.2.2 ;@ standby check=c1', 'b CNAME a']
    const zones = [zoneOfLines(lines)]
    const world = worldOf(zones, 4096)
    const { book } = world
    let moves = 0
    for (let i = 0; moves < 2; i++) {
      assert.ok(i < 10_000, 'patches take no room')
      world.setState('192.0.2.1/c1', i % 2 === 0 ? 'down' : 'up')
      const { changed } = world.publisher.refresh(world.keys, 0)
      try {
        book.patch(changed)
      } catch (error) {
        assert.ok(error instanceof ArenaFull)
        book.moveToLarger()
        book.patch(changed)
        moves++
        compareAll(new Client(book), world, zones)
      }
    }
  })

  test('has at hand what an answer draws on once another member answers', () => {
    const zones = [
      zoneOfLines([
        'h1 A 192.0.2.1 ;@ check=c1',
        'h2 A 192.0.2.2',
        'h3 AAAA 2001:db8::3',
        'm MX 10 h1 ;@ primary follow',
        'm MX 20 h2 ;@ standby',
        'm MX 30 h3 ;@ standby',
      ]),
    ]
    const world = worldOf(zones)
    const client = new Client(world.book)
    world.setState('192.0.2.1/c1', 'down')
    world.book.patch(world.publisher.refresh(world.keys, 0).changed)
    const { wire } = client.ask(world.catalog, nameOf('m.example.com.'), TYPE.MX, [192, 0, 2, 77])
    assert.deepEqual(wire.additional.map(({ type }) => type).sort(), [TYPE.A, TYPE.AAAA])
    compareAll(client, world, zones)
  })

  test('an alias with a note leads to a name that exists for the sake of others alone, and to no wildcard above it', () => {
    const lines = [
      'p CNAME ent ;@ primary follow',
      'x.ent A 192.0.2.1',
      'q CNAME a.w ;@ primary',
      '*.w TXT "x"',
    ]
    const zones = [zoneOfLines([...lines, 'b.a.w A 192.0.2.4', 'c.a.w A 192.0.2.5'])]
    const world = worldOf(zones)
    compareAll(new Client(world.book), world, zones)
    const { wire } = new Client(world.book).ask(
      world.catalog,
      nameOf('q.example.com.'),
      TYPE.A,
      [192, 0, 2, 77],
    )
    assert.equal(wire.rcode, RCODE.NOERROR)
  })

  test('ten thousand flips of a pool take no more memory than a few', () => {
    const zones = [zoneOfLines(['a A 192.0.2.1 ;@ check=c1', 'a A 192.0.2.2 ;@ standby check=c1'])]
    const world = worldOf(zones)
    const { book } = world
    const flip = (i: number): void => {
      world.setState('192.0.2.1/c1', i % 2 === 0 ? 'down' : 'up')
      book.patch(world.publisher.refresh(world.keys, 0).changed)
      book.reclaim(book.generation)
    }
    for (let i = 0; i < 10; i++) flip(i)
    const before = book.usedOctets
    for (let i = 0; i < 10_000; i++) flip(i)
    assert.equal(book.usedOctets, before)
    assert.equal(poolsOf(zones[0] as Zone).length, 1)
    assert.equal(nameToText(nameOf('a.')), 'a.')
  })
})
