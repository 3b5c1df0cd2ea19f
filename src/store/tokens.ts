// Tokens of the API: of each only a digest is kept, with what it allows, until when, and when it was last shown.
import type { Statement } from 'better-sqlite3'
import type { Connection } from './connection.ts'

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
}

interface TokenRow {
  readonly name: string
  readonly digest: string
  readonly scope: TokenScope
  readonly who: string
  readonly created_at: number
  readonly ends_at: number | null
  readonly used_at: number | null
}

export class TokenTable {
  readonly #connection: Connection
  readonly #select: Statement<[], TokenRow>
  readonly #insert: Statement<[TokenRow]>
  readonly #delete: Statement<[string]>
  readonly #use: Statement<[number, string]>

  constructor(connection: Connection) {
    const { db } = connection
    this.#connection = connection
    this.#select = db.prepare('SELECT * FROM tokens ORDER BY name')
    this.#insert = db.prepare(`
      INSERT INTO tokens (name, digest, scope, who, created_at, ends_at, used_at)
      VALUES (:name, :digest, :scope, :who, :created_at, :ends_at, :used_at)`)
    this.#delete = db.prepare('DELETE FROM tokens WHERE name = ?')
    this.#use = db.prepare('UPDATE tokens SET used_at = ? WHERE name = ?')
  }

  /** By name, also those whose time is over. */
  read(): StoredToken[] {
    return this.#connection
      .read(() => this.#select.all())
      .map(({ created_at, ends_at, used_at, ...rest }) => ({
        ...rest,
        createdMs: created_at,
        endsMs: ends_at ?? undefined,
        usedMs: used_at ?? undefined,
      }))
  }

  add({ createdMs, endsMs, usedMs, ...rest }: StoredToken): void {
    const row = { ...rest, created_at: createdMs, ends_at: endsMs ?? null, used_at: usedMs ?? null }
    this.#connection.write(() => this.#insert.run(row))
  }

  /** Whether there was one. */
  remove(name: string): boolean {
    return this.#connection.write(() => this.#delete.run(name).changes > 0)
  }

  noteUse(name: string, atMs: number): void {
    this.#connection.unhurried(() => this.#use.run(atMs, name))
  }
}
