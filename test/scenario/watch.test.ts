// `failover status --watch` on a terminal, while a server dies, the terminal changes its size, and the daemon goes.
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { test } from 'node:test'
import { PseudoTerminal, type Size } from '../support/pseudo-terminal.ts'
import { ROOT_FOLDER } from '../support/source-tree.ts'
import { startWebPool } from '../support/web-pool.ts'

const ENTRY = join(ROOT_FOLDER, 'src/cli.ts')
const ESC = '\u001b'
const [CONTROL_C, CONTROL_Z] = ['\u0003', '\u001a']
const [ENTER, LEAVE, HOME] = [`${ESC}[?1049h${ESC}[?25l`, `${ESC}[?25h${ESC}[?1049l`, `${ESC}[H`]

test('status --watch shows on a terminal what happens, at its size, and leaves it as it was', async (t) => {
  const { daemon, primary } = await startWebPool(t)
  const command = [
    process.execPath,
    ENTRY,
    'status',
    '--watch',
    '--every',
    '1h',
    '--config',
    daemon.configFile,
  ]
  const terminal = await PseudoTerminal.start(t, command, { columns: 100, rows: 30 })
  const entered = await terminal.until(ENTER)
  const first = await terminal.until('all is well', entered)

  // Only the stream of events can tell of this: the next look is in an hour.
  await primary.kill()
  const told = await terminal.until(/127\.0\.0\.10 {2}web {4}\S*down/, first)
  assert.ok(terminal.shown.slice(first, told).includes(HOME))

  terminal.resize({ columns: 60, rows: 12 })
  const narrow = await drawnWithin(terminal, { columns: 60, rows: 12 }, told)

  await daemon.kill()
  const lost = await terminal.until('NOT REACHED since ', narrow)
  await daemon.start()
  await terminal.until(`ends it${ESC}[22m${ESC}[K\r\nfailover 0.1.0`, lost)

  terminal.type(CONTROL_C)
  assert.deepEqual(await terminal.process.ended, { code: 0, signal: null })
  assert.ok(terminal.shown.endsWith(LEAVE), JSON.stringify(terminal.shown.slice(-200)))
})

test('^Z gives the terminal back, bg draws nothing over the shell, and fg draws what is now', async (t) => {
  const { daemon, primary } = await startWebPool(t)
  const shell = ['bash', '--norc', '--noprofile', '-i']
  const terminal = await PseudoTerminal.start(t, shell, { columns: 100, rows: 30 })
  /** Typed in two pieces, so that its echo is not its output. */
  const say = (word: string, from: number): Promise<number> => {
    terminal.type(`echo ${word.slice(0, 2)}''${word.slice(2)}\n`)
    return terminal.until(word, from)
  }
  // Jobs that stop are told at once, not before the next prompt.
  terminal.type('set -b\n')
  const ready = await say('ready', 0)
  terminal.type(`${process.execPath} ${ENTRY} status --watch --every 1h --config ${daemon.configFile}\n`)
  const first = await terminal.until('all is well', await terminal.until(ENTER, ready))

  terminal.type(CONTROL_Z)
  const stopped = await terminal.until('Stopped', await terminal.until(LEAVE, first))
  await primary.kill()
  terminal.type('bg\n')
  const again = await terminal.until('Stopped', await terminal.until('&', stopped))
  const free = await say('mine', again)
  assert.ok(!terminal.shown.slice(stopped, free).includes(HOME), terminal.shown.slice(stopped, free))

  terminal.type('fg\n')
  const back = await terminal.until(HOME, await terminal.until(ENTER, free))
  const told = await terminal.until(/127\.0\.0\.10 {2}web {4}\S*down/, back)
  terminal.type(CONTROL_C)
  const left = await terminal.until(LEAVE, told)
  terminal.type('echo co""de $?\n')
  await terminal.until('code 0', left)
})

test('status --watch ends when nobody reads it any more, and a long answer into head throws nothing', async (t) => {
  const { daemon, primary } = await startWebPool(t)
  const program = [ENTRY, 'status', '--config', daemon.configFile]
  const watch = spawn(process.execPath, [...program, '--watch', '--every', '100ms'])
  const stderr = watch.stderr.setEncoding('utf8').toArray()
  await once(watch.stdout, 'data')
  watch.stdout.destroy()
  // What it has to say of this goes nowhere.
  await primary.kill()
  assert.deepEqual(await once(watch, 'exit'), [0, null])
  assert.equal((await stderr).join(''), '')
})

/** Resolves to where the first drawing of that size begins: stty sets columns and rows one after the other, and each is told. */
async function drawnWithin(terminal: PseudoTerminal, { columns, rows }: Size, from: number): Promise<number> {
  for (let at = from; ; ) {
    at = await terminal.until(HOME, at)
    await terminal.until(`${ESC}[J`, at)
    const [drawing = ''] = terminal.shown.slice(at).split(`${ESC}[J`)
    // biome-ignore lint/suspicious/noControlCharactersInRegex: colours and movements are what is taken away
    const lines = drawing.replace(/\u001b\[[?\d;]*[A-Za-z]/g, '').split('\r\n')
    if (lines.length <= rows && lines.every((line) => line.length <= columns)) return at
  }
}
