// The command as a process: its exit code, its streams, and how soon it is there.
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, describe, test } from 'node:test'
import { colorsRefused } from '../../src/config.ts'
import { createLog } from '../../src/log.ts'
import { startApi } from '../../src/web/listen/api.ts'
import { fakeOperator, STATUS, stepsTo } from '../support/fake-operator.ts'

const ENTRY = join(import.meta.dirname, '../../src/cli.ts')
const folder = mkdtempSync(join(tmpdir(), 'failover-entry-'))
after(() => rmSync(folder, { recursive: true }))

interface Ended {
  readonly code: number | null
  readonly out: string
  readonly err: string
}

async function failover(...args: string[]): Promise<Ended> {
  const child = spawn(process.execPath, [ENTRY, ...args], { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] })
  const [out, err, [code]] = await Promise.all([
    child.stdout.setEncoding('utf8').toArray(),
    child.stderr.setEncoding('utf8').toArray(),
    once(child, 'exit'),
  ])
  return { code, out: out.join(''), err: err.join('') }
}

describe('failover as a process', () => {
  test('src/cli.ts can be executed as it is', () => {
    assert.equal(statSync(ENTRY).mode & 0o111, 0o111)
    assert.equal(readFileSync(ENTRY, 'utf8').split('\n')[0], '#!/usr/bin/env node')
  })

  test('ends with the documented code: 0, 2, 3, 4', async () => {
    writeFileSync(join(folder, 'bad.yaml'), 'lgo: info')
    assert.deepEqual(await failover('--version'), { code: 0, out: '0.1.0\n', err: '' })
    assert.equal((await failover('status', '--nothing')).code, 2)
    const bad = await failover('status', '--config', 'bad.yaml')
    assert.deepEqual(bad, {
      code: 3,
      out: '',
      err: 'failover: bad.yaml:1:1: unknown-key: there is no key lgo; did you mean "log"?\n',
    })
    assert.equal((await failover('status')).code, 4)
  })

  test('writes all of a long answer into a pipe, without colours and without line breaks', async () => {
    const targets = Array.from({ length: 5000 }, () => STATUS.targets).flat()
    const operator = { ...fakeOperator(), statusSteps: () => stepsTo({ ...STATUS, targets }) }
    const result = await startApi({
      socketPath: join(folder, 'failover.sock'),
      operator,
      log: createLog('silent'),
    })
    assert.ok('api' in result)
    const { code, out } = await failover('status')
    await result.api.close()
    assert.equal(code, 0)
    assert.equal(out.match(/503, expected 200-299, 3ms, 96 in a row {2}in 1\.6s\n/g)?.length, 5000)
    assert.ok(!out.includes('\u001b'))
  })
})

test('NO_COLOR refuses colours when it is set and not empty', () => {
  const before = process.env['NO_COLOR']
  for (const [value, refused] of [
    ['1', true],
    ['', false],
  ] as const) {
    process.env['NO_COLOR'] = value
    assert.equal(colorsRefused(), refused)
  }
  delete process.env['NO_COLOR']
  assert.equal(colorsRefused(), false)
  if (before !== undefined) process.env['NO_COLOR'] = before
})
