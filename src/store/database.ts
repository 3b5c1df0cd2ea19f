// Opens one SQLite file as ours: guarded, sound, of this version, in WAL mode, and ready to be written.
import { accessSync, constants, existsSync, realpathSync, statSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import Database from 'better-sqlite3'
import { type Guard, takeGuard } from './guard.ts'
import { MIGRATIONS, migrate, versionOf } from './migrations.ts'
import { problemOf, type StoreProblem, storeProblem } from './problem.ts'

export interface OwnedDatabase {
  readonly path: string
  readonly db: Database.Database
  readonly guard: Guard
}

export type Opening = OwnedDatabase | { readonly problem: StoreProblem }

/** "FAIL" in ASCII: tells our files from those of other programs. */
export const APPLICATION_ID = 0x4641_494c
/** A file up to this size is checked as a whole when it is opened, which takes some 40 ms. */
export const MAX_CHECKED_OCTETS = 16 * 1024 * 1024
/** How long a statement waits for a person who writes with the sqlite3 command line; checks stand still meanwhile. */
export const BUSY_TIMEOUT_MS = 100
/** The write-ahead log gives disk space back beyond this, after a big zone has gone through it. */
const MAX_IDLE_LOG_OCTETS = 64 * 1024 * 1024

export function openDatabase(path: string): Opening {
  const file = resolve(path)
  try {
    return own(existsSync(file) ? realpathSync(file) : file)
  } catch (error) {
    return { problem: explainFolder(file, problemOf(file, error)) }
  }
}

function own(path: string): Opening {
  const guard = takeGuard(path)
  if (guard === undefined)
    return { problem: storeProblem(path, 'locked', `another failover${ownerOf(path)} owns this database`) }
  let db: Database.Database | undefined
  try {
    db = new Database(path, { timeout: BUSY_TIMEOUT_MS })
    const problem = prepare(path, db)
    if (problem === undefined) return { path, db, guard }
    giveBack({ guard, db })
    return { problem }
  } catch (error) {
    giveBack({ guard, db })
    throw error
  }
}

/** Refuses before the first write whatever is not ours to write to. */
function prepare(path: string, db: Database.Database): StoreProblem | undefined {
  const problem = strangerProblem(path, db) ?? versionProblem(path, db) ?? damageProblem(path, db)
  if (problem !== undefined) return problem
  // Of a file that has tables this changes nothing: only a VACUUM would.
  db.pragma('auto_vacuum = INCREMENTAL')
  db.pragma('journal_mode = WAL')
  db.pragma('foreign_keys = ON')
  db.pragma('synchronous = FULL')
  db.pragma(`journal_size_limit = ${MAX_IDLE_LOG_OCTETS}`)
  if (versionOf(db) === 0) db.pragma(`application_id = ${APPLICATION_ID}`)
  migrate(db)
  db.prepare('INSERT OR REPLACE INTO owner (one, pid) VALUES (1, ?)').run(process.pid)
  return undefined
}

function strangerProblem(path: string, db: Database.Database): StoreProblem | undefined {
  const id = db.pragma('application_id', { simple: true })
  if (id === APPLICATION_ID) return undefined
  const tables = db.prepare('SELECT count(*) FROM sqlite_schema').pluck().get()
  if (id === 0 && tables === 0) return undefined
  return storeProblem(path, 'not-a-database', 'this is a SQLite database of another program')
}

function versionProblem(path: string, db: Database.Database): StoreProblem | undefined {
  const version = versionOf(db)
  if (version <= MIGRATIONS.length) return undefined
  const finding = `the database has version ${version}, this failover knows versions up to ${MIGRATIONS.length}`
  return storeProblem(path, 'newer-version', finding)
}

function damageProblem(path: string, db: Database.Database): StoreProblem | undefined {
  if (statSync(path).size > MAX_CHECKED_OCTETS) return undefined
  const finding = db.pragma('quick_check(1)', { simple: true })
  return finding === 'ok' ? undefined : storeProblem(path, 'corrupt', `the database is damaged (${finding})`)
}

/** ` (process 123)`, as far as the database can be read beside its owner. */
function ownerOf(path: string): string {
  try {
    const db = new Database(path, { readonly: true })
    const pid = db.prepare('SELECT pid FROM owner').pluck().get()
    db.close()
    return ` (process ${pid})`
  } catch (error) {
    problemOf(path, error)
    return ''
  }
}

export function giveBack({
  db,
  guard,
}: {
  readonly db: Database.Database | undefined
  readonly guard: Guard
}): void {
  db?.close()
  guard.release()
}

/** SQLite says of a folder that it may not write in only that it cannot open the file. */
function explainFolder(path: string, problem: StoreProblem): StoreProblem {
  if (problem.code !== 'cannot-open' || !existsSync(dirname(path))) return problem
  try {
    accessSync(dirname(path), constants.W_OK)
    return problem
  } catch (error) {
    return problemOf(path, error)
  }
}
