// What may stand where the cursor is, by the definitions of the commands and the names that a daemon knows.
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:net'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { SCRIPTS } from '../../src/cli/completion/scripts.ts'
import { runCommandLine } from '../../src/cli/program.ts'
import { fakeTerminal } from '../support/fake-terminal.ts'
import { serveOperator } from '../support/served-operator.ts'

const { folder, configFile } = serveOperator()

/** The words that may stand for the last one. */
async function complete(...line: string[]): Promise<string[]> {
  const terminal = fakeTerminal(100)
  assert.equal(await runCommandLine(['complete', '--', ...line], terminal), 0)
  const [kind, ...lines] = terminal.lines
  assert.deepEqual(terminal.errors, [])
  return kind === 'files' ? ['(files)'] : lines.map((one) => one.split('\t')[0] ?? '')
}

function completeHere(command: string, ...line: string[]): Promise<string[]> {
  return complete(command, '--config', configFile, ...line)
}

describe('commands and options', () => {
  test('a command is completed, and one of those below it', async () => {
    assert.deepEqual(await complete('sta'), ['status'])
    assert.deepEqual(await complete('re'), ['restore', 'report', 'reload'])
    assert.deepEqual(await complete('token', ''), ['create', 'list', 'revoke', 'help'])
    assert.deepEqual(await complete('help', 'expl'), ['explain'])
    assert.deepEqual(await complete('nothing', ''), [])
    assert.ok(!(await complete('')).includes('complete'))
  })

  test('options are those of the command, but for those that were given', async () => {
    const options = ['--config', '--json', '--color', '--declared', '--help']
    assert.deepEqual(await complete('export', '--'), options)
    assert.deepEqual(await complete('export', '--declared', '--d'), [])
    assert.deepEqual(await complete('token', 'create', '--s'), ['--scope'])
    assert.deepEqual(await complete('reload', ''), ['--config', '--json', '--color', '--help'])
  })

  test('behind -- there are no options', async () => {
    assert.deepEqual(await complete('reload', '--', '--j'), [])
  })
})

describe('values', () => {
  test('of options: choices, known words, several with commas', async () => {
    assert.deepEqual(await complete('status', '--color', ''), ['auto', 'always', 'never'])
    assert.deepEqual(await complete('status', '--color=al'), ['--color=always'])
    assert.deepEqual(await complete('history', '--kind', 'verdict,o'), ['verdict,override'])
    assert.deepEqual(await complete('history', '--kind=verdict,o'), ['--kind=verdict,override'])
    assert.ok(!(await complete('history', '--kind', 'verdict,')).includes('verdict,verdict'))
    assert.deepEqual(await complete('drain', '10.1.0.10', '--why', ''), [])
  })

  test('that are files are left to the shell', async () => {
    for (const line of [
      ['check', ''],
      ['backup', 'x'],
      ['status', '--config', ''],
      ['simulate', '--zone', ''],
    ])
      assert.deepEqual(await complete(...line), ['(files)'], line.join(' '))
  })

  test('that the daemon knows: pools, zones, targets, overrides, tokens', async () => {
    assert.deepEqual(await completeHere('explain', 'in'), ['intranet.corp.example'])
    assert.deepEqual(await completeHere('explain', 'intranet.corp.example', ''), ['A'])
    assert.deepEqual(await completeHere('export', ''), ['corp.example', '1.10.in-addr.arpa'])
    assert.deepEqual(await completeHere('drain', '10.1.0.1'), ['10.1.0.10', '10.1.0.10/web'])
    assert.deepEqual(await completeHere('simulate', 'down', '10.1.0.10,10.2'), [
      '10.1.0.10,10.2.0.10',
      '10.1.0.10,10.2.0.10/web',
    ])
    assert.deepEqual(await completeHere('status', 'sm'), ['smtp'])
    assert.deepEqual(await complete('token', 'revoke', '--config', configFile, ''), ['deploy'])
    assert.deepEqual(await completeHere('doctor', 'corp.example', ''), ['corp.example', '1.10.in-addr.arpa'])
  })

  test('that the daemon knows: receivers of alerts, with how they are told', async () => {
    assert.deepEqual(await complete('alerts', 'test', '--config', configFile, ''), ['on-call', 'post'])
    const terminal = fakeTerminal(100)
    await runCommandLine(['complete', '--', 'alerts', 'test', '--config', configFile, 'on'], terminal)
    assert.deepEqual(terminal.lines, ['words', 'on-call\twebhook to https://10.0.0.9'])
  })

  test('are asked of the daemon that the line names', async () => {
    assert.deepEqual(await complete('export', `--config=${configFile}`, 'corp'), ['corp.example'])
    assert.deepEqual(await complete('export', '--config', join(folder, 'none.yaml'), 'corp'), [])
  })

  test('are none when the daemon does not answer', { timeout: 20_000 }, async () => {
    const silent: Server = createServer()
    const socket = join(folder, 'silent.sock')
    await new Promise<void>((resolve) => silent.listen(socket, resolve))
    const config = join(folder, 'silent.yaml')
    writeFileSync(config, 'socket: silent.sock')
    assert.deepEqual(await complete('export', '--config', config, ''), [])
    silent.close()
  })
})

describe('the scripts', () => {
  for (const [shell, script] of Object.entries(SCRIPTS))
    test(`failover completion ${shell} prints what ${shell} takes without a complaint`, async (t) => {
      const terminal = fakeTerminal(100)
      assert.equal(await runCommandLine(['completion', shell], terminal), 0)
      assert.equal(terminal.lines.join('\n'), script)
      const file = join(folder, shell)
      writeFileSync(file, script)
      const { error, status, stderr } = spawnSync(shell, ['-n', file], { encoding: 'utf8' })
      if (error !== undefined && !process.env['CI']) t.skip(`${shell} is not installed`)
      else assert.deepEqual([status, stderr], [0, ''])
    })

  test('a shell that is none of them is exit code 2', async () => {
    const terminal = fakeTerminal(100)
    assert.equal(await runCommandLine(['completion', 'csh'], terminal), 2)
    assert.match(terminal.errors.join('\n'), /bash, zsh, fish/)
  })
})
