// A line on standard error that tells how far long work is, on a terminal, and not before half a second.
import assert from 'node:assert/strict'
import { describe, mock, test } from 'node:test'
import { octetsText, readingText, startProgress, withProgress } from '../../src/cli/progress.ts'
import { fakeTerminal } from '../support/fake-terminal.ts'

interface Shown {
  readonly lines: string[]
  readonly session: Parameters<typeof startProgress>[0]
}

function shownOn(json = false): Shown {
  const lines: string[] = []
  const progress = (line: string): void => void lines.push(line)
  return { lines, session: { terminal: { ...fakeTerminal(80), progress }, json } }
}

/** `performance.now` stands still between two steps. */
function clock(t: { after(run: () => void): void }): { step(ms: number): void } {
  let nowMs = 1000
  const mocked = mock.method(performance, 'now', () => nowMs)
  t.after(() => mocked.mock.restore())
  return {
    step: (ms) => {
      nowMs += ms
    },
  }
}

describe('progress', () => {
  test('is shown after half a second, then ten times a second at most, and erased at the end', (t) => {
    const { step } = clock(t)
    const { lines, session } = shownOn()
    const progress = startProgress(session)
    for (const [ms, text] of [
      [499, 'a'],
      [1, 'b'],
      [50, 'c'],
      [50, 'd'],
    ] as const) {
      step(ms)
      progress.tell(() => text)
    }
    assert.deepEqual(lines, ['b', 'd'])
    progress.end()
    assert.deepEqual(lines, ['b', 'd', ''])
  })

  test('of short work leaves no trace', (t) => {
    const { step } = clock(t)
    const { lines, session } = shownOn()
    const progress = startProgress(session)
    step(499)
    progress.tell(() => 'a')
    progress.end()
    assert.deepEqual(lines, [])
  })

  test('is not shown off a terminal, nor with --json', async (t) => {
    const { step } = clock(t)
    const json = shownOn(true)
    const off = { terminal: fakeTerminal(80), json: false }
    for (const session of [json.session, off]) {
      const progress = startProgress(session)
      step(1000)
      progress.tell(() => assert.fail('nobody asked'))
      progress.end()
    }
    assert.deepEqual(json.lines, [])
  })

  test('is erased when the work fails, too', async () => {
    const { lines, session } = shownOn()
    const { promise, reject } = Promise.withResolvers<never>()
    const waiting = withProgress(session, () => 'so far', promise)
    while (lines.length === 0) await new Promise((resolve) => setTimeout(resolve, 20))
    reject(new Error('no more'))
    await assert.rejects(waiting, /no more/)
    assert.deepEqual([lines[0], lines.at(-1)], ['so far', ''])
  })
})

test('what is told is what was read, of how much', () => {
  const how = { file: 'zones/a.zone', read: 12_600_000, of: 25_361_946, records: 501_234 }
  assert.equal(readingText(how), 'zones/a.zone: 49 % of 25 MB read, 501234 records')
  assert.equal(readingText({ ...how, read: how.of }), 'zones/a.zone: 501234 records read, checking them')
  assert.deepEqual([0, 999, 1000, 12_345, 9_900_000, 5_000_000_000].map(octetsText), [
    '0 octets',
    '999 octets',
    '1.0 kB',
    '12 kB',
    '9.9 MB',
    '5.0 GB',
  ])
})
