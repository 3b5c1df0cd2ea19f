// Moments as they are typed.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { momentFromText } from '../../src/cli/moment.ts'
import { momentText } from '../../src/control/desk/moment.ts'

const NOW_MS = Date.parse('2026-03-01T12:00:00Z')

test('a span is counted back from now, a date is local unless it says otherwise', () => {
  assert.equal(momentFromText('1h30m', NOW_MS), NOW_MS - 5_400_000)
  assert.equal(momentFromText('36500d', NOW_MS), 0)
  assert.equal(momentFromText('2026-02-03', NOW_MS), new Date(2026, 1, 3).getTime())
  assert.equal(momentFromText('2026-02-03T04:05', NOW_MS), new Date(2026, 1, 3, 4, 5).getTime())
  assert.equal(momentFromText('2026-02-03 04:05:06', NOW_MS), new Date(2026, 1, 3, 4, 5, 6).getTime())
  assert.equal(momentFromText('2026-02-03T04:05:06Z', NOW_MS), Date.UTC(2026, 1, 3, 4, 5, 6))
  assert.equal(momentFromText('2026-02-03T04:05+02:00', NOW_MS), Date.UTC(2026, 1, 3, 2, 5))
})

test('RFC 3339 and milliseconds since 1970 are moments, as everywhere in the API', () => {
  assert.equal(momentFromText('2026-02-03T04:05:06.123456789Z', NOW_MS), Date.UTC(2026, 1, 3, 4, 5, 6, 123))
  assert.equal(momentFromText(String(NOW_MS), 0), NOW_MS)
})

test('what is no moment is undefined, days that the month does not have too', () => {
  for (const text of [
    '',
    '7',
    'yesterday',
    '2026-02-30',
    '2026-13-01',
    '2026-02-03T24:01',
    '1d2',
    '1772366400',
    '2026-2-3',
  ])
    assert.equal(momentFromText(text, NOW_MS), undefined, text)
})

test('what is printed can be typed', () => {
  assert.equal(momentFromText(momentText(NOW_MS), 0), NOW_MS)
  assert.equal(momentText(new Date(2026, 0, 2, 3, 4, 5).getTime()), '2026-01-02 03:04:05')
})
