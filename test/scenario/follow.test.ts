// `failover history --follow`: what happens, told as it happens, over a restart of the daemon.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import type { TransitionReport } from '../../src/control/operator.ts'
import { OwnProcess } from '../support/own-process.ts'
import { PRIMARY, STANDBY, startWebPool, WWW } from '../support/web-pool.ts'

const PROGRAM = fileURLToPath(new URL('../../src/cli.ts', import.meta.url))

test('history --follow tells each change once, oldest first, as it happens and over a restart, until it is interrupted', async (t) => {
  const { daemon, primary } = await startWebPool(t)
  const args = ['history', '--kind', 'answer,start', '--follow', '--json', '--config', daemon.configFile]
  const following = OwnProcess.node([PROGRAM, ...args], { cwd: daemon.folder })
  t.after(() => following.kill())
  const told = (): string[] =>
    following.stdout
      .split('\n')
      .slice(0, -1)
      .map((line) => JSON.parse(line) as TransitionReport)
      .map(({ kind, from, to }) => `${kind} ${from}>${to}`)
  const until = (count: number): Promise<unknown> =>
    following.until(`${count} lines`, () => (told().length >= count ? true : undefined))

  await until(2)
  await primary.kill()
  await daemon.waitForAnswer(WWW, STANDBY)
  await until(3)
  await daemon.kill()
  await following.until('that it waits', () => following.stderr.includes('waiting for it') || undefined)
  await daemon.start()
  await until(4)
  assert.deepEqual(told(), [
    'start none>running',
    `answer none>${PRIMARY}`,
    `answer ${PRIMARY}>${STANDBY}`,
    'start killed>running',
  ])
  following.signal('SIGINT')
  assert.equal((await following.ended).code, 0)
  const { code, stderr } = await daemon.cli('history', '--follow', '--until', '1h')
  assert.deepEqual([code, /leave it out with --follow/.test(stderr)], [2, true])
})
