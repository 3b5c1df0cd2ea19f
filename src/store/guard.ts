// The lock that makes one daemon the owner of a database file, while everybody may go on reading it.
import Database from 'better-sqlite3'

export interface Guard {
  release(): void
}

/**
 * Belief an exclusive SQLite transaction on the empty file `<path>-lock`. The lock belongs to the process, not to
 * the file: the kernel drops it with the last breath of the owner, SIGKILL included, so a lock is never stale. The
 * file itself is never removed, since whoever removes a lock file may remove somebody else's lock.
 * `PRAGMA locking_mode=EXCLUSIVE` on the database would shut out the sqlite3 command line too.
 * @returns undefined when somebody else holds it, in this process or another. Throws SqliteError.
 */
export function takeGuard(path: string): Guard | undefined {
  const db = new Database(`${path}-lock`, { timeout: 0 })
  try {
    db.pragma('journal_mode = MEMORY')
    db.exec('BEGIN EXCLUSIVE')
    return { release: () => db.close() }
  } catch (error) {
    db.close()
    if (error instanceof Database.SqliteError && error.code.startsWith('SQLITE_BUSY')) return undefined
    throw error
  }
}
