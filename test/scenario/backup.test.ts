// A database that is copied while the daemon runs, lost, and restored.
import assert from 'node:assert/strict'
import { mkdirSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { EXIT } from '../../src/cli/exit-codes.ts'
import { verdictTransitions } from '../support/record-table.ts'
import { becomes, PRIMARY, STANDBY, startWebPool, WWW } from '../support/web-pool.ts'

const HELD = ';@ pool www A failback=manual'

test('what failover backup has copied comes back with failover restore: history, and what waits for a person', async (t) => {
  const { daemon, primary } = await startWebPool(t, { more: HELD })
  await primary.kill()
  await daemon.waitForAnswer(WWW, STANDBY)
  await primary.start()
  await becomes(
    daemon,
    `${PRIMARY}/web`,
    'up',
    daemon.log().findIndex(({ to }) => to === 'down'),
  )
  const made = await daemon.cli('backup', 'copy.db', '--json')
  const copy = join(daemon.folder, 'copy.db')
  assert.equal((JSON.parse(made.stdout) as { readonly file: string }).file, copy)
  const history = verdictTransitions(copy)
  assert.equal(history.length, 4)

  const again = await daemon.cli('backup', 'copy.db')
  assert.equal(again.code, EXIT.refused.code)
  assert.match(again.stderr, /copy\.db is there already: name another file, or remove it first/)
  assert.match((await daemon.cli('backup', 'no/copy.db')).stderr, /check that the folder exists/)

  const early = await daemon.cli('restore', 'copy.db')
  assert.equal(early.code, EXIT.refused.code)
  assert.match(early.stderr, /a failover owns this database: stop it, then restore/)

  await daemon.cli('failback', 'www.corp.example')
  assert.deepEqual((await daemon.ask(WWW)).data, [PRIMARY])
  await daemon.kill()
  const { code, stdout } = await daemon.cli('restore', 'copy.db')
  assert.equal(code, EXIT.fine.code)
  assert.match(stdout, /failover\.db: restored, with the last change at .* and the zones corp\.example\./)
  const kept = /is kept as (.*)\n/.exec(stdout)?.[1] ?? ''
  assert.equal(verdictTransitions(kept).length, 4)
  assert.deepEqual(verdictTransitions(daemon.databaseFile), history)

  await daemon.start()
  assert.deepEqual((await daemon.ask(WWW)).data, [STANDBY], 'as when the backup was made')
  await daemon.cli('failback', 'www.corp.example')
  assert.deepEqual((await daemon.ask(WWW)).data, [PRIMARY])
})

test('a lost database is restored, and the daemon goes on from it', async (t) => {
  const { daemon } = await startWebPool(t)
  mkdirSync(join(daemon.folder, 'safe'))
  await daemon.cli('backup', 'safe/copy.db')
  await daemon.stop()
  for (const file of readdirSync(daemon.folder))
    if (file.startsWith('failover.db')) rmSync(join(daemon.folder, file))
  assert.equal((await daemon.cli('restore', 'safe/copy.db')).code, EXIT.fine.code)
  await daemon.start()
  assert.deepEqual((await daemon.ask(WWW)).data, [PRIMARY])
  assert.match((await daemon.cli('history', PRIMARY)).stdout, /verdict +127\.0\.0\.10\/web +unknown -> up/)
  // It was stopped as it should be; the backup does not know.
  const starts = await daemon.cli('history', '--kind', 'start', '--json')
  assert.match(starts.stdout, /or a backup was restored that was made while it ran/)
})

test('a backup folder that cannot be written to is told at start', async (t) => {
  const { daemon } = await startWebPool(t, { config: 'backup: { folder: failover.yaml }' })
  const { folder } = await daemon.waitForLog('the folder', ({ msg }) => msg?.startsWith('no backup') ?? false)
  assert.equal(folder, daemon.configFile)
})
