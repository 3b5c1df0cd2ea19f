// A store on a real file in a folder of its own, gone with the test.
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import Database from 'better-sqlite3'
import { changesOfTable } from '../../src/store/plain-rows.ts'
import { openStore, type Store } from '../../src/store/store.ts'
import type { StoredRecord } from '../../src/store/stored-record.ts'

export function temporaryFolder(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'failover-store-'))
  t.after(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

export function temporaryPath(t: TestContext): string {
  return join(temporaryFolder(t), 'failover.db')
}

export function open(t: TestContext, path: string): Store {
  const opening = openStore(path)
  assert.ok('store' in opening, JSON.stringify(opening))
  t.after(() => opening.store.close())
  return opening.store
}

export function problemAt(path: string) {
  const opening = openStore(path)
  assert.ok('problem' in opening, `${path} was opened`)
  return opening.problem
}

/** What another program sees in the file, now. */
export function look(path: string, sql: string): unknown[] {
  const db = new Database(path, { readonly: true })
  try {
    return db.prepare(sql).raw().all()
  } finally {
    db.close()
  }
}

/** `www.corp.example. 30 A 10.0.0.1 noted hidden`: the two words at the end are optional. */
export function record(line: string): StoredRecord {
  const [name = '', ttl = '', type = '', ...rest] = line.split(' ')
  const words = ['noted', 'hidden']
  return {
    name,
    type,
    ttl: Number(ttl),
    data: rest.filter((word) => !words.includes(word)).join(' '),
    noted: rest.includes('noted'),
    published: !rest.includes('hidden'),
  }
}

export interface WholeZone {
  readonly origin: string
  readonly file: string
  readonly contentHash: string
  readonly serial: number
  readonly records: readonly StoredRecord[]
}

export function zone(contentHash: string, lines: readonly string[]): WholeZone {
  const file = 'zones/corp.example.zone'
  return { origin: 'corp.example.', file, contentHash, serial: 1, records: lines.map(record) }
}

/** Writes a zone to its end, as the daemon does, and says how many rows of plain records that took. */
export function writeZone(
  store: Store,
  whole: WholeZone,
  nowMs: number,
): { written: number; removed: number } {
  const { records, ...rest } = whole
  const pooled = records.filter(({ noted }) => noted)
  const { isComplete } = store.beginZone({ ...rest, count: records.length, pooled }, nowMs)
  const done = { written: 0, removed: 0 }
  if (isComplete) return done
  const plain = records.filter(({ noted }) => !noted)
  for (const changes of changesOfTable(store.path, whole.origin, plain)) {
    store.writeRows(whole.origin, changes)
    done.written += changes.written.length
    done.removed += changes.removed.length
  }
  store.completeZone(whole.origin)
  return done
}
