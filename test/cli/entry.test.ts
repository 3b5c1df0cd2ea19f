// The command as a process: its exit code, its streams, and how soon it is there.
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, afterEach, describe, test } from 'node:test'
import { colorWish } from '../../src/config.ts'
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

describe('colours', () => {
  const names = ['NO_COLOR', 'FORCE_COLOR', 'CLICOLOR_FORCE', 'CLICOLOR', 'TERM'] as const
  const before = names.map((name) => [name, process.env[name]] as const)
  afterEach(() => {
    for (const [name, value] of before)
      if (value === undefined) delete process.env[name]
      else process.env[name] = value
  })

  const rows: readonly (readonly [ReturnType<typeof colorWish>, string])[] = [
    ['auto', ''],
    ['never', 'NO_COLOR=1'],
    ['auto', 'NO_COLOR='],
    ['never', 'NO_COLOR=1 FORCE_COLOR=1'],
    ['always', 'FORCE_COLOR=1'],
    ['never', 'FORCE_COLOR=0'],
    ['always', 'CLICOLOR_FORCE=1 CLICOLOR=0'],
    ['auto', 'CLICOLOR_FORCE=0'],
    ['never', 'CLICOLOR=0'],
    ['never', 'TERM=dumb'],
    ['always', 'TERM=dumb FORCE_COLOR=1'],
  ]
  for (const [wish, environment] of rows)
    test(`with ${environment || 'nothing said'} they are wanted: ${wish}`, () => {
      for (const name of names) delete process.env[name]
      for (const [name = '', value = ''] of environment.split(' ').map((pair) => pair.split('=')))
        if (name !== '') process.env[name] = value
      assert.equal(colorWish(), wish)
    })
})
