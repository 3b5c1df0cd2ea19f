import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { recordKey, recordOfKey } from '../../src/store/stored-record.ts'
import { look, open, record, temporaryPath, writeZone, zone } from './temporary.ts'

const ANSWERED = "SELECT name || ' ' || ttl || ' ' || type || ' ' || data FROM records WHERE published"
const LINES = [
  'corp.example. 300 SOA ns1.corp.example. hostmaster.corp.example. 1 3600 900 604800 30',
  'www.corp.example. 30 A 10.0.0.1 noted',
  'www.corp.example. 30 A 10.0.0.2 noted hidden',
]

describe('the record table', () => {
  test('holds every declared record, and says which of them are published', (t) => {
    const path = temporaryPath(t)
    const store = open(t, path)
    assert.deepEqual(writeZone(store, zone('a', LINES), 1), { written: 1, removed: 0 })
    assert.deepEqual(look(path, 'SELECT data, published FROM records WHERE noted'), [
      ['10.0.0.1', 1],
      ['10.0.0.2', 0],
    ])
    assert.equal(look(path, ANSWERED).length, 2)
  })

  test('an edit of one line writes one row', (t) => {
    const store = open(t, temporaryPath(t))
    writeZone(store, zone('a', LINES), 1)
    const added = zone('b', [...LINES, 'mail.corp.example. 300 A 10.0.0.3'])
    assert.deepEqual(writeZone(store, added, 2), { written: 1, removed: 0 })
    const ttl = zone('c', [...LINES, 'mail.corp.example. 60 A 10.0.0.3'])
    assert.deepEqual(writeZone(store, ttl, 3), { written: 1, removed: 0 })
    assert.deepEqual(writeZone(store, zone('d', LINES), 4), { written: 0, removed: 1 })
  })

  test('a small edit of a complete zone is one step, rows of pools and of other names left as they are', (t) => {
    const path = temporaryPath(t)
    const store = open(t, path)
    const plain = ['a.corp.example. 30 A 10.0.0.3', 'b.corp.example. 30 A 10.0.0.4']
    writeZone(store, zone('a', [...LINES, ...plain]), 1)
    const soa = 'corp.example. 300 SOA ns1.corp.example. hostmaster.corp.example. 2 3600 900 604800 30'
    const { records, ...rest } = zone('b', LINES)
    const edited = { ...rest, count: records.length, pooled: records.filter(({ noted }) => noted) }
    const rows = [soa, 'a.corp.example. 30 A 10.0.0.5', 'c.corp.example. 30 A 10.0.0.6'].map(record)
    store.amendZone(edited, { names: ['a.corp.example.', 'c.corp.example.', 'www.corp.example.'], rows }, 2)
    assert.deepEqual(look(path, 'SELECT data FROM records ORDER BY name, data').flat(), [
      '10.0.0.5',
      '10.0.0.4',
      '10.0.0.6',
      soa.slice(soa.indexOf('ns1')),
      '10.0.0.1',
      '10.0.0.2',
    ])
    const state = store.readZones().get('corp.example.')
    assert.deepEqual([state?.contentHash, state?.isComplete], ['b', true])
  })

  test('after any sequence of loads it holds what was loaded last', (t) => {
    const path = temporaryPath(t)
    const store = open(t, path)
    const line = fc.tuple(
      fc.constantFrom('a', 'b', 'c'),
      fc.integer({ min: 0, max: 2 }),
      fc.constantFrom('1', '2', '3'),
      fc.constantFrom('', ' noted', ' noted hidden'),
    )
    const lines = fc.uniqueArray(line, { selector: ([name, , data]) => name + data })
    let loads = 0
    fc.assert(
      fc.property(lines, (declared) => {
        const records = declared.map(([name, ttl, data, flags]) => `${name}. ${ttl} A 10.0.0.${data}${flags}`)
        writeZone(store, zone(String(loads++), records), loads)
        const rows = look(path, 'SELECT name, ttl, data, noted, published FROM records')
        const expected = records.map(record).map((r) => [r.name, r.ttl, r.data, +r.noted, +r.published])
        assert.deepEqual(rows.sort(), expected.sort())
      }),
    )
  })

  test('with equal content the plain records are not looked at, and a record may gain or lose its note', (t) => {
    const path = temporaryPath(t)
    const store = open(t, path)
    writeZone(
      store,
      zone('a', ['x. 1 A 10.0.0.1', 'x. 1 A 10.0.0.2 noted hidden', 'x. 1 A 10.0.0.3 noted']),
      1,
    )
    const renoted = ['x. 1 A 10.0.0.1 noted hidden', 'x. 1 A 10.0.0.2', 'x. 1 A 10.0.0.3 noted hidden']
    assert.deepEqual(writeZone(store, zone('a', []), 2), { written: 0, removed: 0 })
    assert.deepEqual(writeZone(store, zone('b', renoted), 3), { written: 1, removed: 0 })
    assert.deepEqual(look(path, 'SELECT data, noted, published FROM records'), [
      ['10.0.0.1', 1, 0],
      ['10.0.0.2', 0, 1],
      ['10.0.0.3', 1, 0],
    ])
  })

  test('a zone that was not written to its end is not complete, and the next writing completes it', (t) => {
    const path = temporaryPath(t)
    const store = open(t, path)
    const { records, ...rest } = zone('a', LINES)
    const pooled = records.filter(({ noted }) => noted)
    assert.equal(store.beginZone({ ...rest, count: 3, pooled }, 1).isComplete, false)
    store.close()
    const again = open(t, path)
    assert.equal(again.readZones().get('corp.example.')?.isComplete, false)
    assert.deepEqual(writeZone(again, zone('a', LINES), 2), { written: 1, removed: 0 })
    assert.equal(again.readZones().get('corp.example.')?.isComplete, true)
    assert.equal(look(path, ANSWERED).length, 2)
    assert.equal(again.transitions.read({ limit: 9 }).length, 1)
  })

  test('the first answers after a restart are read from it', (t) => {
    const path = temporaryPath(t)
    const store = open(t, path)
    writeZone(store, zone('a', LINES), 1)
    store.close()
    const again = open(t, path)
    assert.deepEqual(
      [...again.readPublished('corp.example.')],
      [
        ['www.corp.example. A 10.0.0.1', true],
        ['www.corp.example. A 10.0.0.2', false],
      ],
    )
    assert.deepEqual(again.readZones().get('corp.example.'), {
      serial: 1,
      contentHash: 'a',
      isComplete: true,
    })
    assert.equal(again.readZones().get('other.example.'), undefined)
  })

  test('a zone that is no longer served goes with its records, the others stay', (t) => {
    const path = temporaryPath(t)
    const store = open(t, path)
    writeZone(store, zone('a', LINES), 1)
    writeZone(store, { ...zone('a', LINES), origin: 'old.example.' }, 1)
    assert.equal(store.removeZonesExcept(['corp.example.'], 0), 1)
    assert.deepEqual(look(path, 'SELECT zone, count(*) FROM records GROUP BY zone'), [['corp.example.', 3]])
  })

  test('new content leaves a reload in the history, a mere change of flags does not', (t) => {
    const store = open(t, temporaryPath(t))
    writeZone(store, zone('a', LINES), 1)
    writeZone(store, { ...zone('b', LINES.slice(1)), serial: 2 }, 5)
    writeZone(store, { ...zone('b', LINES.slice(1)), serial: 2 }, 6)
    const [last, ...rest] = store.transitions.read({ limit: 10 })
    assert.equal(rest.length, 1)
    assert.deepEqual(last, {
      id: 2,
      atMs: 5,
      kind: 'reload',
      target: 'corp.example.',
      from: '1',
      to: '2',
      reason: 'zones/corp.example.zone',
      detail: '2 records, 2 of them in pools',
    })
  })

  test('the key of a record gives the record back, spaces in its data included', () => {
    const txt = { name: 'a\\032b.', type: 'TXT', data: '"v=1 a" "b c"' }
    assert.deepEqual(recordOfKey(recordKey(txt)), txt)
  })
})
