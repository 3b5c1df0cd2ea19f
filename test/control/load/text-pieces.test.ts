// Texts in pieces: what is joined is what was cut, and an edit changes a piece or two.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { joinSources, splitSources } from '../../../src/control/load/packed-sources.ts'
import { cutText, joinPieces } from '../../../src/control/load/text-pieces.ts'
import type { Piece } from '../../../src/store/zone-texts.ts'

function zoneOf(records: number, edited?: number): Buffer {
  const lines = Array.from(
    { length: records },
    (_, i) => `host${i} A 10.${i >> 16}.${(i >> 8) & 255}.${i & 255}`,
  )
  if (edited !== undefined) lines.splice(edited, 1, 'another AAAA 2001:db8::1', 'more TXT "text"')
  return Buffer.from(lines.join('\n'))
}

function digests(pieces: readonly Piece[]): string[] {
  return pieces.map(({ digest }) => Buffer.from(digest).toString('hex'))
}

test('what is joined is what was cut, whatever its size', () => {
  fc.assert(
    fc.property(fc.nat({ max: 700_000 }), fc.nat({ max: 255 }), (octets, first) => {
      const text = Buffer.from(
        Array.from({ length: octets }, (_, i) => (first + i * i * 31 + (i >> 7)) & 255),
      )
      assert.ok(joinPieces(cutText(text).map((piece) => piece.octets)).equals(text))
    }),
    { numRuns: 20 },
  )
  assert.deepEqual(cutText(Buffer.alloc(0)), [])
})

test('an edit of a large text changes one piece or two, wherever it is', () => {
  const before = digests(cutText(zoneOf(200_000)))
  assert.ok(before.length > 20, String(before.length))
  for (const edited of [0, 77_777, 199_999]) {
    const after = digests(cutText(zoneOf(200_000, edited)))
    const other = after.filter((digest) => !before.includes(digest))
    assert.ok(other.length >= 1 && other.length <= 2, `${other.length} other pieces`)
  }
})

test('octets that never say where to cut are cut all the same', () => {
  const sizes = cutText(Buffer.alloc(1_000_000)).map(({ octets }) => joinPieces([octets]).length)
  assert.ok(Math.max(...sizes) <= 256 * 1024)
})

test('the files of a zone are split as they were joined', () => {
  const sources = [
    { path: '/zones/corp.example.zone', octets: Buffer.from('$INCLUDE more\n') },
    { path: '/zones/ä', octets: Buffer.alloc(0) },
  ]
  const read = splitSources(Buffer.from(joinSources(sources)))
  assert.deepEqual(
    read.map(({ path, octets }) => [path, Buffer.from(octets).toString()]),
    sources.map(({ path, octets }) => [path, octets.toString()]),
  )
})
