// Which text of which zone was in service since when, and these texts themselves, in pieces that they share.
import type { Database, Statement } from 'better-sqlite3'
import type { Connection } from './connection.ts'

/** A part of a text, compressed. Equal digests mean equal parts. */
export interface Piece {
  /** DIGEST_OCTETS of it. */
  readonly digest: Uint8Array
  readonly octets: Uint8Array
}

export interface ZonePeriod {
  /** Origin, in presentation form. */
  readonly zone: string
  /** Id of the transition with which it began. */
  readonly since: number
  readonly file: string
  readonly serial: number
  /** Empty: the zone was not served from then on. */
  readonly contentHash: string
}

export const DIGEST_OCTETS = 16
/** Of one zone; the oldest go first. */
export const MAX_TEXTS = 1000
/**
 * Of the pieces of all zones, compressed. Beyond it the oldest text goes of the zone that keeps most and has one to spare, so
 * that a large one costs no small one its past; what is in service stays. A zone of a million records that is written
 * anew from end to end each night is kept for two months.
 */
export const MAX_TEXT_OCTETS = 256 * 1024 * 1024
/** Written at a time, so that the checks go on in between. */
const MAX_STEP_OCTETS = 128 * 1024

interface TextRow {
  readonly id: number
  readonly pieces: Buffer
}

interface SizeRow {
  readonly id: number
  readonly zone: string
  readonly octets: number
}

/** Two milliseconds. */
const SIZES_AT_ONCE = 500

export class ZoneTexts {
  readonly #connection: Connection
  readonly #periodOf: Statement<[string, number], ZonePeriod>
  readonly #insertPeriod: Statement<[ZonePeriod]>
  readonly #zones: Statement<[], string>
  readonly #text: Statement<[string, string], TextRow>
  readonly #insertText: Statement<[string, string, Uint8Array]>
  readonly #oldest: Statement<[string], TextRow>
  readonly #count: Statement<[string], number>
  readonly #deleteText: Statement<[number]>
  readonly #others: Statement<[string, number], Buffer>
  readonly #hasPiece: Statement<[string, Uint8Array]>
  readonly #piece: Statement<[string, Uint8Array], Buffer>
  readonly #insertPiece: Statement<[string, Uint8Array, Uint8Array]>
  readonly #deletePiece: Statement<[string, Uint8Array], number>
  readonly #forgetPeriods: Statement<[{ readonly oldest: number }]>
  readonly #idle: Statement<[], { readonly id: number; readonly zone: string }>
  readonly #sizes: Statement<[number], SizeRow>
  readonly #oldestSpare: Statement<[string], TextRow>
  readonly #maxOctets: number
  /** Octets of the pieces of each zone; undefined: to be looked up. */
  #octets: Map<string, number> | undefined
  #removals = 0

  constructor(connection: Connection, maxOctets = MAX_TEXT_OCTETS) {
    this.#maxOctets = maxOctets
    const { db } = connection
    this.#connection = connection
    const period = 'zone, since, file, serial, content_hash AS contentHash'
    this.#periodOf = db.prepare(
      `SELECT ${period} FROM zone_periods WHERE zone = ? AND since <= ? ORDER BY since DESC LIMIT 1`,
    )
    this.#insertPeriod = db.prepare(`
      INSERT OR REPLACE INTO zone_periods (zone, since, file, serial, content_hash)
      VALUES (:zone, :since, :file, :serial, :contentHash)`)
    this.#zones = db.prepare<[], string>('SELECT DISTINCT zone FROM zone_periods').pluck()
    this.#text = db.prepare('SELECT id, pieces FROM zone_texts WHERE zone = ? AND content_hash = ?')
    this.#insertText = db.prepare(
      'INSERT OR REPLACE INTO zone_texts (zone, content_hash, pieces) VALUES (?, ?, ?)',
    )
    this.#oldest = db.prepare('SELECT id, pieces FROM zone_texts WHERE zone = ? ORDER BY id LIMIT 1')
    this.#count = db.prepare<[string], number>('SELECT count(*) FROM zone_texts WHERE zone = ?').pluck()
    this.#deleteText = db.prepare('DELETE FROM zone_texts WHERE id = ?')
    this.#others = db
      .prepare<[string, number], Buffer>('SELECT pieces FROM zone_texts WHERE zone = ? AND id <> ?')
      .pluck()
    this.#hasPiece = db.prepare('SELECT 1 FROM zone_pieces WHERE zone = ? AND digest = ?')
    this.#piece = prepareOctets(db)
    this.#insertPiece = db.prepare(
      'INSERT OR IGNORE INTO zone_pieces (zone, digest, octets) VALUES (?, ?, ?)',
    )
    this.#deletePiece = db
      .prepare<[string, Uint8Array], number>(
        'DELETE FROM zone_pieces WHERE zone = ? AND digest = ? RETURNING length(octets)',
      )
      .pluck()
    this.#sizes = db.prepare(
      `SELECT id, zone, length(octets) AS octets FROM zone_pieces WHERE id > ? ORDER BY id LIMIT ${SIZES_AT_ONCE}`,
    )
    this.#oldestSpare = db.prepare(`
      SELECT id, pieces FROM zone_texts WHERE zone = ? AND content_hash IS NOT (
        SELECT content_hash FROM zone_periods p WHERE p.zone = zone_texts.zone ORDER BY since DESC LIMIT 1)
      ORDER BY id LIMIT 1`)
    this.#forgetPeriods = db.prepare(`
      DELETE FROM zone_periods WHERE since <= :oldest AND (content_hash = '' OR EXISTS (
        SELECT 1 FROM zone_periods later
        WHERE later.zone = zone_periods.zone AND later.since > zone_periods.since AND later.since <= :oldest))`)
    this.#idle = db.prepare(`
      SELECT id, zone FROM zone_texts WHERE NOT EXISTS (
        SELECT 1 FROM zone_periods p WHERE p.zone = zone_texts.zone AND p.content_hash = zone_texts.content_hash)
      ORDER BY id LIMIT 1`)
  }

  /** Of every zone the one that held when the transition `until` had happened, also one in which it was not served. */
  periodsAt(until: number): ZonePeriod[] {
    return this.#connection.read(() =>
      this.#zones.all().flatMap((zone) => this.#periodOf.get(zone, until) ?? []),
    )
  }

  /** Unless it goes on as it was. */
  beginPeriod(period: ZonePeriod): void {
    const before = this.#periodOf.get(period.zone, Number.MAX_SAFE_INTEGER)
    if (before?.contentHash === period.contentHash && before.serial === period.serial) return
    this.#insertPeriod.run(period)
  }

  has(zone: string, contentHash: string): boolean {
    return this.#connection.read(() => this.#text.get(zone, contentHash)) !== undefined
  }

  /** The pieces of a text, in order; undefined: it is not kept. */
  read(zone: string, contentHash: string): Uint8Array[] | undefined {
    return this.#connection.read(() => {
      const text = this.#text.get(zone, contentHash)
      const found = text && digestsIn(text.pieces).map((digest) => this.#piece.get(zone, digest))
      return found?.every((octets) => octets !== undefined) ? found : undefined
    })
  }

  /** Each step is to be taken, with pauses as the caller likes; the text is there with the last one. */
  *write(zone: string, contentHash: string, pieces: readonly Piece[]): Generator<void> {
    const missing = pieces.filter(({ digest }) => this.#hasPiece.get(zone, digest) === undefined)
    for (let at = 0; at < missing.length; ) {
      const step: Piece[] = []
      for (let octets = 0; at < missing.length && octets < MAX_STEP_OCTETS; at++) {
        const piece = missing[at] as Piece
        step.push(piece)
        octets += piece.octets.length
      }
      this.#counted(() => this.#insertPieces(zone, step))
      yield
    }
    this.#counted(() => {
      // Somebody may have forgotten one meanwhile that no text had.
      this.#insertPieces(zone, pieces)
      this.#insertText.run(zone, contentHash, Buffer.concat(pieces.map(({ digest }) => digest)))
      while ((this.#count.get(zone) ?? 0) > MAX_TEXTS) this.#remove(zone, this.#oldest.get(zone))
    })
    yield
    yield* this.#learnSizes()
    while (this.#forgetSpareText()) yield
  }

  /** While too much is kept, one text; false: no more has to go, or can. */
  #forgetSpareText(): boolean {
    const bySize = [...(this.#octets ?? [])].sort(([, a], [, b]) => b - a)
    if (bySize.reduce((sum, [, octets]) => sum + octets, 0) <= this.#maxOctets) return false
    return this.#counted(() => {
      for (const [zone] of bySize) {
        const spare = this.#oldestSpare.get(zone)
        if (spare === undefined) continue
        this.#remove(zone, spare)
        return true
      }
      return false
    })
  }

  /** Once: from then on they are counted. What is added meanwhile is behind; when something was removed, it is for the next time. */
  *#learnSizes(): Generator<void> {
    if (this.#octets !== undefined) return
    const octets = new Map<string, number>()
    const removals = this.#removals
    for (let after = 0; ; ) {
      const rows = this.#connection.read(() => this.#sizes.all(after))
      for (const row of rows) octets.set(row.zone, (octets.get(row.zone) ?? 0) + row.octets)
      const last = rows.at(-1)
      if (last === undefined) break
      after = last.id
      yield
    }
    if (removals === this.#removals) this.#octets = octets
  }

  /** A transaction that adds to the sizes or takes from them: they are looked up anew when it has been taken back. */
  #counted<Result>(work: () => Result): Result {
    try {
      return this.#connection.unhurried(work)
    } catch (error) {
      this.#octets = undefined
      throw error
    }
  }

  #grow(zone: string, octets: number): void {
    this.#octets?.set(zone, (this.#octets.get(zone) ?? 0) + octets)
  }

  /** Of what was over when the transition `oldest` happened. */
  forgetPeriodsBefore(oldest: number): void {
    this.#forgetPeriods.run({ oldest })
  }

  /** One text that was in service at no time that is remembered; false: there is none. Call again, with pauses. */
  forgetIdleText(): boolean {
    return this.#counted(() => {
      const idle = this.#idle.get()
      if (idle === undefined) return false
      const pieces = this.#connection.db
        .prepare<[number], Buffer>('SELECT pieces FROM zone_texts WHERE id = ?')
        .pluck()
        .get(idle.id)
      this.#remove(idle.zone, pieces && { id: idle.id, pieces })
      return true
    })
  }

  #insertPieces(zone: string, pieces: readonly Piece[]): void {
    for (const { digest, octets } of pieces)
      if (this.#insertPiece.run(zone, digest, octets).changes > 0) this.#grow(zone, octets.length)
  }

  #remove(zone: string, text: TextRow | undefined): void {
    if (text === undefined) return
    this.#removals++
    for (const digest of this.#ownDigests(zone, text))
      this.#grow(zone, -(this.#deletePiece.get(zone, digest) ?? 0))
    this.#deleteText.run(text.id)
  }

  /**
   * Of the pieces that no other text has. Each of the others is looked through once: to ask for piece after piece took
   * two seconds where a large zone had been written anew from end to end each day of a year.
   */
  #ownDigests(zone: string, { id, pieces }: TextRow): Iterable<Buffer> {
    const own = new Map(digestsIn(pieces).map((digest) => [beginOf(digest, 0), digest]))
    for (const other of this.#others.iterate(zone, id)) {
      for (let at = 0; at < other.length; at += DIGEST_OCTETS) own.delete(beginOf(other, at))
      if (own.size === 0) break
    }
    return own.values()
  }
}

function prepareOctets(db: Database): Statement<[string, Uint8Array], Buffer> {
  return db
    .prepare<[string, Uint8Array], Buffer>('SELECT octets FROM zone_pieces WHERE zone = ? AND digest = ?')
    .pluck()
}

/** Enough of a digest to tell the pieces of one zone apart: of two that begin alike, the one is kept for the other. */
function beginOf(digests: Buffer, at: number): number {
  return digests.readUIntBE(at, 6)
}

function digestsIn(pieces: Buffer): Buffer[] {
  return Array.from({ length: pieces.length / DIGEST_OCTETS }, (_, i) =>
    pieces.subarray(i * DIGEST_OCTETS, (i + 1) * DIGEST_OCTETS),
  )
}
