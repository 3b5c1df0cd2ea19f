// Replies are counted by zone, transport and rcode, in rows that outlive books.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { compileBook } from '../../src/answer/compile.ts'
import { COUNTER, COUNTERS } from '../../src/answer/counters.ts'
import { Responder } from '../../src/answer/respond.ts'
import type { Transport } from '../../src/answer/responder-options.ts'
import {
  COUNTER_CELLS,
  countsInRow,
  MAX_COUNTED_ZONES,
  RCODE_COUNTERS,
  ZONE_ROW,
} from '../../src/answer/zone-counters.ts'
import { BookKeeper } from '../../src/control/publish/book-keeper.ts'
import { ZoneRows } from '../../src/control/publish/zone-rows.ts'
import {
  catalogOf,
  exampleZone,
  exchange,
  nameOf,
  PLAIN_RESPONDER,
  requestOf,
  zoneFrom,
} from '../support/ask.ts'

const HEAD = '@ SOA ns1.example.com. hostmaster 1 3600 900 604800 60\n NS ns1.example.com.\n'
const NET = zoneFrom(`$TTL 60\n${HEAD}www A 192.0.2.9\nd DNAME www\n`, 'example.net.')
const COM = exampleZone('www A 192.0.2.1\nsub NS ns.sub\nns.sub A 192.0.2.3\n*.w A 192.0.2.4')
const SUB = zoneFrom(`$TTL 60\n${HEAD}www A 192.0.2.2\n`, 'sub.example.com.')

/** A responder in front of a keeper of these zones, and what it has counted. */
class Counted {
  readonly cells = new Float64Array(COUNTER_CELLS)
  readonly responder = new Responder(this.cells, { ...PLAIN_RESPONDER, seed: 1 })
  readonly keeper: BookKeeper

  constructor(zones: readonly ReturnType<typeof zoneFrom>[], allowQuery = {}) {
    const catalog = catalogOf(zones, { allowQuery })
    this.keeper = new BookKeeper(compileBook(catalog.zones), catalog)
    this.responder.use(this.keeper.handle)
  }

  reload(zones: readonly ReturnType<typeof zoneFrom>[]): void {
    const catalog = catalogOf(zones)
    this.keeper.replace(compileBook(catalog.zones), catalog)
    this.responder.use(this.keeper.handle)
  }

  ask(question: string, transport: Transport = 'udp'): void {
    exchange(this.responder, requestOf(question), { transport })
  }

  /** `udp noerror 2, tcp nxdomain 1`. */
  of(origin: string): string {
    return this.inRow(this.keeper.zoneRows.get(nameOf(origin)) ?? ZONE_ROW.other)
  }

  inRow(row: number): string {
    const counts = countsInRow(this.cells, row)
    return counts.map(({ transport, rcode, replies }) => `${transport} ${rcode} ${replies}`).join(', ')
  }
}

test('a reply is counted for the zone of its name, by transport and rcode', () => {
  const counted = new Counted([COM, NET])
  counted.ask('www.example.com. A')
  counted.ask('www.example.com. A')
  counted.ask('www.example.com. AAAA', 'tcp')
  counted.ask('none.example.com. A', 'https')
  counted.ask('www.example.net. A', 'tls')
  assert.equal(counted.of('example.com.'), 'udp noerror 2, tcp noerror 1, https nxdomain 1')
  assert.equal(counted.of('example.net.'), 'tls noerror 1')
})

test('wildcards, referrals, substitutions, refusals and refused transfers are those of their zone', () => {
  const counted = new Counted([COM, NET], { 'example.net.': ['203.0.113.0/24'] })
  for (const question of ['a.w.example.com. A', 'x.sub.example.com. A', 'example.com. AXFR'])
    counted.ask(question, 'tcp')
  for (const question of ['www.example.net. A', 'a.d.example.net. A']) counted.ask(question)
  assert.equal(counted.of('example.com.'), 'tcp noerror 2, tcp refused 1')
  assert.equal(counted.of('example.net.'), 'udp refused 2')
  const open = new Counted([NET])
  open.ask('a.d.example.net. A')
  assert.equal(open.of('example.net.'), 'udp nxdomain 1')
})

test('names below a delegation that we serve as well are those of the zone below', () => {
  const counted = new Counted([COM, SUB])
  counted.ask('www.sub.example.com. A')
  counted.ask('sub.example.com. SOA')
  assert.equal(counted.of('sub.example.com.'), 'udp noerror 2')
  assert.equal(counted.of('example.com.'), '')
})

test('what is about no zone of ours is in the sums only', () => {
  const counted = new Counted([COM])
  counted.ask('www.example.org. A')
  counted.ask('version.bind. TXT CH')
  exchange(counted.responder, Buffer.from('123400000001000000000000', 'hex'))
  assert.equal(counted.inRow(ZONE_ROW.none), 'udp formerr 1, udp refused 2')
  assert.equal(counted.of('example.com.'), '')
})

test('the rows together are what is counted by rcode', () => {
  const counted = new Counted([COM, NET])
  for (const question of ['www.example.com. A', 'n.example.net. A', 'example.org. A', 'example.com. IXFR'])
    for (const transport of ['udp', 'tcp', 'tls'] as const) counted.ask(question, transport)
  const sums = Object.fromEntries(RCODE_COUNTERS.map((rcode) => [rcode, 0]))
  for (let row = 0; row < ZONE_ROW.first + MAX_COUNTED_ZONES; row++)
    for (const { rcode, replies } of countsInRow(counted.cells, row))
      sums[rcode] = (sums[rcode] ?? 0) + replies
  assert.deepEqual(
    sums,
    Object.fromEntries(RCODE_COUNTERS.map((rcode) => [rcode, counted.cells[COUNTER[rcode]]])),
  )
  assert.deepEqual(
    COUNTERS.slice(0, 4).map((_, i) => counted.cells[i]),
    [4, 4, 4, 0],
  )
})

test('a zone keeps its row over reloads, also while it is gone, and its counts go on', () => {
  const counted = new Counted([NET, COM])
  counted.ask('www.example.net. A')
  counted.reload([COM, SUB])
  counted.ask('www.example.net. A')
  counted.ask('www.sub.example.com. A')
  assert.equal(counted.of('example.net.'), 'udp noerror 1')
  assert.equal(counted.of('sub.example.com.'), 'udp noerror 1')
  counted.reload([SUB, NET, COM])
  counted.ask('www.example.net. A')
  assert.equal(counted.of('example.net.'), 'udp noerror 2')
})

test('a book that has moved to a larger place counts in the same rows', () => {
  const counted = new Counted([COM, NET])
  counted.keeper.book.moveToLarger()
  counted.responder.use(counted.keeper.handle)
  counted.ask('www.example.net. A')
  assert.equal(counted.of('example.net.'), 'udp noerror 1')
})

test('the first 256 zones by name have rows of their own, and what comes later is counted together', () => {
  const rows = new ZoneRows()
  const names = Array.from({ length: MAX_COUNTED_ZONES + 2 }, (_, i) => nameOf(`z${1000 + i}.`))
  rows.add(names.toReversed())
  assert.equal(rows.rowOf(names[0] ?? nameOf('.')), ZONE_ROW.first)
  assert.equal(
    rows.rowOf(names[MAX_COUNTED_ZONES - 1] ?? nameOf('.')),
    ZONE_ROW.first + MAX_COUNTED_ZONES - 1,
  )
  assert.equal(rows.rowOf(names[MAX_COUNTED_ZONES] ?? nameOf('.')), ZONE_ROW.other)
  rows.add([nameOf('a.'), ...names.slice(1)])
  assert.equal(rows.rowOf(nameOf('a.')), ZONE_ROW.other, 'a row is never given away')
  assert.equal(rows.rows.size, MAX_COUNTED_ZONES)
})
