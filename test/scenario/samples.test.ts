// The latency history of a running daemon.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import Database from 'better-sqlite3'
import { PRIMARY, STANDBY, startWebPool } from '../support/web-pool.ts'

test('every target has a sample with the latency of one of its probes, and not one for every probe', async (t) => {
  const { daemon } = await startWebPool(t)
  let samples = samplesIn(daemon.databaseFile)
  for (; samples.length < 2; samples = samplesIn(daemon.databaseFile)) await pause(5)
  await daemon.stop()
  assert.deepEqual(
    samplesIn(daemon.databaseFile).map(({ target, ending }) => [target, ending]),
    [
      [`${PRIMARY}/web`, 'ok'],
      [`${STANDBY}/web`, 'ok'],
    ],
  )
  for (const { latency_ms: latencyMs } of samples) assert.ok(latencyMs > 0)
})

interface SampleRow {
  readonly target: string
  readonly latency_ms: number
  readonly ending: string
}

function samplesIn(file: string): readonly SampleRow[] {
  const db = new Database(file, { readonly: true })
  try {
    return db.prepare<[], SampleRow>('SELECT * FROM samples ORDER BY target').all()
  } finally {
    db.close()
  }
}
