// Programs as receivers: what they are given, what takes a notification, and what is never run.
import assert from 'node:assert/strict'
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { openChannel } from '../../src/notify/open-channel.ts'
import { program } from '../../src/notify/program.ts'
import { notification, sent } from './sending.ts'

const folder = mkdtempSync(join(tmpdir(), 'failover-program-'))
after(() => rmSync(folder, { recursive: true }))
const PROGRAMS = join(folder, 'programs')
mkdirSync(PROGRAMS)

function script(name: string, text: string, mode = 0o700, within = PROGRAMS): string {
  const path = join(within, name)
  writeFileSync(path, `#!/bin/sh\n${text}\n`)
  chmodSync(path, mode)
  return path
}

function runOf(text: string, args: readonly string[] = [], timeoutMs = 10_000) {
  return sent(program({ path: script('tell', text), args, folders: [PROGRAMS], timeoutMs }))
}

test('a program gets the JSON on standard input, its arguments, and the rest in its environment', async () => {
  const seen = join(folder, 'seen')
  const said = await runOf(
    `cat > ${seen}; echo "$1 $FAILOVER_STATE $FAILOVER_SEVERITY $FAILOVER_ID $FAILOVER_TITLE"`,
    ['-x'],
  )
  assert.equal(said, `taken: -x firing warning ${notification().id} WARNING: 10.1.0.1/web is down`)
  const told = JSON.parse(readFileSync(seen, 'utf8')) as { readonly version: number }
  assert.equal(told.version, 1)
  assert.match(await runOf('env; pwd'), /^taken: /)
})

test('exit code 0 takes it, also when nothing was read; anything else does not', async () => {
  assert.equal(await runOf('exit 0'), 'taken: exit code 0')
  assert.equal(await runOf('echo no such team >&2; exit 3'), 'good: exit code 3: no such team')
  assert.equal(await runOf('kill -9 $$'), 'good: ended by SIGKILL')
})

test('a program that does not end is killed with all that it has started', async () => {
  const pids = join(folder, 'pids')
  assert.equal(await runOf(`sleep 60 & echo $! > ${pids}; wait`, [], 500), 'good: it took too long')
  const pid = Number(readFileSync(pids, 'utf8'))
  const isGone = (): boolean => {
    try {
      // A process that has ended and waits for its parent to notice is gone, too.
      return /^\S+ \(.*\) Z/.test(readFileSync(`/proc/${pid}/stat`, 'utf8'))
    } catch {
      return true
    }
  }
  while (!isGone()) await new Promise((resolve) => setImmediate(resolve))
})

test('a program elsewhere, or one that everybody can exchange, is refused at start and at each run', async () => {
  const outside = script('outside', 'exit 0', 0o700, folder)
  const opened = openChannel({ program: { path: outside, args: [], timeoutMs: 1000 } }, [PROGRAMS])
  assert.deepEqual('problems' in opened && opened.problems, [
    `exec: program is in no folder that the configuration permits (alerts: exec-folders): ${outside}`,
  ])
  const path = script('loose', 'exit 0', 0o777)
  const loose = program({ path, args: [], folders: [PROGRAMS], timeoutMs: 1000 })
  assert.match(await sent(loose), /^good: the program can be exchanged by everybody/)
})

test('the file of every secret is looked at when its channel is opened, and all that is wrong is said', () => {
  const open = join(folder, 'open.secret')
  writeFileSync(open, 'whsec_AAAA', { mode: 0o644 })
  chmodSync(open, 0o644)
  const short = join(folder, 'short.secret')
  writeFileSync(short, 'whsec_c2hvcnQ=', { mode: 0o600 })
  const hook = (secretFile: string, url: string, caFile?: string) => {
    const channel = { url: { file: url }, secretFile, caFile, template: 'json', timeoutMs: 1 } as const
    const opened = openChannel({ webhook: channel }, [])
    return 'problems' in opened ? opened.problems.join('\n') : ''
  }
  assert.match(
    hook(open, open),
    /url-file is a file that everybody may use.*\nwebhook: secret is a file that/,
  )
  assert.match(hook(short, short), /url-file has no https:.*\nwebhook: secret is not whsec_ and 24 to 64/)
  assert.match(hook('/nowhere', '/nowhere', short), /secret cannot be read.*\nwebhook: ca cannot be used/)
  assert.ok(!hook(short, short).includes('c2hvcnQ='))
})
