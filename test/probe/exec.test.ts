import assert from 'node:assert/strict'
import { chmodSync, mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, describe, test } from 'node:test'
import { exec } from '../../src/probe/exec.ts'
import type { ProbePermits } from '../../src/probe/probe.ts'
import { tcpServer } from './servers.ts'

const folder = mkdtempSync(join(tmpdir(), 'failover-exec-'))
after(() => rmSync(folder, { recursive: true }))
for (const name of ['checks', 'checks/below', 'outside']) mkdirSync(join(folder, name))
const CHECKS = join(folder, 'checks')
const PERMITS: ProbePermits = { execFolders: [CHECKS] }

/** A shell script; its path. */
function script(name: string, text: string, mode = 0o755): string {
  const file = join(folder, name)
  writeFileSync(file, `#!/bin/sh\n${text}\n`)
  chmodSync(file, mode)
  return file
}

type Options = Readonly<Record<string, string>>

function runOf(options: Options, permits?: ProbePermits) {
  const configured = exec.configure(options, permits)
  assert.ok(configured.ok, JSON.stringify(configured))
  return configured.run
}

async function outcomeOf(text: string, options: Options = {}, address = '192.0.2.1'): Promise<string> {
  const run = runOf({ program: script('checks/check', text), ...options }, PERMITS)
  const { ending, detail } = await run(address, AbortSignal.timeout(10_000))
  return `${ending}: ${detail}`
}

function refusals(options: Options, permits?: ProbePermits): readonly string[] {
  const configured = exec.configure(options, permits)
  return configured.ok ? [] : configured.problems.map(({ sentence }) => sentence.replaceAll(folder, ''))
}

/** Resolves when nobody writes to it any more, with what was written. */
async function listener() {
  let text = ''
  let tell = (): void => undefined
  const told = new Promise<void>((resolve) => {
    tell = resolve
  })
  const server = await tcpServer((socket) =>
    socket.on('data', (chunk) => {
      text += chunk
      tell()
    }),
  )
  return { ...server, told, text: () => text }
}

/** Connects to a port, says hello, and stays until the connection ends: bash alone can do that. */
const stay = (port: number, then = ':') =>
  `bash -c 'exec 3<>/dev/tcp/127.0.0.1/${port}; echo hello >&3; ${then}; read line <&3'`

let pipes = 0
/** Ends as soon as somebody whom it leaves behind has said hello. */
function leaving(port: number, prefix: string): string {
  const pipe = join(folder, `pipe-${pipes++}`)
  return `mkfifo ${pipe}; ${prefix} ${stay(port, `echo > ${pipe}`)} & read line < ${pipe}; echo done`
}

describe('how a program ends', () => {
  test('exit code 0 passes, with the first line of output', async () => {
    assert.equal(await outcomeOf('exit 0'), 'ok: ')
    assert.equal(await outcomeOf('printf "\\n  all well | load=1\\nmore\\n"'), 'ok: all well | load=1')
  })

  test('any other code fails, with the code and the first line', async () => {
    assert.equal(await outcomeOf('exit 3'), 'status: exit code 3')
    assert.equal(
      await outcomeOf('echo CRITICAL - disk full; exit 2'),
      'status: exit code 2: CRITICAL - disk full',
    )
  })

  test('standard error is shown where there is no other output', async () => {
    assert.equal(await outcomeOf('echo broken >&2; exit 1'), 'status: exit code 1: broken')
    assert.equal(await outcomeOf('echo broken >&2; echo said'), 'ok: said')
  })

  test('a signal fails', async () => {
    assert.equal(await outcomeOf('kill -TERM $$'), 'status: ended by SIGTERM')
  })

  test('output cannot steer a terminal, and stays one short line', async () => {
    assert.equal(await outcomeOf(`printf 'a\\033[2Jb'`), 'ok: a [2Jb')
    assert.equal(await outcomeOf('head -c 2000 /dev/zero | tr "\\0" x'), `ok: ${'x'.repeat(160)}...`)
  })

  test('64 KiB of output are read, more of it fails', async () => {
    assert.match(await outcomeOf('head -c 65536 /dev/zero | tr "\\0" x'), /^ok: x/)
    assert.equal(await outcomeOf('yes'), 'protocol: more than 64 KiB of output')
    assert.equal(await outcomeOf('yes >&2'), 'protocol: more than 64 KiB of output')
  })

  test('what is no program is an error of ours', async () => {
    const file = join(CHECKS, 'text')
    writeFileSync(file, '#!/no/such/interpreter\n', { mode: 0o755 })
    const outcome = await runOf({ program: file }, PERMITS)('192.0.2.1', AbortSignal.timeout(10_000))
    assert.equal(outcome.ending, 'error')
    assert.match(outcome.detail, /ENOENT/)
  })
})

describe('what a program is given', () => {
  test('address and port stand in its environment, beside a PATH and nothing else', async () => {
    // What a shell adds by itself.
    const shown = 'env | grep -v -e ^PWD= -e ^_= -e ^SHLVL= -e ^OLDPWD= | sort | tr "\\n" " "'
    assert.match(
      await outcomeOf(shown, { port: '53' }, '2001:db8::1'),
      /^ok: FAILOVER_ADDRESS=2001:db8::1 FAILOVER_PORT=53 PATH=\S+$/,
    )
    assert.match(await outcomeOf(shown), /^ok: FAILOVER_ADDRESS=192.0.2.1 PATH=\S+$/)
  })

  test('arguments come as they are written, none is read by a shell', async () => {
    const arg = ['-H', '{address}', 'a b', '$(id); `id` * "', '', '{address}:{port}'].join('\n')
    assert.equal(
      await outcomeOf('printf "<%s>" "$@"', { arg, port: '161' }),
      'ok: <-H><192.0.2.1><a b><$(id); `id` * "><><192.0.2.1:161>',
    )
  })

  test('standard input is empty, and the folder is /', async () => {
    assert.equal(await outcomeOf('pwd; read line && echo more'), 'status: exit code 1: /')
  })
})

describe('the end of the time', () => {
  test('an abort ends the program and all that it has started', async () => {
    const server = await listener()
    const run = runOf({ program: script('checks/slow', `${stay(server.port)} &\nwait`) }, PERMITS)
    const stop = new AbortController()
    const running = run('192.0.2.1', stop.signal)
    await server.told
    stop.abort()
    const { ending, detail } = await running
    assert.equal(`${ending}: ${detail}`, 'timeout: while the program runs')
    await server.allClosed()
    await server.close()
    assert.equal(server.text(), 'hello\n')
  })

  test('what a program leaves running when it ends is ended with it', async () => {
    const server = await listener()
    assert.equal(await outcomeOf(leaving(server.port, '')), 'ok: done')
    await server.told
    await server.allClosed()
    await server.close()
  })

  test('one who has left the group and holds the output open does not hold up the outcome', async () => {
    const server = await listener()
    assert.equal(await outcomeOf(leaving(server.port, 'setsid')), 'ok: done')
    await server.told
    // Which ends it.
    await server.close()
  })
})

describe('which programs may be run', () => {
  const good = script('checks/good', 'exit 0')
  const below = script('checks/below/good', 'exit 0')
  const outside = script('outside/evil', 'exit 0')

  test('none, unless failover.yaml names a folder', () => {
    const refusal = [
      'program= is in no folder that the configuration permits (probes: exec-folders): /checks/good',
    ]
    assert.deepEqual(refusals({ program: good }), refusal)
    assert.deepEqual(refusals({ program: good }, { execFolders: [] }), refusal)
    assert.deepEqual(refusals({ program: good }, { execFolders: [join(folder, 'none')] }), refusal)
    assert.deepEqual(refusals({ program: good }, { execFolders: [join(folder, 'check')] }), refusal)
  })

  test('those in a named folder, and below it', () => {
    for (const program of [good, below]) assert.deepEqual(refusals({ program }, PERMITS), [])
    assert.deepEqual(refusals({ program: good }, { execFolders: [join(folder, 'none'), CHECKS] }), [])
    assert.deepEqual(refusals({ program: good }, { execFolders: ['/'] }), [])
  })

  test('neither .. nor a link leads out of the folder', () => {
    const link = join(CHECKS, 'link')
    symlinkSync(outside, link)
    const linkedFolder = join(CHECKS, 'linked')
    symlinkSync(join(folder, 'outside'), linkedFolder)
    for (const program of [link, join(linkedFolder, 'evil'), `${CHECKS}/../outside/evil`])
      assert.deepEqual(refusals({ program }, PERMITS), [
        'program= is in no folder that the configuration permits (probes: exec-folders): /outside/evil',
      ])
  })

  test('a link into the folder, and a named folder that is one, are followed', () => {
    const link = join(folder, 'in')
    symlinkSync(CHECKS, link)
    assert.deepEqual(refusals({ program: join(link, 'good') }, PERMITS), [])
    assert.deepEqual(refusals({ program: good }, { execFolders: [link] }), [])
  })

  test('a program that leaves the folder after the check was declared is not run', async () => {
    const program = script('checks/moved', 'exit 0')
    const run = runOf({ program }, PERMITS)
    renameSync(program, join(folder, 'outside/moved'))
    symlinkSync(join(folder, 'outside/moved'), program)
    const { ending, detail } = await run('192.0.2.1', AbortSignal.timeout(10_000))
    assert.equal(ending, 'error')
    assert.match(detail, /^the program is in no folder that the configuration permits/)
  })

  test('only files that can be run, and that nobody else can exchange', () => {
    const plain = script('checks/plain', '', 0o644)
    const open = script('checks/open', '', 0o777)
    assert.match(refusals({ program: plain }, PERMITS)[0] ?? '', /^program= cannot be run: EACCES/)
    assert.match(
      refusals({ program: join(CHECKS, 'none') }, PERMITS)[0] ?? '',
      /^program= cannot be run: ENOENT/,
    )
    assert.deepEqual(refusals({ program: join(CHECKS, 'below') }, PERMITS), [
      'program= is not a file: /checks/below',
    ])
    const exchangeable = 'program= can be exchanged by everybody, it and its folder need a chmod o-w : '
    assert.deepEqual(refusals({ program: open }, PERMITS), [`${exchangeable}/checks/open`])
    chmodSync(join(CHECKS, 'below'), 0o777)
    assert.deepEqual(refusals({ program: below }, PERMITS), [`${exchangeable}/checks/below/good`])
    chmodSync(join(CHECKS, 'below'), 0o755)
  })
})

test('arguments are bounded, and {port} needs one', () => {
  const program = script('checks/bounded', '')
  const refused = (arg: string) => refusals({ program, arg }, PERMITS)
  assert.deepEqual(refused('{port}'), ['arg= has {port} in it: give port= too'])
  assert.deepEqual(refused('x\n'.repeat(64)), ['arg= can be given 64 times at most'])
  assert.deepEqual(refused('x'.repeat(1025)), [
    'arg= must be text without control characters, at most 1024 octets',
  ])
})
