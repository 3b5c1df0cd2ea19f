// Puts a backup in the place of the database, offline: checks a copy of it first, and keeps the old database aside.
import {
  chmodSync,
  chownSync,
  closeSync,
  copyFileSync,
  existsSync,
  fsyncSync,
  openSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs'
import { dirname, resolve } from 'node:path'
import Database from 'better-sqlite3'
import { APPLICATION_ID } from './database.ts'
import { fileStamp } from './file-stamp.ts'
import { takeGuard } from './guard.ts'
import { MIGRATIONS, migrate, versionOf } from './migrations.ts'
import { problemOf } from './problem.ts'
import { Store } from './store.ts'

export interface Restored {
  /** Absolute. */
  readonly database: string
  readonly from: string
  /** Where the old database is now; absent when there was none. */
  readonly kept?: string
  /** Origins. */
  readonly zones: readonly string[]
  /** Of the newest transition: the backup knows nothing later. */
  readonly lastChangeAtMs?: number
}

/** Of the files that are one database, in the order in which they are to be moved. */
const ENDINGS_OF_FILES = ['-wal', '-shm', ''] as const

export type Restoring = { readonly restored: Restored } | { readonly problems: readonly string[] }

/** `nowMs`: wall clock. What is refused has changed nothing. */
export function restoreDatabase(backupFile: string, databaseFile: string, nowMs: number): Restoring {
  const from = resolve(backupFile)
  const wanted = resolve(databaseFile)
  try {
    const database = existsSync(wanted) ? realpathSync(wanted) : wanted
    if (existsSync(from) && realpathSync(from) === database)
      return { problems: [`${from}: this is the database itself: name a file that failover backup has made`] }
    const guard = takeGuard(database)
    const part = `${database}.restoring-${process.pid}`
    try {
      const checked = checkCopy(from, part)
      const problems = 'problem' in checked ? [checked.problem] : []
      if (guard === undefined)
        problems.unshift(`${database}: a failover owns this database: stop it, then restore`)
      if ('problem' in checked || problems.length > 0) return { problems }
      const kept = putInPlace(part, database, nowMs)
      return { restored: { database, from, ...(kept === undefined ? {} : { kept }), ...checked } }
    } finally {
      for (const ending of ENDINGS_OF_FILES) rmSync(part + ending, { force: true })
      guard?.release()
    }
  } catch (error) {
    return { problems: [problemOf(wanted, error).sentence] }
  }
}

type Checked = Pick<Restored, 'zones' | 'lastChangeAtMs'>

/** Checks the very octets that will be served from, so that nothing depends on what becomes of the backup meanwhile. */
function checkCopy(from: string, part: string): Checked | { readonly problem: string } {
  const kind = statSync(from, { throwIfNoEntry: false })
  if (kind === undefined)
    return { problem: `${from}: there is no such file: name one that failover backup has made` }
  // A pipe would keep us waiting for who writes to it.
  if (!kind.isFile()) return { problem: `${from}: it is not a file: name one that failover backup has made` }
  try {
    if (existsSync(`${from}-lock`) && !isFree(from))
      return {
        problem: `${from}: a failover is using this database: have it make a copy, with failover backup`,
      }
    copyFileSync(from, part)
    // Whoever has copied a database by hand may have some of it in the write-ahead log.
    if (existsSync(`${from}-wal`)) copyFileSync(`${from}-wal`, `${part}-wal`)
  } catch (error) {
    return { problem: problemOf(from, error).sentence }
  }
  const db = new Database(part)
  try {
    const problem = problemIn(db)
    return problem === undefined ? describe(db, part) : { problem: `${from}: ${problem}` }
  } catch (error) {
    if (!(error instanceof Database.SqliteError)) throw error
    return { problem: `${from}: ${sentenceOf(error)}` }
  } finally {
    db.close()
  }
}

function isFree(path: string): boolean {
  const guard = takeGuard(path)
  guard?.release()
  return guard !== undefined
}

const NOT_OURS = 'this is no database of failover: name a file that failover backup has made'
const DAMAGED = 'restore another backup'

/** SQLITE_FULL and the like are of our disk, not of the backup. */
function sentenceOf({ code, message }: InstanceType<typeof Database.SqliteError>): string {
  if (code === 'SQLITE_NOTADB') return NOT_OURS
  const isDamage = code === 'SQLITE_ERROR' || code.startsWith('SQLITE_CORRUPT')
  return isDamage ? `the backup is damaged (${message}): ${DAMAGED}` : message
}

function problemIn(db: Database.Database): string | undefined {
  const version = versionOf(db)
  if (db.pragma('application_id', { simple: true }) !== APPLICATION_ID || version === 0) return NOT_OURS
  if (version > MIGRATIONS.length)
    return `the backup has version ${version}, this failover knows versions up to ${MIGRATIONS.length}: restore it with the newer failover`
  const finding = String(db.pragma('integrity_check(1)', { simple: true })).replaceAll('\n', ' ')
  return finding === 'ok' ? undefined : `the backup is damaged (${finding}): ${DAMAGED}`
}

/** Throws SqliteError when a table of ours is missing or is another. */
function describe(db: Database.Database, path: string): Checked {
  migrate(db)
  compact(db)
  const store = new Store({ path, db, guard: { release: () => undefined } })
  const zones = db.prepare<[], string>('SELECT origin FROM zones ORDER BY origin').pluck().all()
  const [last] = store.history.page({ limit: 1 }).transitions
  db.pragma('wal_checkpoint(TRUNCATE)')
  return { zones, ...(last === undefined ? {} : { lastChangeAtMs: last.atMs }) }
}

/** No more than what is in it, and from now on able to shrink. A disk with no room for that keeps nobody from his backup. */
function compact(db: Database.Database): void {
  try {
    db.pragma('auto_vacuum = INCREMENTAL')
    db.exec('VACUUM')
  } catch (error) {
    if (!(error instanceof Database.SqliteError) || error.code !== 'SQLITE_FULL') throw error
  }
}

/** Returns where the old one is kept. */
function putInPlace(part: string, database: string, nowMs: number): string | undefined {
  const folder = dirname(database)
  const isThere = existsSync(database)
  ownAlike(part, database, statSync(isThere ? database : folder))
  if (isThere) chmodSync(part, statSync(database).mode & 0o777)
  sync(part)
  const aside = `${database}.before-${fileStamp(nowMs)}`
  // The log goes first: one that is left beside another database would be taken for that one's own.
  for (const ending of ENDINGS_OF_FILES)
    if (existsSync(database + ending)) renameSync(database + ending, aside + ending)
  renameSync(part, database)
  sync(folder)
  return isThere ? aside : undefined
}

/** When root restores, the daemon's user must still be able to write. */
function ownAlike(
  part: string,
  database: string,
  { uid, gid }: { readonly uid: number; readonly gid: number },
) {
  if (process.getuid?.() !== 0) return
  for (const file of [part, `${database}-lock`]) chownSync(file, uid, gid)
}

function sync(path: string): void {
  const descriptor = openSync(path, 'r')
  try {
    fsyncSync(descriptor)
  } finally {
    closeSync(descriptor)
  }
}
