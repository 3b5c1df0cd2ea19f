// A backup in the place of the database: what is checked, what is kept, what is refused untouched.
import assert from 'node:assert/strict'
import {
  chmodSync,
  chownSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, type TestContext, test } from 'node:test'
import Database from 'better-sqlite3'
import { MIGRATIONS, migrate } from '../../src/store/migrations.ts'
import { type Restored, restoreDatabase } from '../../src/store/restore.ts'
import { openStore, type Store } from '../../src/store/store.ts'
import { look, open, temporaryFolder, temporaryPath, writeZone, zone } from './temporary.ts'

const NOW_MS = Date.parse('2026-03-01T12:00:00Z')
const SET_ASIDE = '.before-2026-03-01T120000.000Z'

function note(store: Store, reason: string, atMs = 7): void {
  const act = { atMs, kind: 'failback', target: 'a', from: 'b', to: 'c', reason, detail: '' } as const
  store.settle({ nowMs: 0, verdicts: [], transitions: [], acts: [act], published: [] })
}

/** A store with a zone whose history ends with `reason`, and a backup of it. */
async function backedUp(t: TestContext, reason: string): Promise<{ store: Store; file: string }> {
  const store = open(t, temporaryPath(t))
  writeZone(store, zone('a', ['www.corp.example. 30 A 10.0.0.1']), 1)
  note(store, reason)
  const file = join(temporaryFolder(t), 'backup.db')
  await store.backup(file)
  return { store, file }
}

function restored(file: string, database: string): Restored {
  const result = restoreDatabase(file, database, NOW_MS)
  assert.ok('restored' in result, JSON.stringify(result))
  return result.restored
}

function problemsOf(file: string, database: string): readonly string[] {
  const before = tree(dirname(database))
  const result = restoreDatabase(file, database, NOW_MS)
  assert.ok('problems' in result, 'it was restored')
  assert.deepEqual(tree(dirname(database)), before, 'nothing has changed')
  return result.problems
}

function tree(folder: string): readonly (readonly [string, string])[] {
  const names = readdirSync(folder).filter((name) => !name.endsWith('-lock'))
  return names.sort().map((name) => [name, readFileSync(join(folder, name), 'latin1')] as const)
}

const LAST_REASON = 'SELECT reason FROM transitions ORDER BY id DESC LIMIT 1'

describe('what is restored', () => {
  test('is in the place of the database, which is kept aside with its last writes', async (t) => {
    const { file } = await backedUp(t, 'in the backup')
    const path = temporaryPath(t)
    const old = open(t, path)
    note(old, 'after the backup')
    // As kill -9 leaves it: the last writes are in the write-ahead log only.
    const killed = temporaryPath(t)
    for (const ending of ['', '-wal']) copyFileSync(path + ending, killed + ending)
    assert.ok(statSync(`${killed}-wal`).size > 0)

    const zones = ['corp.example.']
    const kept = killed + SET_ASIDE
    assert.deepEqual(restored(file, killed), { database: killed, from: file, kept, zones, lastChangeAtMs: 7 })
    assert.deepEqual(look(kept, LAST_REASON), [['after the backup']])
    assert.equal(existsSync(`${killed}-wal`), false)
    const store = open(t, killed)
    assert.equal(store.history.page({ limit: 1 }).transitions[0]?.reason, 'in the backup')
    assert.deepEqual([...store.readZones().keys()], zones)
  })

  test('may have no database to take the place of', async (t) => {
    const { file } = await backedUp(t, 'x')
    const path = temporaryPath(t)
    assert.equal(restored(file, path).kept, undefined)
    assert.deepEqual(readdirSync(dirname(path)).sort(), ['failover.db', 'failover.db-lock'])
    assert.deepEqual(look(path, LAST_REASON), [['x']])
  })

  test('may be of an older version: it is brought to the newest', (t) => {
    const file = join(temporaryFolder(t), 'old.db')
    const db = new Database(file)
    db.pragma('application_id = 0x4641494c')
    migrate(db, MIGRATIONS.slice(0, 1))
    db.close()
    const path = temporaryPath(t)
    assert.deepEqual(restored(file, path).zones, [])
    assert.deepEqual(look(path, 'PRAGMA user_version'), [[MIGRATIONS.length]])
  })

  test('may be a copy that was made by hand beside its write-ahead log', async (t) => {
    const { store } = await backedUp(t, 'first')
    note(store, 'in the log only')
    const copy = join(temporaryFolder(t), 'copy.db')
    for (const ending of ['', '-wal']) copyFileSync(store.path + ending, copy + ending)
    const path = temporaryPath(t)
    restored(copy, path)
    assert.deepEqual(look(path, LAST_REASON), [['in the log only']])
  })

  test('belongs to who owned the old one, or the folder, when root restores', {
    skip: process.getuid?.() === 0 ? false : 'only root can give files away',
  }, async (t) => {
    const { file } = await backedUp(t, 'x')
    const path = temporaryPath(t)
    chownSync(dirname(path), 65_534, 65_534)
    restored(file, path)
    chmodSync(path, 0o640)
    restored(file, path)
    const { uid, mode } = statSync(path)
    assert.deepEqual([uid, mode & 0o777, statSync(`${path}-lock`).uid], [65_534, 0o640, 65_534])
  })
})

describe('what is refused, with nothing changed', () => {
  test('is every backup that is none of ours, newer, damaged, or not there', async (t) => {
    const { file: good } = await backedUp(t, 'x')
    const path = temporaryPath(t)
    const before = openStore(path)
    assert.ok('store' in before)
    before.store.close()
    const file = join(temporaryFolder(t), 'bad.db')
    const isRefused = (spoil: (file: string) => void, sentence: RegExp) => {
      copyFileSync(good, file)
      spoil(file)
      const problems = problemsOf(file, path)
      assert.equal(problems.length, 1)
      assert.match(problems[0] ?? '', sentence)
      assert.ok(problems[0]?.startsWith(`${file}: `), problems[0])
    }
    const change = (sql: string) => (name: string) => {
      const db = new Database(name)
      db.exec(sql)
      db.close()
    }
    isRefused(change('PRAGMA application_id = 1'), /no database of failover: name a file that/)
    isRefused((name) => writeFileSync(name, 'garbage '.repeat(1000)), /no database of failover/)
    isRefused((name) => truncateSync(name, 0), /no database of failover/)
    isRefused(change('PRAGMA user_version = 999'), /version 999, .* up to \d+: restore it with the newer/)
    isRefused((name) => truncateSync(name, 10_000), /damaged \(.*\): restore another backup/)
    isRefused((name) => writeFileSync(name, spoiled(name)), /damaged \(.*\): restore another backup/)
    isRefused(change('DROP TABLE verdicts'), /damaged \(no such table: .*verdicts\): restore another/)
    assert.match(problemsOf('/nowhere/backup.db', path).join(), /^\/nowhere\/backup\.db: .*no such file/)
    mkdirSync(`${file}.folder`)
    assert.deepEqual(problemsOf(`${file}.folder`, path), [
      `${file}.folder: it is not a file: name one that failover backup has made`,
    ])
  })

  test('is every restore while a daemon owns the database; what else is wrong is said too', async (t) => {
    const { file } = await backedUp(t, 'x')
    const { store } = await backedUp(t, 'y')
    const owned = `${store.path}: a failover owns this database: stop it, then restore`
    assert.deepEqual(problemsOf(file, store.path), [owned])
    truncateSync(file, 0)
    const [first, second] = problemsOf(file, store.path)
    assert.equal(first, owned)
    assert.match(second ?? '', /no database of failover/)
  })

  test('is a database that another daemon is using', async (t) => {
    const { store } = await backedUp(t, 'x')
    assert.deepEqual(problemsOf(store.path, temporaryPath(t)), [
      `${store.path}: a failover is using this database: have it make a copy, with failover backup`,
    ])
  })

  test('is the database itself', async (t) => {
    const { file } = await backedUp(t, 'x')
    assert.match(problemsOf(file, file).join(), /this is the database itself: name a file/)
  })

  test('is a place whose folder is missing', async (t) => {
    const { file } = await backedUp(t, 'x')
    const result = restoreDatabase(file, '/nowhere/failover.db', NOW_MS)
    assert.ok('problems' in result)
    assert.match(result.problems.join(), /^\/nowhere\/failover\.db: .*: check that the folder exists/)
  })
})

/** The second half of the file is as after a bad sector. */
function spoiled(file: string): Buffer {
  const octets = readFileSync(file)
  return octets.fill(0xff, octets.length / 2)
}

test('a database that is restored is no larger than what is in it, and can shrink from then on, however old it is', async (t) => {
  const { store, file } = await backedUp(t, 'compact')
  store.close()
  const old = new Database(file)
  old.pragma('journal_mode = DELETE')
  old.pragma('auto_vacuum = NONE')
  old.exec('VACUUM; CREATE TABLE filler (octets BLOB)')
  old.prepare('INSERT INTO filler VALUES (zeroblob(8000000))').run()
  old.exec('DROP TABLE filler')
  assert.equal(old.pragma('auto_vacuum', { simple: true }), 0)
  old.close()
  assert.ok(statSync(file).size > 8_000_000)
  const database = temporaryPath(t)
  restored(file, database)
  assert.ok(statSync(database).size < 1_000_000, `${statSync(database).size}`)
  assert.deepEqual(look(database, 'PRAGMA auto_vacuum'), [[2]])
  assert.deepEqual(look(database, LAST_REASON), [['compact']])
})
