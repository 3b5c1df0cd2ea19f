// The latency history as the API tells it, page by page, from a real database.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import Database from 'better-sqlite3'
import { samples } from '../../../src/control/desk/samples.ts'
import { open, temporaryPath } from '../../store/temporary.ts'

const WEB = '10.1.0.10/web'
const NOW_MS = 1_800_000_000_000
const plan = { targets: new Map([['10.1.0.11/web', {} as never]]) }

test('a page ends after as many samples as were asked for, and the next one goes on without a gap', (t) => {
  const store = open(t, temporaryPath(t))
  store.samples.write(
    [5, 1, 3, 2, 4].map((minute) => ({ target: WEB, atMs: minute, latencyMs: minute / 2, ending: 'ok' })),
  )
  store.samples.write([{ target: '10.1.0.10/web2', atMs: 3, latencyMs: 9, ending: 'timeout' }])
  const page = (sinceMs: number, limit: number, untilMs?: number) => {
    const until = untilMs === undefined ? {} : { untilMs }
    const report = samples(store, plan, { target: WEB, sinceMs, limit, ...until }, NOW_MS)
    assert.ok('samples' in report)
    return { times: report.samples.map(({ atMs }) => atMs), nextMs: report.nextMs }
  }
  assert.deepEqual(page(0, 2), { times: [1, 2], nextMs: 3 })
  assert.deepEqual(page(3, 3), { times: [3, 4, 5], nextMs: undefined })
  assert.deepEqual(page(2, 9, 4), { times: [2, 3], nextMs: undefined })
  assert.deepEqual(samples(store, plan, { target: WEB, untilMs: 2, limit: 9 }, NOW_MS), {
    atMs: NOW_MS,
    target: WEB,
    samples: [{ atMs: 1, latencyMs: 0.5, ending: 'ok' }],
  })
})

test('a target without samples has an empty history, what is no target is refused', (t) => {
  const store = open(t, temporaryPath(t))
  const report = samples(store, plan, { target: '10.1.0.11/web', limit: 9 }, NOW_MS)
  assert.deepEqual('samples' in report && report.samples, [])
  const refused = samples(store, plan, { target: '10.1.0.12/web', limit: 9 }, NOW_MS)
  assert.ok('problem' in refused)
  assert.equal(refused.problem.code, 'not-found')
})

test('a database that cannot be read is said to be unavailable', (t) => {
  const path = temporaryPath(t)
  const store = open(t, path)
  const other = new Database(path)
  other.exec('DROP TABLE samples')
  other.close()
  const report = samples(store, plan, { target: WEB, limit: 9 }, NOW_MS)
  assert.ok('problem' in report)
  assert.equal(report.problem.code, 'unavailable')
})
