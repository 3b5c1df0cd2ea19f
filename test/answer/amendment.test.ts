import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import type { Book } from '../../src/answer/book.ts'
import { HEADER } from '../../src/answer/layout.ts'
import { BookReader } from '../../src/answer/reader.ts'
import type { Zone } from '../../src/zone/zone.ts'
import {
  type AmendedWorld,
  amendedWorld,
  amendmentFor,
  optionsFor,
  plainEdit,
} from '../support/amended-book.ts'
import { nameOf, zoneFrom } from '../support/ask.ts'
import { Client, compareAll, worldOf } from '../support/book-world.ts'

/** What draws on plain names in every way that there is. */
const SPECIAL = `
;@ check c1 tcp port=80
@ NS ns
@ MX 10 h0
ns A 192.0.2.53
alias CNAME h1
chain CNAME alias
far CNAME www.example.org.
mail MX 10 h0
 MX 20 h2
*.w A 192.0.2.9
*.v CNAME h1
sub NS ns.sub
ns.sub A 192.0.2.54
pool A 192.0.2.20 ;@ check=c1
pool A 192.0.2.21 ;@ standby check=c1
topool CNAME pool
;@ pool none A when-all-down=none
none A 192.0.2.22 ;@ check=c1
mxpool MX 10 h4 ;@ primary follow
mxpool MX 20 ns.example.org. ;@ standby follow
both MX 10 h0
both A 192.0.2.40
_sip._udp SRV 1 1 5060 h3
toent CNAME deep
todeep CNAME gone.deep
`
/** Another zone, which names hosts of this one. */
const OTHER = zoneFrom(
  '$TTL 60\n@ SOA ns h 1 1 1 1 30\n NS ns\nns A 192.0.2.9\nx CNAME h2.example.com.\ny CNAME new.example.com.\n@ MX 1 h0.example.com.\n',
  'example.org.',
)
const SERVED = { others: [OTHER], options: optionsFor('example.com.') }
const PLAIN = [
  'h0 A 192.0.2.1',
  'h1 A 192.0.2.2',
  'h2 A 192.0.2.3',
  'h3 A 192.0.2.4',
  'h4 A 192.0.2.6',
  'one.deep A 192.0.2.5',
]

function textOf(lines: readonly string[], serial: number): string {
  return `$TTL 300\n@ SOA ns h (\n ${serial} ; the serial\n 3600 900 604800 60 )\n${SPECIAL}${lines.join('\n')}\n`
}

/** The lines as they are, and as they are after an edit. */
const edit = fc
  .record({
    more: fc.uniqueArray(
      fc.constantFrom(
        'a A 192.0.2.7',
        'a TXT "x"',
        'b.a AAAA 2001:db8::1',
        'two.deep A 192.0.2.8',
        'c.b.a A 192.0.2.1',
      ),
      { maxLength: 5 },
    ),
    gone: fc.array(fc.nat(), { maxLength: 2 }),
    added: fc.uniqueArray(
      fc.constantFrom(
        'new A 192.0.2.30',
        'h0 A 192.0.2.31',
        'h1 AAAA 2001:db8::31',
        'deep A 192.0.2.32',
        'gone.deep TXT "here"',
        'q.r.s.t.u A 192.0.2.33',
        'h4.example.com. AAAA 2001:db8::34',
        'n.one.deep A 192.0.2.34',
        'h3.EXAMPLE.com. A 192.0.2.41',
        'x.w A 192.0.2.35',
        'pool A 192.0.2.36',
        'x.sub A 192.0.2.37',
        'alias A 192.0.2.38',
        'h5 CNAME h0',
      ),
      { maxLength: 2 },
    ),
    at: fc.nat(),
    bumped: fc.boolean(),
  })
  .map(({ more, gone, added, at, bumped }) => {
    const before = [...PLAIN, ...more]
    const after = [...before]
    for (const line of gone) after.splice(line % after.length, 1)
    after.splice(at % (after.length + 1), 0, ...added)
    return { before: textOf(before, 1), after: textOf(after, bumped ? 2 : 1) }
  })

/** A target whose pool then answers nothing. */
const DOWN = ['192.0.2.22/c1']

function amended(before: string, after: string, zoneAfter: Zone, spareOctets?: number): AmendedWorld {
  const spare = spareOctets === undefined ? {} : { spareOctets }
  const zoneBefore = zoneFrom(before)
  return amendedWorld({ before, after, zoneBefore, zoneAfter, ...SERVED, ...spare, down: DOWN })
}

function zoneOrNone(text: string): Zone | undefined {
  try {
    return zoneFrom(text)
  } catch {
    return undefined
  }
}

describe('a book that is amended', () => {
  test('answers every question as one that is compiled anew', () => {
    let [plain, tried] = [0, 0]
    fc.assert(
      fc.property(edit, ({ before, after }) => {
        const zoneAfter = zoneOrNone(after)
        if (zoneAfter === undefined) return
        tried++
        const result = amended(before, after, zoneAfter)
        if (result === undefined) return
        plain++
        const { world } = result
        compareAll(new Client(world.book), world, [zoneFrom(before), zoneAfter, OTHER])
        world.book.reclaim(world.book.generation)
      }),
      { numRuns: 100 },
    )
    assert.ok(plain > tried / 3, `${plain} of ${tried} edits were plain ones`)
  })

  test('moves to a larger arena when there is no room for what is new', () => {
    const [before, after] = [textOf(PLAIN, 1), textOf([...PLAIN, `new TXT "${'x'.repeat(250)}"`], 2)]
    const zoneAfter = zoneFrom(after)
    const result = amended(before, after, zoneAfter, 300)
    assert.ok(result !== undefined && result.moves > 0)
    compareAll(new Client(result.world.book), result.world, [zoneAfter, OTHER])
  })

  test('a thousand edits take no more memory than a few', () => {
    const texts = [textOf(PLAIN, 1), textOf([...PLAIN, 'new A 192.0.2.30'], 2)] as const
    const zones = texts.map((text) => zoneFrom(text))
    const world = worldOf([zones[0] as Zone, OTHER])
    const step = (i: number): void => {
      const [before, after] = i % 2 === 0 ? texts : ([texts[1], texts[0]] as const)
      const edit = { before, after, zoneBefore: zones[0] as Zone, zoneAfter: zones[1] as Zone, ...SERVED }
      const plain = plainEdit({ ...edit, down: DOWN })
      const known = plain && amendmentFor(plain, [OTHER], world)
      assert.ok(known !== undefined)
      world.book.amend(known.amendment, world.catalog)
      world.book.reclaim(world.book.generation)
    }
    for (let i = 0; i < 10; i++) step(i)
    const used = world.book.usedOctets
    for (let i = 10; i < 1000; i++) step(i)
    assert.equal(world.book.usedOctets, used)
  })

  test('names that come and go never fill its table: a search for one that is not there comes to a free slot', () => {
    const textWith = (name: string) => textOf([...PLAIN, `${name} A 192.0.2.30`], 1)
    let zone = zoneFrom(textWith('n0'))
    let world = worldOf([zone, OTHER])
    let compiled = 0
    for (let i = 1; i <= 1000; i++) {
      const [before, after] = [textWith(`n${i - 1}`), textWith(`n${i}`)]
      const zoneAfter = zoneFrom(after)
      const plain = plainEdit({ before, after, zoneBefore: zone, zoneAfter, ...SERVED, down: [] })
      assert.ok(plain !== undefined)
      const known = amendmentFor(plain, [OTHER], world)
      if (known === undefined) compiled++
      if (known === undefined) world = worldOf([zoneAfter, OTHER])
      else world.book.amend(known.amendment, world.catalog)
      world.book.reclaim(world.book.generation)
      zone = zoneAfter
      const { slots, taken } = tableOf(world.book)
      assert.ok(taken <= 0.8 * slots, `after ${i} edits ${taken} of ${slots} slots are taken`)
    }
    assert.ok(compiled < 100, `${compiled} times all had to be compiled anew`)
    const reader = new BookReader(world.book.handle)
    assert.equal(reader.findName(nameOf('n999.example.com.')), 0)
    assert.notEqual(reader.findName(nameOf('n1000.example.com.')), 0)
  })
})

function tableOf({ handle }: Book): { readonly slots: number; readonly taken: number } {
  const words = new Int32Array(handle.arena)
  const table = (words[HEADER.tableAt] as number) >> 2
  const slots = (words[HEADER.tableMask] as number) + 1
  return { slots, taken: words.subarray(table, table + slots).filter((node) => node !== 0).length }
}
