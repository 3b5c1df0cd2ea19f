// That we run is on record, whatever the database or the clock does meanwhile.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import Database from 'better-sqlite3'
import { RunRecord } from '../../../src/control/settle/run-record.ts'
import { createLog } from '../../../src/log.ts'
import { look, open, temporaryPath } from '../../store/temporary.ts'
import { ASKED_TIMING } from '../../support/ask.ts'

const SETTINGS = { checks: ASKED_TIMING, allowQuery: {}, maintenance: [] }
const log = createLog('silent')

test('a start that the database refuses is on record as soon as it takes it, and once', (t) => {
  const path = temporaryPath(t)
  const store = open(t, path)
  const record = new RunRecord(store, log)
  const other = new Database(path)
  other.exec('BEGIN IMMEDIATE')
  record.begin(SETTINGS, 1000)
  record.noteAlive(2000)
  other.exec('ROLLBACK')
  other.close()
  assert.equal(store.runs.newest(), undefined)
  for (const nowMs of [3000, 4000]) record.noteAlive(nowMs)
  assert.deepEqual(look(path, 'SELECT started_at, alive_at, stopped_at FROM runs'), [[1000, 4000, null]])
  assert.deepEqual(look(path, 'SELECT kind, at, from_state FROM transitions'), [['start', 1000, 'none']])
})

test('what happened before a start could be noted does not look like a clock that was set back', (t) => {
  const path = temporaryPath(t)
  const store = open(t, path)
  const record = new RunRecord(store, log)
  const other = new Database(path)
  other.exec('BEGIN IMMEDIATE')
  record.begin(SETTINGS, 1000)
  other.exec('ROLLBACK')
  other.close()
  const act = { kind: 'verdict', target: 'a', from: 'up', to: 'down', reason: 'timeout', detail: '' } as const
  const acts = [{ ...act, atMs: 1500 }]
  store.settle({ nowMs: 1500, verdicts: [], transitions: [], acts, published: [] })
  record.noteAlive(2000)
  assert.deepEqual(look(path, 'SELECT kind FROM transitions'), [['verdict'], ['start']])
})

test('a clock that is set back to before the start leaves no time without a run', (t) => {
  const store = open(t, temporaryPath(t))
  const record = new RunRecord(store, log)
  record.begin(SETTINGS, 1_000_000)
  record.noteAlive(500_000)
  record.noteAlive(501_000)
  assert.equal(store.runs.at(500_500)?.aliveMs, 501_000)
})
