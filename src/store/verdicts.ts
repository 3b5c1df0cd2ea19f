// The measured fact: the last verdict on each target.
import type { Database, Statement } from 'better-sqlite3'
import { ENDINGS, type Ending, type Outcome } from '../health/outcome.ts'
import type { State, Verdict } from '../health/verdict.ts'

export type StoredVerdict = Verdict

export interface TargetVerdict {
  readonly target: string
  readonly verdict: StoredVerdict
}

interface VerdictRow {
  readonly target: string
  readonly state: State
  readonly since: number
  readonly goods: number
  readonly bads: number
  readonly slows: number | null
  readonly changes: string | null
  readonly held_from: number | null
  readonly held_until: number | null
  readonly ending: string | null
  readonly detail: string | null
  readonly latency_ms: number | null
  readonly probed_at: number | null
  readonly first_at: number | null
  readonly passed_at: number | null
}

export class VerdictTable {
  readonly #select: Statement<[], VerdictRow>
  readonly #upsert: Statement<[VerdictRow]>
  readonly #deleteExcept: Statement<[string]>

  constructor(db: Database) {
    this.#select = db.prepare('SELECT * FROM verdicts')
    this.#upsert = db.prepare(`
      INSERT INTO verdicts (target, state, since, goods, bads, slows, changes, held_from,
        held_until, ending, detail, latency_ms, probed_at, first_at, passed_at)
      VALUES (:target, :state, :since, :goods, :bads, :slows, :changes, :held_from,
        :held_until, :ending, :detail, :latency_ms, :probed_at, :first_at, :passed_at)
      ON CONFLICT (target) DO UPDATE SET state = excluded.state, since = excluded.since, goods = excluded.goods,
        bads = excluded.bads, slows = excluded.slows, changes = excluded.changes, held_from = excluded.held_from,
        held_until = excluded.held_until, ending = excluded.ending, detail = excluded.detail,
        latency_ms = excluded.latency_ms, probed_at = excluded.probed_at, first_at = excluded.first_at,
        passed_at = excluded.passed_at`)
    this.#deleteExcept = db.prepare(
      'DELETE FROM verdicts WHERE target NOT IN (SELECT value FROM json_each(?))',
    )
  }

  read(): Map<string, StoredVerdict> {
    return new Map(this.#select.all().map((row) => [row.target, verdictOf(row)]))
  }

  write(verdicts: readonly TargetVerdict[]): void {
    for (const { target, verdict } of verdicts) this.#upsert.run(rowOf(target, verdict))
  }

  removeExcept(targets: Iterable<string>): number {
    return this.#deleteExcept.run(JSON.stringify([...targets])).changes
  }
}

function rowOf(target: string, verdict: StoredVerdict): VerdictRow {
  const { state, sinceMs, goods, bads, slows, damping, last, lastAtMs, firstAtMs, passedAtMs } = verdict
  return {
    target,
    state,
    since: sinceMs,
    goods,
    bads,
    slows: slows ?? null,
    changes: damping?.changesMs.join() ?? null,
    held_from: damping?.hold?.fromMs ?? null,
    held_until: damping?.hold?.untilMs ?? null,
    ending: last?.ending ?? null,
    detail: last?.detail ?? null,
    latency_ms: last?.latencyMs ?? null,
    probed_at: lastAtMs ?? null,
    first_at: firstAtMs ?? null,
    passed_at: passedAtMs ?? null,
  }
}

function verdictOf(row: VerdictRow): StoredVerdict {
  const { state, since, goods, bads, slows, first_at, passed_at } = row
  const pace = slows === null ? {} : { slows }
  return {
    state,
    sinceMs: since,
    goods,
    bads,
    ...pace,
    ...dampingOf(row),
    last: outcomeOf(row),
    lastAtMs: row.probed_at ?? undefined,
    ...(first_at === null ? {} : { firstAtMs: first_at }),
    ...(passed_at === null ? {} : { passedAtMs: passed_at }),
  }
}

function dampingOf({ changes, held_from, held_until }: VerdictRow): Pick<Verdict, 'damping'> {
  if (changes === null) return {}
  const changesMs = changes === '' ? [] : changes.split(',').map(Number)
  if (held_from === null || held_until === null) return { damping: { changesMs } }
  return { damping: { changesMs, hold: { fromMs: held_from, untilMs: held_until } } }
}

function outcomeOf({ ending, detail, latency_ms }: VerdictRow): Outcome | undefined {
  if (ending === null) return undefined
  return { ending: endingOf(ending), detail: detail ?? '', latencyMs: latency_ms ?? 0 }
}

/** An ending that a later version has renamed or dropped reads as `error`. */
function endingOf(text: string): Ending {
  return Object.hasOwn(ENDINGS, text) ? (text as Ending) : 'error'
}
