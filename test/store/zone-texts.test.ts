// Which text was in service when, and that texts share what they have in common.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import Database from 'better-sqlite3'
import { Connection } from '../../src/store/connection.ts'
import type { Store } from '../../src/store/store.ts'
import { MAX_TEXTS, type Piece, ZoneTexts } from '../../src/store/zone-texts.ts'
import { look, open, temporaryPath, writeZone, zone } from './temporary.ts'

const ORIGIN = 'corp.example.'
const LINES = ['www.corp.example. 30 A 10.0.0.1']

/** One for each letter. */
function piecesOf(text: string): Piece[] {
  return [...text].map((letter) => ({ digest: Buffer.alloc(16, letter), octets: Buffer.from(letter) }))
}

function write(store: Store, hash: string, text: string): void {
  for (const _ of store.zoneTexts.write(ORIGIN, hash, piecesOf(text)));
}

function read(store: Store, hash: string): string | undefined {
  const pieces = store.zoneTexts.read(ORIGIN, hash)
  return pieces && Buffer.concat(pieces).toString()
}

test('of texts that differ in a piece only this piece is written twice', (t) => {
  const path = temporaryPath(t)
  const store = open(t, path)
  write(store, 'one', 'abca')
  write(store, 'two', 'axca')
  assert.deepEqual(
    [read(store, 'one'), read(store, 'two'), read(store, 'three')],
    ['abca', 'axca', undefined],
  )
  assert.deepEqual(look(path, 'SELECT count(*) FROM zone_pieces'), [[4]])
})

test('a zone has periods: each begins with the transition of its load, and the last ends when no file declares it', (t) => {
  const path = temporaryPath(t)
  const store = open(t, path)
  const at = (id: number) => store.zoneTexts.periodsAt(id).map(({ contentHash }) => contentHash)
  writeZone(store, zone('a', LINES), 5)
  writeZone(store, zone('a', LINES), 6)
  writeZone(store, zone('b', LINES), 7)
  assert.equal(store.removeZonesExcept([], 8), 1)
  const reloads = look(path, 'SELECT id, from_state, to_state, at FROM transitions')
  assert.deepEqual(reloads, [
    [1, 'none', '1', 5],
    [2, '1', '1', 7],
    [3, '1', 'none', 8],
  ])
  assert.deepEqual([at(0), at(1), at(2), at(3)], [[], ['a'], ['b'], ['']])
})

test('a database from before has no period: the zone that goes on gets one when it is loaded', (t) => {
  const path = temporaryPath(t)
  const store = open(t, path)
  writeZone(store, zone('a', LINES), 5)
  const other = new Database(path)
  other.exec('DELETE FROM zone_periods')
  other.close()
  writeZone(store, zone('a', LINES), 6)
  assert.deepEqual(
    store.zoneTexts.periodsAt(1).map(({ since, contentHash }) => [since, contentHash]),
    [[1, 'a']],
  )
  store.zoneTexts.forgetPeriodsBefore(99)
  assert.equal(store.zoneTexts.periodsAt(1).length, 1, 'what holds is not forgotten')
})

test('texts and periods that the history does not reach are forgotten, with the pieces that no other text has', (t) => {
  const path = temporaryPath(t)
  const store = open(t, path)
  for (const [hash, text] of [
    ['one', 'ab'],
    ['two', 'bc'],
    ['three', 'cd'],
  ] as const) {
    writeZone(store, zone(hash, LINES), 5)
    write(store, hash, text)
  }
  store.zoneTexts.forgetPeriodsBefore(2)
  while (store.zoneTexts.forgetIdleText());
  assert.deepEqual([read(store, 'one'), read(store, 'two'), read(store, 'three')], [undefined, 'bc', 'cd'])
  assert.deepEqual(look(path, 'SELECT CAST(octets AS TEXT) FROM zone_pieces ORDER BY 1'), [
    ['b'],
    ['c'],
    ['d'],
  ])
})

test(`of one zone the newest ${MAX_TEXTS} texts are kept`, (t) => {
  const path = temporaryPath(t)
  const store = open(t, path)
  for (let i = 0; i <= MAX_TEXTS; i++) write(store, `hash ${i}`, 'a')
  assert.deepEqual(look(path, 'SELECT count(*) FROM zone_texts'), [[MAX_TEXTS]])
  assert.deepEqual([read(store, 'hash 0'), read(store, 'hash 1')], [undefined, 'a'])
})

test('a piece goes with the last text that has it, wherever in the other texts it stands', (t) => {
  const path = temporaryPath(t)
  const store = open(t, path)
  write(store, 'one', 'abcab')
  write(store, 'two', 'xxc')
  write(store, 'three', 'bx')
  const left = () => look(path, 'SELECT CAST(octets AS TEXT) FROM zone_pieces ORDER BY 1').flat()
  assert.ok(store.zoneTexts.forgetIdleText())
  assert.deepEqual(left(), ['b', 'c', 'x'])
  assert.ok(store.zoneTexts.forgetIdleText())
  assert.deepEqual(left(), ['b', 'x'])
  assert.ok(store.zoneTexts.forgetIdleText())
  assert.deepEqual([left(), store.zoneTexts.forgetIdleText()], [[], false])
})

test('a piece that was forgotten while a text was being written is written again with it', (t) => {
  const store = open(t, temporaryPath(t))
  write(store, 'one', 'ab')
  const writing = store.zoneTexts.write(ORIGIN, 'two', piecesOf('bz'))
  writing.next()
  while (store.zoneTexts.forgetIdleText());
  for (const _ of writing);
  assert.equal(read(store, 'two'), 'bz')
})

test('beyond so many octets the oldest texts go of the zone that keeps most; what is in service and what is small stays', (t) => {
  const path = temporaryPath(t)
  open(t, path)
  const db = new Database(path)
  t.after(() => db.close())
  const texts = new ZoneTexts(new Connection(path, db), 10)
  let since = 0
  const keep = (origin: string, hash: string, text: string): void => {
    texts.beginPeriod({ zone: origin, since: ++since, file: 'a', serial: 1, contentHash: hash })
    for (const _ of texts.write(origin, hash, piecesOf(text)));
  }
  const kept = (origin: string) =>
    ['one', 'two', 'three', 'four'].filter((hash) => texts.has(origin, hash) && texts.read(origin, hash))
  keep('small.', 'one', 'a')
  keep('small.', 'two', 'b')
  keep('large.', 'one', 'abcd')
  keep('large.', 'two', 'efgh')
  assert.deepEqual(
    [kept('small.'), kept('large.')],
    [
      ['one', 'two'],
      ['one', 'two'],
    ],
  )
  keep('large.', 'three', 'ijkl')
  assert.deepEqual(
    [kept('small.'), kept('large.')],
    [
      ['one', 'two'],
      ['two', 'three'],
    ],
  )
  // Another process of ours begins with what is there.
  const later = new ZoneTexts(new Connection(path, db), 10)
  later.beginPeriod({ zone: 'large.', since: 99, file: 'a', serial: 1, contentHash: 'four' })
  for (const _ of later.write('large.', 'four', piecesOf('mnopqrstuvwxyz')));
  assert.deepEqual([kept('small.'), kept('large.')], [['two'], ['four']])
  assert.equal(db.prepare('SELECT count(*) FROM zone_pieces').pluck().get(), 15)
})
