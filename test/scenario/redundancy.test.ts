// A pool that has lost its last healthy standby: told while it still answers well, once for each change.
import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import type { Status } from '../../src/control/operator.ts'
import type { TestDaemon } from '../support/daemon.ts'
import { transitionsOf } from '../support/record-table.ts'
import { scrape } from '../support/scrape.ts'
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

test('a standby that is not well for as long as stale-standby says is told once, over a restart, until it passes', async (t) => {
  const { daemon, standby } = await startWebPool(t, { config: 'stale-standby: 2s\nsocket: s' })
  const member = `${POOL} ${STANDBY}`
  const becomesStandby = (to: string, after = 0) =>
    daemon.waitForLog(
      `${member} is ${to}`,
      ({ kind, ...line }) => kind === 'standby' && line['to'] === to,
      after,
    )
  await standby.kill()
  await becomesStandby('stale')
  assert.deepEqual((await daemon.ask(WWW)).data, [PRIMARY])
  const status = JSON.parse((await daemon.cli('status', '--json')).stdout) as Status
  const stale = status.pools.flatMap(({ members }) => members.map((one) => one.stale))
  assert.match(stale[1] ?? '', /^127\.0\.0\.20\/web last passed at \d{4}-/)
  assert.equal(stale[0], undefined)
  assert.match((await daemon.cli('status')).stdout, /1 of 2, no spare, 1 stale/)
  const explained = (await daemon.cli('explain', 'www.corp.example')).stdout
  assert.ok(
    explained.includes(`${member} has not been well for long: ${STANDBY}/web last passed at`),
    explained,
  )
  const { value } = await scrape({ socketPath: join(daemon.folder, 's') })
  assert.equal(value('failover_pool_stale_members', 'pool="www.corp.example."'), 1)

  await daemon.kill()
  await daemon.start()
  await daemon.cli('reload')
  assert.match((await daemon.cli('status')).stdout, /1 stale/)
  const before = daemon.log().length
  await standby.start()
  await becomesStandby('proved', before)
  const listed = (await daemon.cli('history', 'www.corp.example A', '--kind', 'standby', '--json')).stdout
  const told = transitionsOf(daemon.databaseFile, 'standby').map(
    ({ target, from_state, to_state }) => `${target} ${from_state}>${to_state}`,
  )
  assert.deepEqual(told, [`${member} proved>stale`, `${member} stale>proved`])
  assert.equal([...listed.matchAll(/"kind":\s*"standby"/g)].length, 2, listed)
})

test('who drains a standby or forces it down takes the redundancy, and gives it back with undo', async (t) => {
  const { daemon } = await startWebPool(t)
  await daemon.cli('force-down', STANDBY, '--for', 'ever', '--why', 'new disks')
  assert.equal(await redundancyIn(daemon), 'one')
  await daemon.cli('force-down', PRIMARY, '--for', 'ever', '--why', 'new disks too')
  await daemon.cli('undo', '*')
  assert.deepEqual(told(daemon), [`${POOL} several>one`, `${POOL} one>none`, `${POOL} none>several`])
})
