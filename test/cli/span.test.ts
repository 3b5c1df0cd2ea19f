// Spans of time as a person reads them.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { spanToText } from '../../src/cli/span.ts'

test('a span is told in its two largest units', () => {
  const spans: Record<string, number> = {
    '0ms': -5,
    '250ms': 250,
    '1s': 1000,
    '1.6s': 1649,
    '9.9s': 9999,
    '12s': 12_900,
    '3m': 180_000,
    '3m 20s': 200_000,
    '1h': 3_600_000 + 59_000,
    '3h 12m': 11_520_000,
    '2d 4h': 187_200_000,
    '400d': 34_560_000_000,
  }
  for (const [text, spanMs] of Object.entries(spans)) assert.equal(spanToText(spanMs), text)
})
