// Tokens of the API: of each only a digest is kept, with what it allows, until when, and when it was last shown.
import type { Statement } from 'better-sqlite3'
import type { Connection } from './connection.ts'
import type { TransitionTable } from './transitions.ts'

export type TokenScope = 'read' | 'operate'

export interface StoredToken {
  readonly name: string
  /** SHA-256 of the token, in hex: a random secret of 256 bits needs no slow hash. */
  readonly digest: string
  readonly scope: TokenScope
  readonly who: string
  /** Wall clock ms, as all times here. */
  readonly createdMs: number
  /** Undefined: until it is revoked. */
  readonly endsMs: number | undefined
  /** Undefined: never. */
  readonly usedMs: number | undefined
  /** Its end is in the history. */
  readonly isEndNoted: boolean
}

interface TokenRow {
  readonly name: string
  readonly digest: string
  readonly scope: TokenScope
  readonly who: string
  readonly created_at: number
  readonly ends_at: number | null
  readonly used_at: number | null
  readonly ended_at: number | null
}

export class TokenTable {
  readonly #connection: Connection
  readonly #transitions: TransitionTable
  readonly #select: Statement<[], TokenRow>
  readonly #insert: Statement<[TokenRow]>
  readonly #delete: Statement<[string], TokenRow>
  readonly #end: Statement<[number, string], TokenRow>
  readonly #use: Statement<[number, string]>

  constructor(connection: Connection, transitions: TransitionTable) {
    const { db } = connection
    this.#connection = connection
    this.#transitions = transitions
    this.#select = db.prepare('SELECT * FROM tokens ORDER BY name')
    this.#insert = db.prepare(`
      INSERT INTO tokens (name, digest, scope, who, created_at, ends_at, used_at, ended_at)
      VALUES (:name, :digest, :scope, :who, :created_at, :ends_at, :used_at, :ended_at)`)
    this.#delete = db.prepare('DELETE FROM tokens WHERE name = ? RETURNING *')
    this.#end = db.prepare('UPDATE tokens SET ended_at = ? WHERE name = ? AND ended_at IS NULL RETURNING *')
    this.#use = db.prepare('UPDATE tokens SET used_at = ? WHERE name = ?')
  }

  /** By name, also those whose time is over. */
  read(): StoredToken[] {
    return this.#connection
      .read(() => this.#select.all())
      .map(({ created_at, ends_at, used_at, ended_at, ...rest }) => ({
        ...rest,
        isEndNoted: ended_at !== null,
        createdMs: created_at,
        endsMs: ends_at ?? undefined,
        usedMs: used_at ?? undefined,
      }))
  }

  add({ createdMs, endsMs, name, digest, scope, who }: Omit<StoredToken, 'usedMs' | 'isEndNoted'>): void {
    const times = { created_at: createdMs, ends_at: endsMs ?? null, used_at: null, ended_at: null }
    const change = { atMs: createdMs, kind: 'token', target: name, from: 'none', to: scope } as const
    this.#connection.write(() => {
      this.#insert.run({ name, digest, scope, who, ...times })
      this.#transitions.append({ ...change, reason: 'created', detail: who })
    })
  }

  /** Whether there was one; `who` revokes it. */
  remove(name: string, who: string, nowMs: number): boolean {
    return this.#connection.write(() => this.#ended(this.#delete.get(name), 'revoked', who, nowMs))
  }

  /** Notes in the history that its time is over; whether that was not noted before. */
  noteEnd(name: string, nowMs: number): boolean {
    return this.#connection.write(() => this.#ended(this.#end.get(nowMs, name), 'expired', '', nowMs))
  }

  noteUse(name: string, atMs: number): void {
    this.#connection.unhurried(() => this.#use.run(atMs, name))
  }

  #ended(token: TokenRow | undefined, reason: string, detail: string, atMs: number): boolean {
    if (token === undefined) return false
    const { name, scope } = token
    this.#transitions.append({ atMs, kind: 'token', target: name, from: scope, to: 'none', reason, detail })
    return true
  }
}
