// push: what becomes of a target that reports by itself, from what was heard of it.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Heard, NOTHING_PERMITTED, type Report } from '../../src/probe/probe.ts'
import { push } from '../../src/probe/push.ts'

const WELL: Report = { isWell: true, why: '', atMs: Date.UTC(2026, 2, 1, 12, 0, 5, 250) }
const NOT_WELL: Report = { ...WELL, isWell: false, why: 'disk full\x1b[2J' }

/** `ending: detail`, or for how long there is nothing to say. */
async function saidOf(heard: Partial<Heard>): Promise<string | number> {
  const all: Heard = { last: undefined, isNew: false, silentMs: 0, allowedMs: 1000, ...heard }
  const configured = push.configure({}, NOTHING_PERMITTED, { read: () => all, take: () => all })
  assert.ok(configured.ok && configured.waitMs !== undefined)
  const waitMs = configured.waitMs()
  if (waitMs > 0) return waitMs
  const { ending, detail } = await configured.run('127.0.0.1', new AbortController().signal)
  return `${ending}: ${detail}`
}

test('a report that the server is well passes, and says when it came', async () => {
  assert.equal(await saidOf({ last: WELL, isNew: true }), 'ok: reported at 2026-03-01T12:00:05Z')
})

test('a report passes once; then nothing is said until the next one is overdue', async () => {
  assert.equal(await saidOf({ last: WELL, silentMs: 399.5 }), 601)
  assert.equal(await saidOf({ last: WELL, silentMs: 999.9 }), 1)
})

test('a report that is overdue is a failure, which says when the last one came', async () => {
  const missed = 'timeout: the last report came at 2026-03-01T12:00:05Z'
  assert.equal(await saidOf({ last: WELL, silentMs: 1000 }), missed)
})

test('where there was no report yet nothing is said until the first one is overdue', async () => {
  assert.equal(await saidOf({ silentMs: 0 }), 1000)
  assert.equal(await saidOf({ silentMs: 1000 }), 'timeout: no report yet')
})

test('a report that the server is not well fails with its reason, made fit for a terminal, until another one comes', async () => {
  const failed = 'unavailable: disk full [2J, reported at 2026-03-01T12:00:05Z'
  assert.equal(await saidOf({ last: NOT_WELL, isNew: true }), failed)
  assert.equal(await saidOf({ last: NOT_WELL, silentMs: 5000 }), failed)
  assert.equal(
    await saidOf({ last: WELL, isNew: true, silentMs: 5000 }),
    'ok: reported at 2026-03-01T12:00:05Z',
  )
})

test('without anybody who takes reports it never passes', async () => {
  const configured = push.configure({})
  assert.ok(configured.ok)
  const { ending } = await configured.run('127.0.0.1', new AbortController().signal)
  assert.equal(ending, 'timeout')
})
