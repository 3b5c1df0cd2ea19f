// The rings of last outcomes: what is kept, in which order, and what a reload does to it.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { LastOutcomes, OCTETS_PER_OUTCOME, OUTCOMES_KEPT } from '../../../src/control/checks/last-outcomes.ts'
import { ENDINGS, type Ending } from '../../../src/health/outcome.ts'

const WEB = '10.1.0.10/web'
const SMTP = '10.1.0.25/smtp'

function filled(count: number): LastOutcomes {
  const kept = new LastOutcomes()
  kept.setTargets([WEB, SMTP])
  for (let i = 0; i < count; i++) kept.add(WEB, outcome('ok', i), 1_800_000_000_000 + i)
  return kept
}

function outcome(ending: Ending, latencyMs: number) {
  return { ending, latencyMs, detail: '' }
}

test('outcomes come back oldest first, and each target has its own', () => {
  const kept = filled(2)
  kept.add(SMTP, outcome('timeout', 1000.128), 5)
  assert.deepEqual(kept.of(WEB), [
    { atMs: 1_800_000_000_000, ending: 'ok', latencyMs: 0 },
    { atMs: 1_800_000_000_001, ending: 'ok', latencyMs: 1 },
  ])
  assert.deepEqual(kept.of(SMTP), [{ atMs: 5, ending: 'timeout', latencyMs: 1000.13 }])
})

test('the last sixty are kept, however many there were', () => {
  for (const count of [OUTCOMES_KEPT - 1, OUTCOMES_KEPT, OUTCOMES_KEPT + 1, 7 * OUTCOMES_KEPT + 13]) {
    const latencies = filled(count)
      .of(WEB)
      .map(({ latencyMs }) => latencyMs)
    const first = Math.max(0, count - OUTCOMES_KEPT)
    assert.deepEqual(
      latencies,
      Array.from({ length: count - first }, (_, i) => first + i),
      `${count}`,
    )
  }
})

test('every ending comes back as the word that it was', () => {
  const kept = filled(0)
  const words = Object.keys(ENDINGS) as Ending[]
  for (const [i, ending] of words.entries()) kept.add(WEB, outcome(ending, 0), i)
  assert.deepEqual(
    kept.of(WEB).map(({ ending }) => ending),
    words,
  )
})

test('over a reload who stays keeps its outcomes, whatever its place, and who comes back begins anew', () => {
  const kept = filled(OUTCOMES_KEPT + 5)
  const before = kept.of(WEB)
  kept.setTargets(['10.1.0.9/web', SMTP, WEB])
  assert.deepEqual(kept.of(WEB), before)
  assert.deepEqual(kept.of('10.1.0.9/web'), [])
  kept.add(WEB, outcome('ok', 4711), 9)
  assert.deepEqual(kept.of(WEB).slice(0, -1), before.slice(1))
  kept.setTargets([SMTP])
  assert.deepEqual(kept.of(WEB), [])
  kept.add(WEB, outcome('ok', 1), 10)
  kept.setTargets([WEB])
  assert.deepEqual(kept.of(WEB), [])
})

test('the memory is what the targets of now need', () => {
  const kept = filled(0)
  assert.equal(kept.octets, 2 * OUTCOMES_KEPT * OCTETS_PER_OUTCOME)
  kept.setTargets([WEB])
  assert.equal(kept.octets, OUTCOMES_KEPT * OCTETS_PER_OUTCOME)
})
