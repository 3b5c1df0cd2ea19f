// The Tab key in bash, zsh and fish: commands, options, and names that a real daemon knows.
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { corpZone, startDaemon, type TestDaemon } from '../support/daemon.ts'
import { PseudoTerminal } from '../support/pseudo-terminal.ts'
import { ROOT_FOLDER } from '../support/source-tree.ts'

const ENTRY = join(ROOT_FOLDER, 'src/cli.ts')
const [TAB, CONTROL_U] = ['\t', '\u0015']

const ZONE = `\
;@ check web tcp port=1 every=1m
intranet A 127.0.0.10 ;@ check=web
intranet AAAA 2001:db8::10 ;@ check=web`

/** What is typed, and what stands there behind the Tab key. */
const LINES = [
  ['failover expl', 'failover explain '],
  ['failover explain intra', 'failover explain intranet.corp.example '],
  ['failover drain 2001:', 'failover drain 2001:db8::10'],
  ['failover history --kind=verdict,ov', 'failover history --kind=verdict,override '],
  ['failover check zo', 'failover check zones/'],
  ['failover doctor corp', 'failover doctor corp.example '],
  ['failover alerts test on-', 'failover alerts test on-call '],
] as const

/** A folder with `failover` in it, and the daemon's configuration in the current one. */
async function prepare(t: TestContext): Promise<{ readonly daemon: TestDaemon; readonly path: string }> {
  const daemon = await startDaemon(t, {
    zones: { 'corp.example.zone': corpZone(ZONE) },
    config:
      'alerts: { receivers: [{ name: on-call, webhook: { url: "http://127.0.0.1:9/", template: slack } }] }',
  })
  const bin = join(daemon.folder, 'bin')
  mkdirSync(bin)
  const command = join(bin, 'failover')
  writeFileSync(command, `#!/bin/sh\nexec ${process.execPath} ${ENTRY} "$@"\n`)
  chmodSync(command, 0o755)
  return { daemon, path: `${bin}:${process.env['PATH']}` }
}

function isMissing(t: TestContext, shell: string): boolean {
  const { error } = spawnSync(shell, ['--version'])
  if (error === undefined || process.env['CI']) return false
  t.skip(`${shell} is not installed`)
  return true
}

async function pressTab(terminal: PseudoTerminal): Promise<void> {
  let from = terminal.shown.length
  for (const [typed, completed] of LINES) {
    terminal.type(typed + TAB)
    from = await terminal.until(completed, from)
    terminal.type(CONTROL_U)
  }
}

test('the Tab key completes', async (t) => {
  const { daemon, path } = await prepare(t)

  await t.test('in bash', async (t) => {
    const command = ['bash', '--norc', '--noprofile', '-i']
    const terminal = await PseudoTerminal.start(
      t,
      command,
      { columns: 200, rows: 30 },
      `TERM=dumb PATH=${path}`,
    )
    terminal.type(`cd ${daemon.folder}; eval "$(failover completion bash)"; echo rea''dy\n`)
    await terminal.until('ready\r\n')
    await pressTab(terminal)
  })

  await t.test('in zsh', async (t) => {
    if (isMissing(t, 'zsh')) return
    const terminal = await PseudoTerminal.start(
      t,
      ['zsh', '-f', '-i'],
      { columns: 200, rows: 30 },
      `TERM=dumb PATH=${path}`,
    )
    terminal.type(`cd ${daemon.folder}; autoload -U compinit; compinit -u -D\n`)
    terminal.type(`eval "$(failover completion zsh)"; echo rea''dy\n`)
    await terminal.until('ready\r\n')
    await pressTab(terminal)
  })

  await t.test('in fish, with descriptions', async (t) => {
    if (isMissing(t, 'fish')) return
    const script = `failover completion fish | source\n${LINES.map(([typed]) => `complete -C '${typed}'`).join('\n')}`
    const { status, stdout, stderr } = spawnSync('fish', ['--no-config', '-c', script], {
      cwd: daemon.folder,
      encoding: 'utf8',
      env: { ...process.env, PATH: path, HOME: daemon.folder },
    })
    assert.deepEqual([status, stderr], [0, ''])
    const words = stdout.split('\n').map((line) => line.split('\t')[0])
    for (const word of [
      'explain',
      'intranet.corp.example',
      '2001:db8::10',
      '--kind=verdict,override',
      'zones/',
      'corp.example',
      'on-call',
    ])
      assert.ok(words.includes(word), `${word}\n${stdout}`)
    assert.match(stdout, /^intranet\.corp\.example\tpool, answers 127\.0\.0\.10$/m)
  })
})
