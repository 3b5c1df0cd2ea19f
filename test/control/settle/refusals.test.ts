// What the log says of a store that refuses: the beginning, ever more rarely that it lasts, and the end.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Refusals } from '../../../src/control/settle/refusals.ts'
import type { Log } from '../../../src/log.ts'
import { StoreFault } from '../../../src/store/problem.ts'

const FAULT = new StoreFault(
  { code: 'disk-full', sentence: 'f.db: full: free some space' },
  new Error('full'),
)
const MINUTE_MS = 60_000

function setUp() {
  const lines: string[] = []
  let nowMs = 5000
  const line =
    (level: string) =>
    (_: unknown, message: string): void => {
      lines.push(`${level} ${nowMs / MINUTE_MS} ${message}`)
    }
  const log = { error: line('error'), info: line('info') } as unknown as Log
  const refusals = new Refusals(log, 'it goes on', () => nowMs)
  return {
    refusals,
    /** What was logged since. */
    told: () => lines.splice(0),
    at: (ms: number) => {
      nowMs = ms
    },
  }
}

test('a store that refuses every second for three hours is in the log eight times, and its end once', () => {
  const { refusals, told, at } = setUp()
  for (let ms = 0; ms <= 180 * MINUTE_MS; ms += 1000) {
    at(ms)
    refusals.refused(FAULT, 'outcomes')
  }
  const minutes = [0, 1, 3, 7, 15, 31, 63, 123]
  assert.deepEqual(
    told(),
    minutes.map((minute) => `error ${minute} outcomes`),
  )
  refusals.written()
  refusals.written()
  assert.deepEqual(told(), ['info 180 it goes on'])
})

test('what is refused for the first time is in the log at once, whatever else was before', () => {
  const { refusals, told } = setUp()
  refusals.refused(FAULT, 'outcomes')
  refusals.refused(FAULT, 'a change')
  refusals.refused(FAULT, 'a change')
  assert.equal(told().length, 2)
  refusals.written()
  refusals.refused(FAULT, 'a change')
  assert.equal(told().length, 2)
})

test('it is known since when nothing was written, and why: with the remedy where there is one', () => {
  const { refusals, at } = setUp()
  at(1000)
  refusals.refused(new Error('other'), 'outcomes')
  assert.equal(refusals.current?.problem, 'other')
  at(8500)
  refusals.refused(FAULT, 'a change')
  const { lastedMs, problem } = refusals.current ?? {}
  assert.deepEqual([lastedMs, problem], [7500, 'f.db: full: free some space'])
  refusals.written()
  assert.equal(refusals.current, undefined)
})
