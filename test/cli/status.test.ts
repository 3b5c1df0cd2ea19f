// What `failover status` shows of all there is: a part of it, the worst first, as much as a screen holds, and its exit code.
import assert from 'node:assert/strict'
import { beforeEach, describe, test } from 'node:test'
import { columnsOf } from '../../src/cli/columns.ts'
import { fittingLines, type View } from '../../src/cli/status/lay-out.ts'
import { select } from '../../src/cli/status/select.ts'
import type { PoolStatus, Status } from '../../src/control/operator.ts'
import { fakeOperator, STATUS, stepsTo } from '../support/fake-operator.ts'
import { serveOperator } from '../support/served-operator.ts'

let status: Status = STATUS
const served = serveOperator({
  ...fakeOperator(),
  statusSteps: () => stepsTo(status),
  revision: () => JSON.stringify(status),
})

beforeEach(() => {
  status = STATUS
})

function run(...args: string[]) {
  return served.run(['status', ...args])
}

/** Ids of what is left: targets, pools and zones. */
function leftOf(words: readonly string[]): string[] {
  const selected = select(STATUS, words)
  if ('problems' in selected) return [...selected.problems]
  const { zones, pools, targets } = selected.status
  return [
    ...targets.map(({ id }) => id),
    ...pools.map(({ name }) => name),
    ...zones.map(({ origin }) => origin),
  ]
}

const INTRANET = ['10.1.0.10/web', '10.2.0.10/web', 'intranet.corp.example.', 'corp.example.']

describe('the names behind failover status', () => {
  test('a pool is shown with its targets and its zone', () => {
    assert.deepEqual(leftOf(['intranet.corp.example']), INTRANET)
    assert.deepEqual(leftOf(['INTRANET.corp.example.', 'a']), INTRANET)
  })

  test('a target, an address and a check are shown with the pools that depend on them', () => {
    const alone = ['10.1.0.10/web', 'intranet.corp.example.', 'corp.example.']
    assert.deepEqual(leftOf(['10.1.0.10/web']), alone)
    assert.deepEqual(leftOf(['10.1.0.10']), alone)
    assert.deepEqual(leftOf(['web']), INTRANET)
    assert.deepEqual(leftOf(['smtp']), ['10.1.0.25/smtp'])
  })

  test('a zone is shown with all of its pools', () => {
    assert.deepEqual(leftOf(['corp.example']), [
      '10.1.0.10/web',
      '10.2.0.10/web',
      'intranet.corp.example.',
      'app.corp.example.',
      'corp.example.',
    ])
  })

  test('* is any text, and several names are added up', () => {
    assert.deepEqual(leftOf(['10.2.*', 'smtp']), [
      '10.2.0.10/web',
      '10.1.0.25/smtp',
      'intranet.corp.example.',
      'corp.example.',
    ])
    assert.deepEqual(leftOf(['app.c?rp.example']), [
      'no zone, pool or target is named app.c?rp.example; did you mean "app.corp.example"?',
    ])
  })

  test('what names nothing is exit code 1, with the nearest name of each', async () => {
    const { code, errors, lines } = await run('intrant.corp.example', '10.1.0.1', 'web')
    assert.deepEqual([code, lines], [1, []])
    assert.deepEqual(errors, [
      'failover: no zone, pool or target is named intrant.corp.example; did you mean "intranet.corp.example"?',
      'failover: no zone, pool or target is named 10.1.0.1; did you mean "10.1.0.10"?',
    ])
  })

  test('hold for --json, too', async () => {
    const { lines } = await run('smtp', '--json')
    const { zones, pools, targets } = JSON.parse(lines.join('\n')) as Status
    assert.deepEqual([zones.length, pools.length, targets.map(({ id }) => id)], [0, 0, ['10.1.0.25/smtp']])
  })
})

describe('failover status --trouble', () => {
  test('shows only what is not well', async () => {
    const text = (await run('--trouble')).lines.join('\n')
    assert.match(text, /^10\.1\.0\.10 .*\n10\.1\.0\.25 .*$/m)
    for (const well of [/^10\.2\.0\.10 /m, /^corp\.example\. /m]) assert.doesNotMatch(text, well)
  })

  test('says so when all is well', async () => {
    status = wellStatus()
    assert.deepEqual((await run('--trouble')).lines.slice(-1), ['all is well'])
  })
})

test('files of which no zone is in service are trouble, and are told', async () => {
  status = { ...wellStatus(), unserved: [{ file: 'zones/bad.zone', problems: ['zones/bad.zone:1:1: x: y'] }] }
  const { code, lines } = await run('--trouble', '--exit-code')
  assert.equal(code, 1)
  assert.match(
    lines.join('\n'),
    /zones: 1 whose file was refused\n\nZones\nREFUSED: zones\/bad.zone: .*\n {2}zones\/bad.zone:1:1: x: y/,
  )
})

test('failover status --pools, --zones and --targets show these tables only', async () => {
  const text = (await run('--pools', '--zones')).lines.join('\n')
  assert.match(text, /^Zones \(2\)[\s\S]*^Pools \(2\)/m)
  assert.doesNotMatch(text, /^Targets/m)
  const json = JSON.parse((await run('--targets', '--json')).lines.join('\n')) as Partial<Status>
  assert.deepEqual([json.pools, json.zones, json.targets?.length], [undefined, undefined, 3])
})

describe('failover status --exit-code', () => {
  test('is 0 while every pool has something healthy, whatever else is wrong', async () => {
    assert.equal((await run('--exit-code')).code, 0)
  })

  test('is 1 when a pool that is shown has nothing healthy', async () => {
    status = { ...STATUS, pools: STATUS.pools.map((pool, at) => (at === 0 ? emptied(pool) : pool)) }
    assert.equal((await run('--exit-code')).code, 1)
    assert.equal((await run()).code, 0)
    assert.equal((await run('app.corp.example', '--exit-code')).code, 0)
  })

  test('is 1 with --trouble when anything is not well', async () => {
    assert.equal((await run('--exit-code', '--trouble')).code, 1)
    status = wellStatus()
    assert.equal((await run('--exit-code', '--trouble')).code, 0)
  })

  test('is 1 while a receiver of alerts takes nothing, with --trouble and without', async () => {
    const deaf = { name: 'hook', channel: 'program /bin/true', givenUp: 0 }
    status = { ...wellStatus(), alerts: { firing: 0, receivers: [deaf] } }
    assert.equal((await run('--exit-code')).code, 0)
    assert.equal((await run('--exit-code', '--trouble')).code, 0)
    status = { ...status, alerts: { firing: 0, receivers: [{ ...deaf, failingSinceMs: 1, problem: 'no' }] } }
    assert.equal((await run('--exit-code')).code, 1)
    assert.equal((await run('--exit-code', '--trouble')).code, 1)
  })
})

test('what does not go together is exit code 2, all at once', async () => {
  const { code, errors } = await run('--every', '2', '--exit-code')
  assert.deepEqual([code, errors.length], [2, 2])
  const both = await run('--watch', '--exit-code')
  assert.deepEqual(both.errors, ['failover: --exit-code tells of one look: leave --watch out'])
  assert.equal((await run('--watch', '--every', '1ms')).code, 2)
})

describe('a screen', () => {
  const many = manyPools(60)

  test('never has more lines or columns than there are', () => {
    for (const [columns, rows] of [
      [200, 60],
      [120, 40],
      [80, 24],
      [60, 20],
      [60, 8],
      [40, 3],
    ] as const) {
      const lines = fitting(many, columns, rows)
      assert.ok(lines.length <= rows, `${lines.length} lines of ${rows}`)
      for (const line of lines) assert.ok(columnsOf(line) <= columns, line)
    }
  })

  test('shows what is not well first, and says how much more there is', () => {
    const text = fitting(many, 120, 30).join('\n')
    assert.match(text, /^Pools \(60\)\nname .*\np59\.corp\.example\. +A +nothing.*\np58/m)
    assert.match(text, /^… \d+ more pools, all well$/m)
    assert.match(text, /^10\.1\.0\.10 .*\n10\.1\.0\.25 /m)
    assert.match(text, /^Zones \(2\)$/m)
  })

  test('says how many of the rest are not well', () => {
    const bad = { ...many, pools: many.pools.map(emptied) }
    assert.match(fitting(bad, 120, 24).join('\n'), /^… (\d+) more pools, \1 of them not well$/m)
  })

  test('shows everything when there is room for it', () => {
    assert.doesNotMatch(fitting(many, 200, 100).join('\n'), /more/)
    const exact = fitting(many, 200, 1000).length
    assert.equal(fitting(many, 200, exact).length, exact)
    assert.doesNotMatch(fitting(many, 200, exact).join('\n'), /more/)
  })
})

function fitting(all: Status, columns: number, rows: number): string[] {
  const view: View = { all, shown: all, kinds: undefined, onlyTrouble: false }
  return fittingLines({ width: columns, colors: false }, rows, view, ['above'])
}

function emptied(pool: PoolStatus): PoolStatus {
  return { ...pool, answers: [], members: pool.members.map((member) => ({ ...member, available: false })) }
}

function manyPools(count: number): Status {
  const [, well = assert.fail()] = STATUS.pools
  const { shrunkTtl: _, ...rest } = well
  const pools = Array.from({ length: count }, (_one, at) => ({ ...rest, name: `p${at}.corp.example.` }))
  const bad = pools.slice(-2).reverse().map(emptied)
  return { ...STATUS, pools: [...pools.slice(0, -2), ...bad] }
}

function wellStatus(): Status {
  const [, pool = assert.fail()] = STATUS.pools
  const { shrunkTtl: _, ...rest } = pool
  return {
    ...STATUS,
    zones: STATUS.zones.slice(0, 1),
    pools: [rest],
    targets: STATUS.targets.slice(1, 2),
  }
}
