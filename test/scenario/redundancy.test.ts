// A pool that has lost its last healthy standby: told while it still answers well, once for each change.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Status } from '../../src/control/operator.ts'
import type { TestDaemon } from '../support/daemon.ts'
import { transitionsOf } from '../support/record-table.ts'
import { PRIMARY, STANDBY, startWebPool, WWW } from '../support/web-pool.ts'

const POOL = 'www.corp.example. A'

/** Of pino. */
const WARN = 40

function told(daemon: TestDaemon): string[] {
  return transitionsOf(daemon.databaseFile, 'redundancy').map(
    ({ target, from_state, to_state }) => `${target} ${from_state}>${to_state}`,
  )
}

async function becomesRedundant(daemon: TestDaemon, to: string, after = 0): Promise<void> {
  const isIt = (line: Readonly<Record<string, unknown>>) => line['kind'] === 'redundancy' && line['to'] === to
  await daemon.waitForLog(`redundancy ${to}`, isIt, after)
}

async function redundancyIn(daemon: TestDaemon): Promise<string | undefined> {
  const status = JSON.parse((await daemon.cli('status', '--json')).stdout) as Status
  return status.pools.find(({ name }) => name === 'www.corp.example.')?.redundancy
}

test('a standby that dies is an alarm while the primary answers; a restart and a reload repeat nothing', async (t) => {
  const { daemon, standby } = await startWebPool(t)
  assert.equal(await redundancyIn(daemon), 'several')

  await standby.kill()
  await becomesRedundant(daemon, 'one')
  assert.deepEqual((await daemon.ask(WWW)).data, [PRIMARY])
  assert.equal(await redundancyIn(daemon), 'one')
  assert.match((await daemon.cli('status')).stdout, /1 of 2, no spare/)
  const warned = daemon.log().find(({ kind }) => kind === 'redundancy')
  assert.deepEqual([warned?.['level'], warned?.['target']], [WARN, POOL])

  await daemon.kill()
  await daemon.start()
  await daemon.cli('reload')
  assert.deepEqual(told(daemon), [`${POOL} several>one`])

  const before = daemon.log().length
  await standby.start()
  await becomesRedundant(daemon, 'several', before)
  assert.deepEqual(told(daemon), [`${POOL} several>one`, `${POOL} one>several`])
})

test('who drains a standby or forces it down takes the redundancy, and gives it back with undo', async (t) => {
  const { daemon } = await startWebPool(t)
  await daemon.cli('force-down', STANDBY, '--for', 'ever', '--why', 'new disks')
  assert.equal(await redundancyIn(daemon), 'one')
  await daemon.cli('force-down', PRIMARY, '--for', 'ever', '--why', 'new disks too')
  await daemon.cli('undo', '*')
  assert.deepEqual(told(daemon), [`${POOL} several>one`, `${POOL} one>none`, `${POOL} none>several`])
})
