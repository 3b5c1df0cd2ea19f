import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import Database from 'better-sqlite3'
import { APPLICATION_ID } from '../../src/store/database.ts'
import { MIGRATIONS, migrate, versionOf } from '../../src/store/migrations.ts'
import { TRANSITION_KINDS } from '../../src/store/transition-kinds.ts'
import { open, temporaryPath } from './temporary.ts'

/** What every version since the first can hold. */
const ROWS = `
  INSERT INTO zones (origin, serial, content_hash, loaded_at, file)
    VALUES ('corp.example.', 7, 'hash', 1, 'corp.example.zone');
  INSERT INTO records VALUES ('corp.example.', 'www.corp.example.', 'A', '10.0.0.1', 30, 1, 0);
  INSERT INTO verdicts (target, state, since, goods, bads, ending, detail, latency_ms, probed_at)
    VALUES ('10.0.0.1/web', 'down', 5, 0, 3, 'refused', 'port 443', 1.5, 6);
  INSERT INTO transitions VALUES (41, 5, 'verdict', '10.0.0.1/web', 'up', 'down', 'refused', 'port 443');
`

/** The first that knows when a target was probed first and when it passed last. */
const STANDBY_VERSION = MIGRATIONS.findIndex((step) => step.includes('ADD COLUMN passed_at')) + 1

describe('migrations', () => {
  for (let version = 1; version <= MIGRATIONS.length; version++)
    test(`a database of version ${version} is taken to version ${MIGRATIONS.length} with all that it holds`, (t) => {
      const path = temporaryPath(t)
      const old = new Database(path)
      old.pragma(`application_id = ${APPLICATION_ID}`)
      migrate(old, MIGRATIONS.slice(0, version))
      assert.equal(versionOf(old), version)
      old.exec(ROWS)
      old.close()
      const store = open(t, path)
      assert.deepEqual(store.readZones().get('corp.example.'), {
        serial: 7,
        contentHash: 'hash',
        isComplete: true,
      })
      assert.deepEqual([...store.readPublished('corp.example.')], [['www.corp.example. A 10.0.0.1', false]])
      assert.equal(store.readVerdicts().get('10.0.0.1/web')?.last?.ending, 'refused')
      // It is not known when it passed last, but it has not passed since it fell.
      const { firstAtMs, passedAtMs } = store.readVerdicts().get('10.0.0.1/web') ?? {}
      const isWritten = version < STANDBY_VERSION
      assert.deepEqual([firstAtMs, passedAtMs], isWritten ? [5, 5] : [undefined, undefined])
      assert.equal(store.transitions.read({ limit: 1 })[0]?.id, 41)
      assert.deepEqual(store.overrides.read(), [])
    })

  test('which kinds of transitions there are is said by the code alone: a new one needs no new table', (t) => {
    const store = open(t, temporaryPath(t))
    const acts = TRANSITION_KINDS.map((kind) => ({
      atMs: 1,
      kind,
      target: 'a',
      from: '',
      to: '',
      reason: '',
      detail: '',
    }))
    store.settle({ nowMs: 1, verdicts: [], transitions: [], acts, published: [] })
    assert.deepEqual(
      store.transitions
        .read({ limit: 100 })
        .map(({ kind }) => kind)
        .reverse(),
      [...TRANSITION_KINDS],
    )
    const db = new Database(store.path, { readonly: true })
    t.after(() => db.close())
    const sql = String(db.prepare("SELECT sql FROM sqlite_schema WHERE name = 'transitions'").pluck().get())
    assert.ok(!TRANSITION_KINDS.some((kind) => sql.includes(`'${kind}'`)), sql)
  })

  test('a step that fails leaves the version before it', (t) => {
    const db = new Database(temporaryPath(t))
    t.after(() => db.close())
    assert.throws(() => migrate(db, ['CREATE TABLE a (x)', 'CREATE TABLE b (x); CREATE TABLE a (x)']))
    assert.equal(versionOf(db), 1)
    assert.deepEqual(db.prepare('SELECT name FROM sqlite_schema').pluck().all(), ['a'])
  })

  test('a transition is never changed, also by hand', (t) => {
    const db = new Database(temporaryPath(t))
    t.after(() => db.close())
    migrate(db)
    db.exec(ROWS)
    assert.throws(() => db.exec("UPDATE transitions SET reason = 'x'"), /never changed/)
  })
})
