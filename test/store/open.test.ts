import assert from 'node:assert/strict'
import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import {
  chmodSync,
  mkdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { createInterface } from 'node:readline'
import { describe, type TestContext, test } from 'node:test'
import Database from 'better-sqlite3'
import { MIGRATIONS } from '../../src/store/migrations.ts'
import { openStore } from '../../src/store/store.ts'
import { look, open, problemAt, temporaryFolder, temporaryPath, writeZone, zone } from './temporary.ts'

const CHILD = join(import.meta.dirname, 'open-and-tell.ts')
const NOBODY = 65534

/** What a process of its own is told; it goes on holding the store until the test is over. */
async function tellFrom(
  t: TestContext,
  command: readonly string[],
  ids: { uid?: number; gid?: number } = {},
) {
  const [file = '', ...args] = command
  const child: ChildProcess = spawn(file, args, { stdio: ['pipe', 'pipe', 'inherit'], ...ids })
  t.after(() => child.kill('SIGKILL'))
  if (child.stdout === null) throw new Error('no pipe')
  const [line] = await once(createInterface({ input: child.stdout }), 'line')
  return { told: JSON.parse(line), child }
}

/** Root may write everywhere; so what files say of rights is tried as a user without any. */
function asNobody(t: TestContext, path: string) {
  const ids = process.getuid?.() === 0 ? { uid: NOBODY, gid: NOBODY } : {}
  return tellFrom(t, [process.execPath, CHILD, path], ids)
}

/** Runs the script in a mount namespace of its own, where it may mount; whatever it mounts is gone with it. */
function inNamespace(script: string, path: string): string[] {
  const user = process.getuid?.() === 0 ? [] : ['--map-root-user']
  return ['unshare', '--mount', ...user, 'sh', '-ec', script, 'sh', path, process.execPath, CHILD]
}

const [probe = '', ...probeArgs] = inNamespace('mount -t tmpfs none /mnt', '')
const skipMounts = spawnSync(probe, probeArgs).status === 0 ? false : 'mount namespaces are not allowed here'

/** A sound database with something in it, closed. */
function made(t: TestContext): string {
  const path = temporaryPath(t)
  const store = open(t, path)
  const lines = Array.from({ length: 2000 }, (_, n) => `n${n}.corp.example. 30 A 10.0.0.1`)
  writeZone(store, zone('a', lines), 1)
  store.close()
  return path
}

describe('opening the database', () => {
  test('a file that does not exist is created, an empty one is taken', (t) => {
    const path = temporaryPath(t)
    writeFileSync(path, '')
    assert.equal(open(t, path).readVerdicts().size, 0)
    assert.deepEqual(look(path, 'PRAGMA user_version'), [[MIGRATIONS.length]])
  })

  test('others read it while it is owned', (t) => {
    const path = temporaryPath(t)
    writeZone(open(t, path), zone('a', ['www.corp.example. 30 A 10.0.0.1']), 1)
    const sql = 'select name,type,data,published from records'
    assert.deepEqual(look(path, sql), [['www.corp.example.', 'A', '10.0.0.1', 1]])
    if (spawnSync('sqlite3', ['-version']).status === 0)
      assert.equal(
        execFileSync('sqlite3', [path, sql], { encoding: 'utf8' }),
        'www.corp.example.|A|10.0.0.1|1\n',
      )
  })

  test('locked: a second failover is refused and told which process owns it', async (t) => {
    const path = temporaryPath(t)
    const { child } = await tellFrom(t, [process.execPath, CHILD, path])
    const problem = problemAt(path)
    assert.equal(problem.code, 'locked')
    assert.match(problem.sentence, new RegExp(`process ${child.pid}\\)`))
    child.kill('SIGKILL')
    await once(child, 'exit')
    open(t, path)
  })

  test('locked: under another path to the same file, too, and until the owner closes it', (t) => {
    const path = temporaryPath(t)
    const link = join(dirname(path), 'link.db')
    const store = open(t, path)
    symlinkSync(path, link)
    assert.equal(problemAt(link).code, 'locked')
    store.close()
    store.close()
    open(t, link)
  })

  test('locked: another program is in the middle of a transaction on it', (t) => {
    const path = made(t)
    const other = new Database(path)
    t.after(() => other.close())
    other.exec('BEGIN IMMEDIATE')
    assert.equal(problemAt(path).code, 'locked')
    other.exec('COMMIT')
    open(t, path)
  })

  test('read-only: the file may not be written', async (t) => {
    const path = made(t)
    chmodSync(dirname(path), 0o777)
    chmodSync(path, 0o444)
    chmodSync(`${path}-lock`, 0o666)
    const { told } = await asNobody(t, path)
    assert.equal(told.code, 'read-only')
  })

  test('read-only: the folder may not be written', async (t) => {
    const folder = temporaryFolder(t)
    chmodSync(folder, 0o555)
    const { told } = await asNobody(t, join(folder, 'failover.db'))
    assert.equal(told.code, 'read-only')
    assert.match(told.sentence, /make the file and its folder writable/)
  })

  test('read-only: the file system is mounted so', { skip: skipMounts }, async (t) => {
    const path = made(t)
    const script =
      'd=$(dirname "$1"); mount --bind "$d" "$d"; mount -o remount,bind,ro "$d"; exec "$2" "$3" "$1"'
    const { told } = await tellFrom(t, inNamespace(script, path))
    assert.equal(told.code, 'read-only')
  })

  test('disk-full: the settlement is refused, what was stored before can be read', {
    skip: skipMounts,
  }, async (t) => {
    const path = temporaryPath(t)
    const script = 'mount -t tmpfs -o size=1m none "$(dirname "$1")"; exec "$2" "$3" "$1" fill'
    const { told } = await tellFrom(t, inNamespace(script, path))
    assert.equal(told.code, 'disk-full')
    assert.ok(told.round > 0)
    assert.equal(told.kept, told.round * 20)
  })

  test('cannot-open: the folder does not exist, or the path is a folder', (t) => {
    const path = temporaryPath(t)
    assert.equal(problemAt(join(path, 'failover.db')).code, 'cannot-open')
    mkdirSync(path)
    assert.equal(problemAt(path).code, 'cannot-open')
  })

  test('not-a-database: the file is something else, and is left as it is', (t) => {
    const path = temporaryPath(t)
    writeFileSync(path, 'www 30 A 10.0.0.1\n'.repeat(500))
    assert.equal(problemAt(path).code, 'not-a-database')
    assert.equal(readFileSync(path, 'utf8'), 'www 30 A 10.0.0.1\n'.repeat(500))
  })

  test('not-a-database: it belongs to another program, and is left as it is', (t) => {
    const path = temporaryPath(t)
    const other = new Database(path)
    other.exec('CREATE TABLE songs (title)')
    other.close()
    const before = readFileSync(path)
    assert.equal(problemAt(path).code, 'not-a-database')
    assert.deepEqual(readFileSync(path), before)
  })

  test('newer-version: a later failover has written it', (t) => {
    const path = made(t)
    const db = new Database(path)
    db.pragma(`user_version = ${MIGRATIONS.length + 1}`)
    db.close()
    const problem = problemAt(path)
    assert.equal(problem.code, 'newer-version')
    assert.match(problem.sentence, new RegExp(`version ${MIGRATIONS.length + 1}.*up to ${MIGRATIONS.length}`))
  })

  test('corrupt: the file was cut off, wherever', (t) => {
    for (const keep of [0.9, 0.5, 0.1]) {
      const path = made(t)
      truncateSync(path, Math.floor(statSync(path).size * keep))
      assert.equal(problemAt(path).code, 'corrupt', String(keep))
    }
  })

  test('corrupt: a page in the middle is garbage', (t) => {
    const path = made(t)
    const bytes = readFileSync(path)
    writeFileSync(path, bytes.fill(0xa5, 4096 * 8, 4096 * 9))
    assert.equal(problemAt(path).code, 'corrupt')
  })

  test('corrupt: a table was dropped', (t) => {
    const path = made(t)
    const db = new Database(path)
    db.exec('DROP TABLE verdicts')
    db.close()
    assert.equal(problemAt(path).code, 'corrupt')
  })

  test('a refused file can be opened once what was wrong is mended: nothing stays locked', (t) => {
    const path = temporaryPath(t)
    writeFileSync(path, 'garbage '.repeat(2000))
    problemAt(path)
    truncateSync(path, 0)
    open(t, path)
  })
})

describe('a backup', () => {
  test('is a whole database, made while the original is in use', async (t) => {
    const path = made(t)
    const copy = `${path}.backup`
    chmodSync(path, 0o600)
    const store = open(t, path)
    writeFileSync(`${copy}.part`, 'what a kill has left')
    const backup = store.backup(copy)
    assert.equal(statSync(`${copy}.part`).mode, statSync(path).mode, 'also while it is written')
    store.overrides.add({ target: 'a', decree: 'drain', who: 'x', why: 'y', startedMs: 1, endsMs: undefined })
    await backup
    assert.equal(statSync(copy).mode, statSync(path).mode)
    assert.equal(open(t, copy).readZones().get('corp.example.')?.contentHash, 'a')
    assert.deepEqual(look(copy, 'SELECT count(*) FROM records'), [[2000]])
  })

  test('to a folder that does not exist is a fault, and the store goes on', async (t) => {
    const path = made(t)
    const store = open(t, path)
    await assert.rejects(store.backup(join(path, 'x', 'y')), { name: 'StoreFault' })
    assert.equal(store.readVerdicts().size, 0)
  })
})

test('every problem names the path and says what to do', (t) => {
  const path = temporaryPath(t)
  open(t, path)
  const opening = openStore(path)
  assert.ok('problem' in opening)
  assert.ok(opening.problem.sentence.startsWith(`${path}: another failover`))
  assert.match(opening.problem.sentence, /: stop the other program/)
})
