// How far a long text is read, as whoever waits for it is told.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { CHECK_KINDS } from '../../src/control/load/zone-files.ts'
import { nameFromText, ROOT } from '../../src/dns/name.ts'
import type { ReadProgress } from '../../src/zone/draft.ts'
import { parseZone } from '../../src/zone/parse.ts'

function progressOf(text: string): ReadProgress[] {
  const origin = nameFromText('corp.example.', ROOT)
  assert.ok('name' in origin)
  const told: ReadProgress[] = []
  parseZone(text, {
    file: 'corp.example.zone',
    origin: origin.name,
    include: () => ({ problem: 'nothing is included' }),
    checkKinds: CHECK_KINDS,
    timing: { everyMs: 2000, timeoutMs: 1000, fall: 3, rise: 2 },
    onProgress: (progress) => told.push(progress),
  })
  return told
}

const HEAD = '$TTL 5m\n@ SOA ns1 h 1 1h 15m 1w 30s\n  NS ns1\nns1 A 127.0.0.1\n'

test('a long zone is told of as it is read, and once more when all of it is', () => {
  const text = HEAD + Array.from({ length: 10_000 }, (_, at) => `h${at} A 10.0.0.1\n`).join('')
  const told = progressOf(text)
  assert.deepEqual(
    told.map(({ records }) => records),
    [4095, 8191, 10_003],
  )
  assert.ok(told.slice(0, -1).every(({ read, of }, at) => read > at && read < of && of === text.length))
  assert.deepEqual(told.at(-1), {
    file: 'corp.example.zone',
    read: text.length,
    of: text.length,
    records: 10_003,
  })
})

test('the lines that $GENERATE makes are no part of the file that is read', () => {
  assert.deepEqual(
    progressOf(`${HEAD}$GENERATE 0-9999 h$ A 10.0.0.1\n`).map(({ records }) => records),
    [10_003],
  )
})
