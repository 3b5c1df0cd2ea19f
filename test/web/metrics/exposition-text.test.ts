// The text format that Prometheus reads, of metrics that are read when somebody asks.
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { test } from 'node:test'
import type { Gauges } from '../../../src/control/gauges.ts'
import { textOf } from '../../../src/web/metrics/exposition-text.ts'
import type { MetricRow, Sample } from '../../../src/web/metrics/metric-table.ts'
import { withoutProgram } from '../../probe/real/real-server.ts'

function row(samples: readonly Sample[], labels: readonly string[] = ['pool', 'zone']): MetricRow {
  return {
    type: 'gauge',
    name: 'failover_test_bytes',
    help: 'A \\ and\na line.',
    labels,
    read: () => samples,
  }
}

const text = async (rows: readonly MetricRow[]): Promise<string> =>
  (await textOf(rows, {} as Gauges)).join('')

test('a metric is its help, its type, and a line for each sample', async () => {
  assert.equal(
    await text([row([[['www.', 'corp.'], 3]]), row([[[], 0.25]], [])]),
    `# HELP failover_test_bytes A \\\\ and\\na line.
# TYPE failover_test_bytes gauge
failover_test_bytes{pool="www.",zone="corp."} 3

# HELP failover_test_bytes A \\\\ and\\na line.
# TYPE failover_test_bytes gauge
failover_test_bytes 0.25

`,
  )
})

test('quotes, backslashes and line ends in a label are escaped, other octets stay', async () => {
  const made = await text([row([[['a"b\\c\nd', 'é'], 1]])])
  assert.ok(made.includes('{pool="a\\"b\\\\c\\nd",zone="é"} 1\n'), made)
})

test('numbers without a value are written as Prometheus reads them', async () => {
  const values = [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 1e21, -0.5]
  const made = await text([row(values.map((value, i): Sample => [[`p${i}`, 'z'], value]))])
  assert.deepEqual(
    made.split('\n').flatMap((line) => line.match(/} (.*)/)?.[1] ?? []),
    ['NaN', '+Inf', '-Inf', '1e+21', '-0.5'],
  )
})

test('many samples are written in steps between which others have their turn', async () => {
  const samples = Array.from({ length: 5_500 }, (_, i): Sample => [[`p${i}`, 'z'], i])
  let turns = 0
  const counting = (): void => {
    turns++
    if (turns < 100) setImmediate(counting)
  }
  setImmediate(counting)
  const pieces = await textOf([row(samples)], {} as Gauges)
  assert.ok(turns >= 5, `${turns}`)
  assert.equal(pieces.join('').match(/^failover_test_bytes\{/gm)?.length, 5_500)
})

test('promtool takes any label that there can be', { skip: withoutProgram('promtool') }, async () => {
  const input = await text([{ ...row([[['a"b\\c\nd', '{},='], 1]]), help: 'Octets.' }])
  const { status, stdout, stderr } = spawnSync('promtool', ['check', 'metrics'], { input, encoding: 'utf8' })
  assert.equal(status, 0, stdout + stderr)
})
