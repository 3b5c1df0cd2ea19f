// Looking at a database beside its owner, or without one.
import assert from 'node:assert/strict'
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import Database from 'better-sqlite3'
import { inspectDatabase } from '../../src/store/inspect.ts'
import { MIGRATIONS } from '../../src/store/migrations.ts'
import { openStore } from '../../src/store/store.ts'

function folderOf(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'failover-inspect-'))
  t.after(() => rmSync(folder, { recursive: true }))
  return folder
}

test('a database is looked at while its owner has it open, and nothing is written', (t) => {
  const path = join(folderOf(t), 'failover.db')
  const opened = openStore(path)
  assert.ok('store' in opened)
  const inspected = inspectDatabase(path)
  opened.store.close()
  assert.ok('version' in inspected)
  const { isOurs, version, knownVersion, damage, isUnchecked, neverUp } = inspected
  assert.deepEqual(
    [isOurs, version, damage, isUnchecked, neverUp],
    [true, MIGRATIONS.length, undefined, false, []],
  )
  assert.equal(knownVersion, MIGRATIONS.length)
})

test('targets that were never up are those that are down without a transition that says otherwise', (t) => {
  const path = join(folderOf(t), 'failover.db')
  const opened = openStore(path)
  assert.ok('store' in opened)
  opened.store.close()
  const db = new Database(path)
  const verdict = db.prepare(
    'INSERT INTO verdicts (target, state, since, goods, bads, probed_at) VALUES (?, ?, 1, 0, 0, 50)',
  )
  const transition = db.prepare(
    "INSERT INTO transitions (at, kind, target, from_state, to_state, reason, detail) VALUES (?, 'verdict', ?, ?, ?, '', '')",
  )
  for (const [target, state] of [
    ['a', 'down'],
    ['b', 'down'],
    ['c', 'up'],
    ['d', 'unknown'],
    ['e', 'down'],
  ] as const)
    verdict.run(target, state)
  transition.run(10, 'a', 'unknown', 'down')
  transition.run(20, 'b', 'up', 'down')
  transition.run(30, 'e', 'unknown', 'degraded')
  transition.run(40, 'e', 'degraded', 'down')
  db.close()
  const inspected = inspectDatabase(path)
  assert.ok('version' in inspected)
  assert.deepEqual(inspected.neverUp, ['a'])
  assert.deepEqual([inspected.newestTransitionAtMs, inspected.newestProbeAtMs], [40, 50])
})

test('what is missing, of another program, or no database at all is told', (t) => {
  const folder = folderOf(t)
  assert.deepEqual(inspectDatabase(join(folder, 'none.db')), { missing: true })
  assert.deepEqual(readdirSync(folder), [], 'nothing is made')
  const foreign = join(folder, 'foreign.db')
  new Database(foreign).exec('CREATE TABLE other (one)').close()
  const inspected = inspectDatabase(foreign)
  assert.ok('isOurs' in inspected && !inspected.isOurs)
  const text = join(folder, 'text.db')
  writeFileSync(text, 'this is no database, but a text of more than a few words')
  const refused = inspectDatabase(text)
  assert.ok('problem' in refused)
  assert.match(refused.problem, /file is not a database/)
})
