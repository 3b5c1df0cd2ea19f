// The command `failover doctor`: its lines, its JSON, its exit codes, and what it does not understand.
import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, describe, test } from 'node:test'
import { EXIT } from '../../src/cli/exit-codes.ts'
import { runCommandLine } from '../../src/cli/program.ts'
import { EXAMINATIONS } from '../../src/doctor/registry.ts'
import { corpZone } from '../support/daemon.ts'
import { fakeTerminal } from '../support/fake-terminal.ts'

const folder = mkdtempSync(join(tmpdir(), 'failover-doctor-'))
const configFile = join(folder, 'failover.yaml')
mkdirSync(join(folder, 'zones'))
writeFileSync(join(folder, 'zones/corp.example.zone'), corpZone('www A 127.0.0.10'))
// Nobody listens there: it is the port of the discard service.
writeFileSync(configFile, "listen: ['127.0.0.1:9']\n")
after(() => rmSync(folder, { recursive: true }))

async function doctor(args: readonly string[], width = 100) {
  const terminal = fakeTerminal(width)
  const code = await runCommandLine(['doctor', '--config', configFile, ...args], terminal)
  return { code, lines: terminal.lines, errors: terminal.errors }
}

describe('failover doctor', () => {
  test('shows a line for each finding, what to do below it, and a count at the end; it fits the terminal', async () => {
    const { code, lines } = await doctor(['--quick'], 80)
    assert.equal(code, EXIT.refused.code)
    assert.ok(
      lines.every((line) => line.length <= 80),
      lines.join('\n'),
    )
    const at = lines.findIndex((line) => line.startsWith('PROBLEM  daemon: no daemon is running'))
    assert.ok(at >= 0)
    assert.match(
      lines.slice(at).find((line) => line.includes('->')) ?? '',
      /^ {9}-> start it: failover serve/,
    )
    assert.match(lines.at(-1) ?? '', /^1 problem, \d+ warnings?, \d+ ok, \d+ skipped$/)
  })

  test('keeps the order of the examinations where it is no terminal', async () => {
    const { lines } = await doctor(['--quick'], Number.POSITIVE_INFINITY)
    const titles = lines.flatMap(
      (line) => /^(?:ok|warning|PROBLEM|skipped) +([a-z ]+):/.exec(line)?.[1] ?? [],
    )
    assert.deepEqual(
      [...new Set(titles)],
      EXAMINATIONS.map(({ title }) => title),
    )
  })

  test('--json is one value: the examinations with their findings, and how many there are of each level', async () => {
    const { lines } = await doctor(['--quick', '--json'])
    const report = JSON.parse(lines.join('\n'))
    assert.deepEqual(Object.keys(report), ['examinations', 'ok', 'warning', 'problem', 'skipped'])
    assert.equal(report.examinations.length, EXAMINATIONS.length)
    assert.deepEqual(Object.keys(report.examinations[0].findings[0]), ['level', 'found', 'remedy'])
    assert.equal(report.problem, 1)
  })

  test('an address or a port that is none is exit code 2, and every one is told', async () => {
    const { code, errors } = await doctor([
      '--parent',
      'ns1',
      '--resolver',
      '10.0.0.1,,x:y',
      '--port',
      '99999',
    ])
    assert.equal(code, EXIT.usage.code)
    assert.deepEqual(errors, [
      'failover: --parent: ns1 is not an address: write 10.0.0.53 or 10.0.0.53:53',
      'failover: --resolver: nothing is not an address: write 10.0.0.53 or 10.0.0.53:53',
      'failover: --resolver: x:y is not an address: write 10.0.0.53 or 10.0.0.53:53',
      'failover: --port: 99999 is not a port: from 1 to 65535',
    ])
  })

  test('a zone that is named and none of ours is refused, with the nearest that is; a name that is none is exit code 2', async () => {
    const named = await doctor(['CORP.example', '--quick'])
    assert.deepEqual(named.errors, [])
    const unknown = await doctor(['corp.exmaple', 'corp.example.', '--quick'])
    assert.equal(unknown.code, EXIT.refused.code)
    assert.deepEqual(unknown.errors, [
      'failover: corp.exmaple. is none of the zones that are read while the daemon does not run; did you mean "corp.example."?',
    ])
    const many = Array.from({ length: 17 }, (_, at) => `z${at}.example`)
    const bad = await doctor(['a..b', ...many])
    assert.equal(bad.code, EXIT.usage.code)
    assert.match(
      bad.errors.join('\n'),
      /^failover: a\.\.b is not the name of a zone: .*\n.*at most 16 zones can be named$/,
    )
  })

  test('a configuration that is wrong is exit code 3', async () => {
    const broken = join(folder, 'broken.yaml')
    writeFileSync(broken, 'lisen: []\n')
    const terminal = fakeTerminal(100)
    assert.equal(await runCommandLine(['doctor', '--config', broken], terminal), EXIT.configuration.code)
  })
})
