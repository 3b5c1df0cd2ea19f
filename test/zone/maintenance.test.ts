// `;@ maintenance ADDRESS "CRON" LENGTH "WHY"`.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { HEAD, problemsOf, zoneOf } from './parsing.ts'

const RECORDS = 'x A 10.0.0.1\nx AAAA 2001:db8::1\n'

describe('a maintenance line', () => {
  test('names an address, a window and a reason; the address as its record prints it', () => {
    const zone = zoneOf(
      `${HEAD}${RECORDS};@ maintenance 2001:DB8:0::1 "0 3 * * sun" 2h "new = better; \\"kernel\\""\n`,
    )
    assert.deepEqual(zone.maintenance, [
      {
        address: '2001:db8::1',
        window: { when: '0 3 * * sun', lengthMs: 7_200_000 },
        why: 'new = better; "kernel"',
        place: { file: 'z', line: 7, column: 16 },
      },
    ])
  })

  test('is refused with everything that is wrong with it', () => {
    const problems = problemsOf(`${HEAD}${RECORDS};@ maintenance 10.0.0 "0 24 * * sunday" 2 "" more\n`)
    assert.deepEqual(
      problems.map((problem) => problem.split(':').slice(2, 4).join(':')),
      [
        '16: note-value',
        '23: note-value',
        '23: note-value',
        '23: note-value',
        '43: note-value',
        '46: note-word',
      ],
    )
  })

  test('without all of its parts says what they are', () => {
    const [problem] = problemsOf(`${HEAD}${RECORDS};@ maintenance 10.0.0.1 "0 3 * * sun" 2h\n`)
    assert.match(
      problem ?? '',
      /note-syntax: maintenance of what, when, for how long, and why\? write ;@ maintenance/,
    )
    assert.match(problemsOf(`${HEAD}${RECORDS};@ maintenance 10.0.0.1 "0 3\n`).join(), /note-syntax/)
  })

  test('stands on a line of its own', () => {
    assert.match(
      problemsOf(`${HEAD}x A 10.0.0.1 ;@ maintenance 10.0.0.1 "0 3 * * *" 2h "x"\n`).join(),
      /note-place/,
    )
  })
})
