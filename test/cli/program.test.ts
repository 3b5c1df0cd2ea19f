// The registry of commands, their help, and what a command loads of the others.
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, describe, test } from 'node:test'
import type { Command } from 'commander'
import { COMMANDS } from '../../src/cli/commands/registry.ts'
import { createProgram, runCommandLine } from '../../src/cli/program.ts'
import { fakeTerminal } from '../support/fake-terminal.ts'
import { ROOT_FOLDER } from '../support/source-tree.ts'

const folder = mkdtempSync(join(tmpdir(), 'failover-program-'))
after(() => rmSync(folder, { recursive: true }))

/** Tells on standard error of every module that is loaded. */
const TELL_MODULES = `
import { registerHooks } from 'node:module'
import { writeSync } from 'node:fs'
registerHooks({ load: (url, context, next) => (writeSync(2, 'module ' + url + '\\n'), next(url, context)) })
`

function modulesOf(...args: string[]): string[] {
  const hook = join(folder, 'hook.mjs')
  writeFileSync(hook, TELL_MODULES)
  const entry = join(ROOT_FOLDER, 'src/cli.ts')
  const { stderr } = spawnSync(process.execPath, ['--import', hook, entry, ...args], {
    cwd: folder,
    encoding: 'utf8',
  })
  return [...stderr.matchAll(/^module file:\/\/(.+)$/gm)].map((match) =>
    (match[1] ?? '').slice(ROOT_FOLDER.length),
  )
}

test('every file of commands is in the registry', () => {
  const files = readdirSync(join(ROOT_FOLDER, 'src/cli/commands')).filter((file) => file !== 'registry.ts')
  assert.equal(COMMANDS.length, files.length)
  assert.equal(new Set(COMMANDS).size, files.length)
})

test('status loads nothing of the daemon, and none of its packages', () => {
  const loaded = modulesOf('status')
  assert.ok(
    loaded.some((path) => path.endsWith('src/cli/status.ts')),
    loaded.join('\n'),
  )
  const needless =
    /src\/(?:main|serve|store\/(?!transition-kinds)|probe|answer|control\/daemon)|better-sqlite3|koffi|pino|hono|node-cron/
  assert.deepEqual(
    loaded.filter((path) => needless.test(path)),
    [],
  )
})

test('a command loads the work of no other', () => {
  const loaded = modulesOf('status')
  const works = readdirSync(join(ROOT_FOLDER, 'src/cli/commands')).filter((file) => file !== 'registry.ts')
  const others = loaded.filter((path) => works.some((file) => path.endsWith(`src/cli/${file}`)))
  assert.deepEqual(
    others.map((path) => path.replace(/^.*\//, '')),
    ['status.ts'],
  )
})

test('an option before the command is told to stand behind it', async () => {
  const terminal = fakeTerminal(80)
  assert.equal(await runCommandLine(['--config', 'x', 'status'], terminal), 2)
  assert.deepEqual(terminal.errors, [
    'failover: --config stands behind the command: failover status --config',
  ])
})

test('--color says whether there are colours, whatever the terminal is', async () => {
  const args = ['check', '/nowhere/x.zone']
  const shown = async (colors: boolean, ...more: string[]): Promise<boolean> => {
    const terminal = fakeTerminal(80, colors)
    await runCommandLine([...args, ...more], terminal)
    return terminal.lines.join('').includes('\u001b[31m')
  }
  assert.deepEqual([await shown(false), await shown(true)], [false, true])
  assert.deepEqual([await shown(false, '--color=always'), await shown(true, '--color=never')], [true, false])
})

describe('help', () => {
  const program = createProgram(fakeTerminal(100), () => undefined)

  for (const words of wordsBelow(program)) {
    const name = words.join(' ')
    test(`failover ${name} --help has an example, --config, --json and the exit codes`, async () => {
      const { code, lines } = await helpOf(words)
      assert.equal(code, 0)
      const text = lines.join('\n')
      assert.match(text, new RegExp(`Examples?:\n {2}.*failover ${name}`))
      for (const part of ['--config <file>', '--json', 'Exit codes:\n  0  done\n'])
        assert.ok(text.includes(part), part)
    })
  }

  test('of no command has more than 80 columns on a terminal of 80, but for its examples', async () => {
    for (const words of wordsBelow(program)) {
      const terminal = fakeTerminal(80)
      await runCommandLine([...words, '--help'], terminal)
      const long = terminal.lines.filter((line) => line.length > 80 && !line.startsWith('  failover '))
      assert.deepEqual(long, [], words.join(' '))
    }
  })

  test('failover --help lists every exit code', async () => {
    const { lines } = await helpOf([])
    for (const code of [0, 1, 2, 3, 4, 5]) assert.ok(lines.some((line) => line.startsWith(`  ${code}  `)))
  })

  test('the help of a command tells the exit codes that it has, in its own words', async () => {
    const text = (await helpOf(['export'])).lines.join('\n')
    assert.match(text, /\n {2}1 {2}the zone is none of ours\n {2}2 {2}.*\n {2}3 {2}.*\n {2}4 {2}.*$/)
    assert.doesNotMatch((await helpOf(['check'])).lines.join('\n'), /^ {2}[45] {2}/m)
  })
})

async function helpOf(
  words: readonly string[],
): Promise<{ readonly code: number; readonly lines: readonly string[] }> {
  const terminal = fakeTerminal(100)
  return { code: await runCommandLine([...words, '--help'], terminal), lines: terminal.lines }
}

/** Every command that does something, as it is typed. */
function wordsBelow(command: Command): string[][] {
  return command.commands.flatMap((one) => {
    const below = wordsBelow(one).map((words) => [one.name(), ...words])
    return below.length > 0 ? below : [[one.name()]]
  })
}
