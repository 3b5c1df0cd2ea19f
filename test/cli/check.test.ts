// `failover check`: zone files are read as the daemon would read them, without one.
import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, describe, test } from 'node:test'
import { runCommandLine } from '../../src/cli/program.ts'
import { type FakeTerminal, fakeTerminal } from '../support/fake-terminal.ts'

const root = mkdtempSync(join(tmpdir(), 'failover-check-'))
after(() => rmSync(root, { recursive: true }))
const APEX = '$TTL 300\n@ SOA ns1 hostmaster 1 3600 900 604800 30\n@ NS ns1\nns1 A 127.0.0.1\n'

/** A configuration with a zones folder of its own. */
function place(name: string, zones: Readonly<Record<string, string>>, config = ''): string {
  const folder = join(root, name)
  mkdirSync(join(folder, 'zones'), { recursive: true })
  for (const [file, text] of Object.entries(zones)) writeFileSync(join(folder, 'zones', file), text)
  writeFileSync(join(folder, 'failover.yaml'), config)
  return folder
}

async function check(folder: string, ...args: string[]): Promise<FakeTerminal & { readonly code: number }> {
  const terminal = fakeTerminal(100)
  const code = await runCommandLine(['check', '--config', join(folder, 'failover.yaml'), ...args], terminal)
  return { ...terminal, code }
}

const GOOD = `${APEX}
;@ check web tcp port=80 every=500ms timeout=200ms fall=2
;@ pool app A max-failover=5s
intranet  10 A 127.0.0.10 ;@ primary check=web
intranet  10 A 127.0.0.20 ;@ standby check=web
app       30 A 127.0.0.30 ;@ check=web
app       30 A 127.0.0.31 ;@ check=web
plain     60 A 127.0.0.40 ;@ primary
`

describe('failover check', () => {
  test('prints the worst case of every pool: an interval, the probes that confirm, and the TTL', async () => {
    const { code, lines } = await check(place('good', { 'corp.example.zone': GOOD }))
    assert.equal(code, 0)
    assert.match(lines[0] ?? '', /corp\.example\.zone:7:15: warning: failover-budget: /)
    assert.deepEqual(lines.slice(1), [
      '    7 | ;@ pool app A max-failover=5s',
      '      |               ^~~~~~~~~~~~~~~',
      '',
      'pool                    type  fails over within       noticed within  TTL  promised',
      'intranet.corp.example.  A     11s                     1s              10s',
      'app.corp.example.       A     31s                     1s              30s  5s',
      'plain.corp.example.     A     never: it has no check                  1m',
      '',
      '1 file, 8 records, 0 errors, 1 warning',
    ])
  })

  test('what a zone does not say about timing comes from the configuration', async () => {
    const zone = `${APEX};@ check web tcp port=80\nwww 10 A 127.0.0.10 ;@ check=web\nwww 10 A 127.0.0.11 ;@ check=web\n`
    const folder = place('timing', { 'a.zone': zone }, 'checks: { every: 3s, timeout: 2s, fall: 4 }')
    const { lines } = await check(folder, '--json')
    const { files } = JSON.parse(lines.join('\n'))
    assert.deepEqual(files[0].pools, [
      { name: 'www.a.', type: 'A', detectionMs: 11_300, ttlMs: 10_000, worstCaseMs: 21_300 },
    ])
  })

  test('every problem of every file is told with its place, and errors are exit code 1', async () => {
    const bad = `${APEX};@ check web tpc port=80\nwww A 300.0.0.1 ;@ check=web\n`
    const folder = place('bad', { 'bad.zone': bad, 'good.zone': APEX, 'empty.zone': '' })
    const { code, lines } = await check(folder)
    const file = join(folder, 'zones', 'bad.zone')
    assert.equal(code, 1)
    assert.ok(lines.some((line) => line.startsWith(`${file}:5:14: unknown-check-kind: `)))
    assert.ok(lines.some((line) => line.startsWith(`${file}:6:7: bad-data: `)))
    assert.ok(lines.some((line) => line.includes('empty.zone:1:1: empty-file: ')))
    assert.match(lines.at(-1) ?? '', /^3 files, 3 records, 3 errors, /)
  })

  test('off a terminal a finding is one line, and --json has the text of the line as a field', async () => {
    const folder = place('piped', { 'bad.zone': `${APEX}www\tA 300.0.0.1\n` })
    const terminal = fakeTerminal(Number.POSITIVE_INFINITY)
    await runCommandLine(['check', '--config', join(folder, 'failover.yaml')], terminal)
    assert.equal(terminal.lines.length, 2)
    assert.match(terminal.lines[0] ?? '', /bad\.zone:5:7: bad-data: /)
    const { lines } = await check(folder, '--json')
    assert.equal(JSON.parse(lines.join('\n')).files[0].problems[0].text, 'www A 300.0.0.1')
  })

  test('one zone in two files is an error', async () => {
    const folder = place('twice', { 'a.zone': APEX, 'b.zone': `$ORIGIN a.\n${APEX}` })
    const { code, lines } = await check(folder)
    assert.equal(code, 1)
    assert.ok(lines.some((line) => line.includes('b.zone:1:1: zone-twice: a. is declared by ')))
  })

  test('only the files that are named are read', async () => {
    const folder = place('named', { 'a.zone': APEX, 'bad.zone': 'nonsense' })
    const { code, lines } = await check(folder, join(folder, 'zones', 'a.zone'))
    assert.deepEqual([code, lines.at(-1)], [0, '1 file, 3 records, 0 errors, 0 warnings'])
    assert.equal((await check(folder, join(folder, 'zones', 'missing.zone'))).code, 1)
  })

  test('--json tells file, line, column, severity, code and sentence of every finding', async () => {
    const folder = place('json', { 'bad.zone': `${APEX}www A 300.0.0.1\n` })
    const { code, lines } = await check(folder, '--json')
    const [file] = JSON.parse(lines.join('\n')).files
    assert.equal(code, 1)
    const { line, column, severity, code: found } = file.problems[0]
    assert.deepEqual([line, column, severity, found], [5, 7, 'error', 'bad-data'])
  })

  test('a zones folder that is missing or has no zone file is exit code 1', async () => {
    const empty = place('empty', {})
    assert.match(
      (await check(empty)).errors[0] ?? '',
      /^failover: zones folder .*: there is no \*\.zone file$/,
    )
    const missing = place('missing', {}, 'zones: nowhere')
    const { code, errors } = await check(missing)
    assert.equal(code, 1)
    assert.match(errors[0] ?? '', /nowhere: there is no such file or folder$/)
  })
})
