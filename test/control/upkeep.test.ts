// What is done to the database every night, on a real one.
import assert from 'node:assert/strict'
import { existsSync, statSync } from 'node:fs'
import { test } from 'node:test'
import { nightlyJobs } from '../../src/control/upkeep.ts'
import { createLog } from '../../src/log.ts'
import type { Store } from '../../src/store/store.ts'
import { open, temporaryPath } from '../store/temporary.ts'

const DAY_MS = 86_400_000
const log = createLog('silent')

function storeWithYears(store: Store): void {
  const change = { kind: 'verdict', from: 'up', to: 'down', reason: 'timeout', detail: '' } as const
  const acts = [500, 401, 399, 0].map((days) => ({
    ...change,
    atMs: Date.now() - days * DAY_MS,
    target: `${days} days ago`,
  }))
  store.settle({ nowMs: 0, verdicts: [], transitions: [], acts, published: [] })
}

async function runJobs(store: Store, historyMs: number | undefined): Promise<void> {
  for (const { run } of nightlyJobs({ store, config: { historyMs }, log })) await run()
}

test('every night transitions older than `history` are forgotten, and the write-ahead log is emptied', async (t) => {
  const path = temporaryPath(t)
  const store = open(t, path)
  storeWithYears(store)
  await runJobs(store, 400 * DAY_MS)
  assert.deepEqual(
    store.readHistory({ limit: 9 }).transitions.map(({ target }) => target),
    ['0 days ago', '399 days ago'],
  )
  assert.ok(existsSync(`${path}-wal`))
  assert.equal(statSync(`${path}-wal`).size, 0)
})

test('with `history: ever` nothing is forgotten', async (t) => {
  const store = open(t, temporaryPath(t))
  storeWithYears(store)
  await runJobs(store, undefined)
  assert.equal(store.readHistory({ limit: 9 }).transitions.length, 4)
})
