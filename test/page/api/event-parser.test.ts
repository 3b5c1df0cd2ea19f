// Server-sent events, however the network cuts them into pieces.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { backOffMs } from '../../../src/page/api/back-off.ts'
import { EventParser, MAX_LINE_CHARACTERS, type StreamEvent } from '../../../src/page/api/event-parser.ts'

function parse(...pieces: readonly string[]): StreamEvent[] {
  const parser = new EventParser()
  return pieces.flatMap((piece) => parser.push(piece))
}

const STREAM = 'retry: 1000\n\n:\n\nid: 7\nevent: verdict\ndata: {"a":1}\n\nid: 8\ndata:x\ndata:  y\n\n'
const EVENTS = [
  { id: '7', type: 'verdict', data: '{"a":1}' },
  { id: '8', type: 'message', data: 'x\n y' },
]

test('an event is its lines until an empty one; comments and fields that nobody knows are passed over', () => {
  assert.deepEqual(parse(STREAM), EVENTS)
  assert.deepEqual(parse('data\n\nwhat: ever\n\n'), [{ id: undefined, type: 'message', data: '' }])
})

test('lines end in LF, CR LF or CR, and pieces wherever they like', () => {
  for (const end of ['\n', '\r\n', '\r']) {
    const text = STREAM.replaceAll('\n', end)
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: text.length }), { maxLength: 6 }), (cuts) => {
        const marks = [0, ...cuts.sort((a, b) => a - b), text.length]
        assert.deepEqual(parse(...marks.slice(1).map((mark, i) => text.slice(marks[i], mark))), EVENTS)
      }),
    )
  }
})

test('an event that is not complete is not told, and its id lasts for those that have none', () => {
  assert.deepEqual(parse('data: half\n'), [])
  assert.deepEqual(
    parse('id: 3\ndata: a\n\ndata: b\n\n').map(({ id }) => id),
    ['3', '3'],
  )
  assert.deepEqual(
    parse('id: 3\n\nid: 4\0\ndata: a\n\n').map(({ id }) => id),
    ['3'],
  )
})

test('a line without an end is given up', () => {
  assert.throws(() => parse('data: ', 'x'.repeat(MAX_LINE_CHARACTERS)), /no end/)
})

test('tries come less and less often, never all at once, and never rarer than every 15 seconds', () => {
  assert.deepEqual(
    [0, 1, 2, 3, 4, 5, 100].map((failures) => backOffMs(failures, 1)),
    [500, 1000, 2000, 4000, 8000, 15_000, 15_000],
  )
  assert.equal(backOffMs(100, 0), 7500)
})
