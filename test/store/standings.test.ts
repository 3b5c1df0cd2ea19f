import assert from 'node:assert/strict'
import { test } from 'node:test'
import { open, temporaryPath, writeZone, zone } from './temporary.ts'

const POOL = ['www.corp.example. 30 A 10.0.0.1 noted', 'www.corp.example. 30 A 10.0.0.2 noted hidden']
const CLASSES = [{ level: 1, members: ['10.0.0.2'] }, { members: [] }]
const STANDING = { zone: 'corp.example.', pool: 'www.corp.example. A', classes: CLASSES }
const NOTHING = { nowMs: 7, verdicts: [], transitions: [], published: [] }

test('what each class of clients was answered last is there after a restart, and replaced by what comes after', (t) => {
  const path = temporaryPath(t)
  const store = open(t, path)
  writeZone(store, zone('a', POOL), 1)
  store.settle({ ...NOTHING, standings: [{ ...STANDING, classes: [] }] })
  store.settle({ ...NOTHING, standings: [STANDING] })
  store.close()
  assert.deepEqual(open(t, path).readStandings(), new Map([[STANDING.pool, CLASSES]]))
})

test('it goes with its pool and with its zone, and is not kept for a zone that is not in the table', (t) => {
  const store = open(t, temporaryPath(t))
  store.settle({ ...NOTHING, standings: [STANDING] })
  assert.equal(store.readStandings().size, 0)
  writeZone(store, zone('a', POOL), 1)
  store.settle({ ...NOTHING, standings: [STANDING] })
  writeZone(store, zone('b', ['mail.corp.example. 30 A 10.0.0.3 noted']), 2)
  assert.equal(store.readStandings().size, 0)
  store.settle({ ...NOTHING, standings: [STANDING] })
  assert.equal(store.removeZonesExcept([], 0), 1)
  assert.equal(store.readStandings().size, 0)
})
