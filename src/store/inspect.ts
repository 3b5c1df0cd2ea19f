// Looks at a database without owning it: a reader beside the daemon, or alone; writes nothing.
import { existsSync, statSync } from 'node:fs'
import Database from 'better-sqlite3'
import { APPLICATION_ID, BUSY_TIMEOUT_MS } from './database.ts'
import { MIGRATIONS, versionOf } from './migrations.ts'
import { problemOf } from './problem.ts'

export interface Inspection {
  readonly isOurs: boolean
  readonly version: number
  /** The newest that this program knows. */
  readonly knownVersion: number
  /** What SQLite finds wrong; undefined: nothing. */
  readonly damage: string | undefined
  /** The file is too large to be looked through in passing. */
  readonly isUnchecked: boolean
  readonly octets: number
  /** Of the write-ahead log. */
  readonly logOctets: number
  /** Wall clock, milliseconds since 1970; undefined: there is none yet. */
  readonly newestTransitionAtMs: number | undefined
  readonly newestProbeAtMs: number | undefined
  /** Targets that have been probed and have never been up. */
  readonly neverUp: readonly string[]
}

/** `missing`: there is no such file. A sentence says why another cannot be read. */
export type Inspected = Inspection | { readonly missing: true } | { readonly problem: string }

/** A third of a second's work; everything else of this process waits meanwhile. */
export const MAX_INSPECTED_OCTETS = 128 * 1024 * 1024

export function inspectDatabase(path: string): Inspected {
  if (!existsSync(path)) return { missing: true }
  try {
    const db = new Database(path, { readonly: true, timeout: BUSY_TIMEOUT_MS })
    try {
      return inspect(path, db)
    } finally {
      db.close()
    }
  } catch (error) {
    return { problem: problemOf(path, error).sentence }
  }
}

function inspect(path: string, db: Database.Database): Inspection {
  const octets = statSync(path).size
  const isOurs = db.pragma('application_id', { simple: true }) === APPLICATION_ID
  const isUnchecked = octets > MAX_INSPECTED_OCTETS
  const version = versionOf(db)
  const damage = isUnchecked ? undefined : damageIn(db)
  const isReadable = isOurs && damage === undefined && version === MIGRATIONS.length
  return {
    isOurs,
    version,
    knownVersion: MIGRATIONS.length,
    damage,
    isUnchecked,
    octets,
    logOctets: statSync(`${path}-wal`, { throwIfNoEntry: false })?.size ?? 0,
    ...(isReadable ? contentOf(db) : NOTHING),
  }
}

const NOTHING = { newestTransitionAtMs: undefined, newestProbeAtMs: undefined, neverUp: [] }

function damageIn(db: Database.Database): string | undefined {
  const finding = String(db.pragma('quick_check(1)', { simple: true })).replaceAll('\n', ' ')
  return finding === 'ok' ? undefined : finding
}

const NEVER_UP = `
  SELECT target FROM verdicts
  WHERE state = 'down' AND NOT EXISTS (
    SELECT 1 FROM transitions
    WHERE transitions.target = verdicts.target AND kind = 'verdict'
      AND ('up' IN (from_state, to_state) OR 'degraded' IN (from_state, to_state)))
  ORDER BY target`

function contentOf(db: Database.Database): Pick<Inspection, keyof typeof NOTHING> {
  const newest = (sql: string): number | undefined =>
    db.prepare<[], number | null>(sql).pluck().get() ?? undefined
  return {
    newestTransitionAtMs: newest('SELECT at FROM transitions ORDER BY id DESC LIMIT 1'),
    newestProbeAtMs: newest('SELECT max(probed_at) FROM verdicts'),
    neverUp: db.prepare<[], string>(NEVER_UP).pluck().all(),
  }
}
