// What can be wrong with the database, and what a person does about it.
import Database from 'better-sqlite3'

/** Every way in which the database can refuse, and the remedy. */
export const REMEDIES = {
  locked: 'stop the other program that holds it, or give this one a database of its own',
  'read-only':
    'make the file and its folder writable for the user that runs failover, on a writable file system',
  'not-a-database': 'check the `database` path; failover leaves a file alone that it did not make',
  'newer-version': 'run the newer failover again, or start with another database file',
  'cannot-open': 'check that the folder exists and that the path names a file',
  corrupt:
    'move the file away together with its -wal and -shm files, then start again or restore a backup; zones and verdicts come back by themselves, the history comes back from the backup only',
  'disk-full': 'free some space; answers go on from memory meanwhile',
  failed: 'look at the disk and at the system log; answers go on from memory meanwhile',
} as const

export type StoreProblemCode = keyof typeof REMEDIES

export interface StoreProblem {
  readonly code: StoreProblemCode
  /** The path, what is wrong, and what to do. */
  readonly sentence: string
}

/** Thrown by a method of an open Store when SQLite refuses; the transaction has then left no trace. */
export class StoreFault extends Error {
  override readonly name = 'StoreFault'
  readonly problem: StoreProblem

  constructor(problem: StoreProblem, cause: unknown) {
    super(problem.sentence, { cause })
    this.problem = problem
  }
}

export function storeProblem(path: string, code: StoreProblemCode, finding: string): StoreProblem {
  return { code, sentence: `${path}: ${finding}: ${REMEDIES[code]}` }
}

/** The problem that an error of SQLite or of the file system stands for; any other error is a bug and is thrown on. */
export function problemOf(path: string, error: unknown): StoreProblem {
  if (!isRefusal(error)) throw error
  return storeProblem(path, codeOf(error), error.message)
}

type Refusal = Error & { readonly code?: string }

/** better-sqlite3 reports a missing folder as a TypeError without a code. */
function isRefusal(error: unknown): error is Refusal {
  if (error instanceof Database.SqliteError) return true
  if (!(error instanceof Error)) return false
  return 'syscall' in error || error.message.includes('directory does not exist')
}

const CODES: Readonly<Record<string, StoreProblemCode>> = {
  SQLITE_BUSY: 'locked',
  SQLITE_LOCKED: 'locked',
  SQLITE_READONLY: 'read-only',
  SQLITE_PERM: 'read-only',
  SQLITE_NOTADB: 'not-a-database',
  SQLITE_CORRUPT: 'corrupt',
  // Our statements are sound, so that a table or column must be missing.
  SQLITE_ERROR: 'corrupt',
  SQLITE_FULL: 'disk-full',
  SQLITE_IOERR: 'failed',
  SQLITE_NOMEM: 'failed',
  EACCES: 'read-only',
  EPERM: 'read-only',
  EROFS: 'read-only',
  ENOSPC: 'disk-full',
}

function codeOf({ code }: Refusal): StoreProblemCode {
  if (code === undefined) return 'cannot-open'
  // SQLITE_BUSY_SNAPSHOT, SQLITE_IOERR_WRITE, …: the primary code are the first two words.
  const primary = code.split('_').slice(0, 2).join('_')
  return CODES[code] ?? CODES[primary] ?? (primary === 'SQLITE_CANTOPEN' ? 'cannot-open' : otherCode(code))
}

/** What neither SQLite nor the file system should ever say of our own statements, such as a constraint. */
function otherCode(code: string): StoreProblemCode {
  return code.startsWith('SQLITE_') ? 'failed' : 'cannot-open'
}
