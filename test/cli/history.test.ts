// `failover history`, against a real API on a real socket.
import assert from 'node:assert/strict'
import { beforeEach, describe, test } from 'node:test'
import { fakeOperator, HISTORY } from '../support/fake-operator.ts'
import { serveOperator } from '../support/served-operator.ts'

const operator = fakeOperator()
const { run } = serveOperator(operator)

beforeEach(() => operator.recalled.splice(0))

function history(args: string[], width?: number) {
  return run(['history', ...args], width)
}

describe('failover history', () => {
  test('is a table of what changed, newest first, with its reason', async () => {
    const { code, lines } = await history([], 140)
    assert.equal(code, 0)
    const withoutTimes = lines.map((line) => line.replace(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d {2}/, ''))
    assert.deepEqual(withoutTimes, [
      'when                 kind      what           change                    why',
      'verdict   10.1.0.10/web  up -> down                unexpected status: 503, expected 200-299',
      'override  10.1.0.21/web  none -> drain             new disks, by kim',
      'reload    corp.example.  2026030103 -> 2026030104  zones/corp.example.zone: 54 records, 4 of them in pools',
    ])
  })

  test('fits the terminal', async () => {
    const { lines } = await history([], 60)
    assert.deepEqual(
      lines.filter((line) => line.length > 60),
      [],
    )
  })

  test('--json is every transition as the API tells it, from all pages', async () => {
    const { lines } = await history(['--json'])
    assert.deepEqual(JSON.parse(lines.join('\n')), { transitions: HISTORY })
    assert.deepEqual(operator.recalled, [{ limit: 50 }, { limit: 48, cursor: 8 }])
  })

  test('--limit is kept over pages', async () => {
    const { lines } = await history(['--limit', '1', '--json'])
    assert.deepEqual(JSON.parse(lines.join('\n')), { transitions: HISTORY.slice(0, 1) })
    assert.equal(operator.recalled.length, 1)
  })

  test('asks for a subject, kinds and times', async () => {
    const times = ['--since', '2026-01-01T00:00Z', '--until', '2026-02-01T00:00Z']
    await history(['www.corp.example A', '--kind', 'verdict,doubt', ...times, '--limit', '2'])
    assert.deepEqual(operator.recalled, [
      {
        subject: 'www.corp.example A',
        kinds: ['verdict', 'doubt'],
        sinceMs: Date.UTC(2026, 0, 1),
        untilMs: Date.UTC(2026, 1, 1),
        limit: 2,
      },
    ])
  })

  test('says so when nothing is found', async () => {
    assert.deepEqual((await history(['nothing'])).lines, ['nothing of that kind is in the history'])
  })

  test('says everything that is wrong with its options at once', async () => {
    const bad = await history(['--kind', 'verdcit,reload', '--since', 'monday', '--limit', '0'])
    assert.equal(bad.code, 2)
    assert.deepEqual(
      bad.errors.map((line) => line.replace(/: write a span.*/, '')),
      [
        'failover: --kind: there is no kind verdcit; did you mean "verdict"?',
        'failover: --since: monday is no moment',
        'failover: --limit: 0 is no whole number from 1 to 1000000',
      ],
    )
    const turned = await history(['--since', '1h', '--until', '2h'])
    assert.match(turned.errors.join(), /--until: it is not after --since/)
    assert.deepEqual(operator.recalled, [])
  })
})
