// What is done to the database every night, on a real one.
import assert from 'node:assert/strict'
import { existsSync, readdirSync, readFileSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import Database from 'better-sqlite3'
import { newestBackupMs } from '../../src/control/desk/backup.ts'
import { type Job, startSchedule } from '../../src/control/schedule.ts'
import { forgetSamples, nightlyJobs } from '../../src/control/upkeep.ts'
import { createLog } from '../../src/log.ts'
import type { Store } from '../../src/store/store.ts'
import { look, open, temporaryFolder, temporaryPath } from '../store/temporary.ts'

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
  for (const { run } of nightlyJobs({
    store,
    config: { historyMs, samplesMs: DAY_MS, backup: undefined },
    log,
  }))
    await run()
}

test('every night transitions older than `history` are forgotten, and the write-ahead log is emptied', async (t) => {
  const path = temporaryPath(t)
  const store = open(t, path)
  storeWithYears(store)
  await runJobs(store, 400 * DAY_MS)
  assert.deepEqual(
    store.history.page({ limit: 9 }).transitions.map(({ target }) => target),
    ['0 days ago', '399 days ago'],
  )
  assert.ok(existsSync(`${path}-wal`))
  assert.equal(statSync(`${path}-wal`).size, 0)
})

test('every night the file gives back to the disk what was freed in it, but for some room', async (t) => {
  const path = temporaryPath(t)
  const store = open(t, path)
  const other = new Database(path)
  other.exec(
    'CREATE TABLE filler (octets BLOB); INSERT INTO filler VALUES (zeroblob(12000000)); DROP TABLE filler',
  )
  other.pragma('wal_checkpoint(TRUNCATE)')
  other.close()
  assert.ok(statSync(path).size > 12_000_000)
  await runJobs(store, undefined)
  const [[free]] = look(path, 'PRAGMA freelist_count') as [[number]]
  assert.ok(statSync(path).size < 6_000_000, `${statSync(path).size}`)
  assert.ok(free > 0 && free <= 1024, `${free}`)
})

test('with them goes what only they needed to be explained', async (t) => {
  const path = temporaryPath(t)
  const store = open(t, path)
  const answer = { kind: 'answer', target: 'www. A', from: 'a', to: 'b', reason: 'x', detail: '' } as const
  const classes = [{ members: ['b'], reason: 'best-tier' }]
  const acts = [500, 450, 1].map((days) => ({ ...answer, classes, atMs: Date.now() - days * DAY_MS }))
  store.settle({ nowMs: 0, verdicts: [], transitions: [], acts, published: [] })
  await runJobs(store, 400 * DAY_MS)
  assert.deepEqual(
    look(path, 'SELECT id FROM answers'),
    [[2], [3]],
    'what held when the history begins stays',
  )
})

test('a stop in the middle of it is no failure', async (t) => {
  const store = open(t, temporaryPath(t))
  storeWithYears(store)
  const upkeep = runJobs(store, 400 * DAY_MS)
  store.close()
  await upkeep
})

test('with `history: ever` nothing is forgotten', async (t) => {
  const store = open(t, temporaryPath(t))
  storeWithYears(store)
  await runJobs(store, undefined)
  assert.equal(store.history.page({ limit: 9 }).transitions.length, 4)
})

test('a job is told to be done or to have failed', async (t) => {
  const { promise, resolve } = Promise.withResolvers<void>()
  const ran = new Map<string, string>()
  const jobs = [
    { name: 'good', when: '* * * * * *', run: () => undefined },
    { name: 'bad', when: '* * * * * *', run: () => assert.fail('no room') },
  ]
  const schedule = startSchedule(jobs, log, {
    ran: ({ job, result }) => {
      ran.set(job, result)
      if (ran.size === 2) resolve()
    },
  })
  t.after(() => schedule.stop())
  await promise
  assert.deepEqual([ran.get('good'), ran.get('bad')], ['done', 'failed'])
})

describe('with a backup folder', () => {
  test('the time of the newest backup is known after a restart; of an empty or missing folder, none', (t) => {
    const folder = temporaryFolder(t)
    assert.equal(newestBackupMs(join(folder, 'missing')), undefined)
    writeFileSync(join(folder, 'notes.txt'), '')
    assert.equal(newestBackupMs(folder), undefined)
    for (const [day, atSeconds] of [
      ['2026-01-02', 2000],
      ['2026-01-01', 3000],
    ] as const) {
      const file = join(folder, `failover-${day}T040000.000Z.db`)
      writeFileSync(file, '')
      utimesSync(file, atSeconds, atSeconds)
    }
    assert.equal(newestBackupMs(folder), 2_000_000)
  })

  const nightly = (store: Store, backup: { folder: string; keep: number }) =>
    nightlyJobs({ store, config: { historyMs: undefined, samplesMs: DAY_MS, backup }, log }).at(-1)

  test('a backup is made every night, and the newest stay, with everything that is not ours', async (t) => {
    const store = open(t, temporaryPath(t))
    const folder = join(temporaryFolder(t), 'made', 'when missing')
    const job = nightly(store, { folder, keep: 2 })
    assert.match(job?.when ?? '', /^\d+ 4 \* \* \*$/)
    const old = ['2026-01-01', '2026-01-02'].map((day) => `failover-${day}T040000.000Z.db`)
    const others = ['failover-2026.db', 'notes.txt']
    for (const name of [...old, `${old[0]}.part`, `${old[0]}.part-journal`, ...others])
      writeFileSync(join(folder, name), '')
    await job?.run()
    const [yesterdays, made, ...rest] = readdirSync(folder).sort()
    assert.deepEqual([yesterdays, rest], [old[1], others])
    assert.match(made ?? '', /^failover-20\d\d-\d\d-\d\dT\d{6}\.\d{3}Z\.db$/)
    assert.deepEqual(look(join(folder, made ?? ''), 'SELECT count(*) FROM transitions'), [[0]])
  })

  test('it is made by the clock', async (t) => {
    const store = open(t, temporaryPath(t))
    const folder = temporaryFolder(t)
    const { name, run } = nightly(store, { folder, keep: 1 }) as Job
    const { promise, resolve } = Promise.withResolvers<void>()
    const job = { name, when: '* * * * * *', run: async () => resolve(await run()) }
    const schedule = startSchedule([job], log)
    await promise
    schedule.stop()
    assert.equal(readdirSync(folder).length, 1)
  })

  test('a backup that fails removes none of the older ones', async (t) => {
    const store = open(t, temporaryPath(t))
    const folder = temporaryFolder(t)
    const old = join(folder, 'failover-2026-01-01T040000.000Z.db')
    writeFileSync(old, 'old')
    const job = nightly(store, { folder, keep: 1 })
    store.close()
    await assert.rejects(async () => job?.run())
    assert.equal(readFileSync(old, 'utf8'), 'old')
  })
})

test('upkeep removes the samples of every target that are older than they are to be kept, and no others', async (t) => {
  const path = temporaryPath(t)
  const store = open(t, path)
  const sample = (target: string, atMs: number) => ({ target, atMs, latencyMs: 2, ending: 'ok' }) as const
  store.recordOutcomes(
    [],
    [sample('a/web', 99), sample('a/web', 100), sample('b/web', 1), sample('ä/web', 50)],
  )
  store.recordOutcomes([], [sample('b/web', 150)])
  assert.equal(await forgetSamples(store, 100), 3)
  assert.deepEqual(look(path, 'SELECT target, at FROM samples'), [
    ['a/web', 100],
    ['b/web', 150],
  ])
  assert.equal(await forgetSamples(store, 100), 0)
})

test('a daemon that stops during the upkeep ends it after the target that is under way', async (t) => {
  const store = open(t, temporaryPath(t))
  const sample = (target: string) => ({ target, atMs: 1, latencyMs: 2, ending: 'ok' }) as const
  store.recordOutcomes([], [sample('a/web'), sample('b/web')])
  const upkeep = forgetSamples(store, 1000)
  store.close()
  assert.equal(await upkeep, 1)
})
