// A primary that is back: who lets it answer again, and when.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Status } from '../../src/control/operator.ts'
import { corpZone, type TestDaemon } from '../support/daemon.ts'
import { transitionsOf } from '../support/record-table.ts'
import {
  becomes,
  PRIMARY,
  STANDBY,
  startWebPool,
  type WebPool,
  WWW,
  webCheck,
  wwwRecords,
} from '../support/web-pool.ts'

/** Killed, answered around, and back. */
async function recover({ daemon, primary }: WebPool): Promise<void> {
  await primary.kill()
  await daemon.waitForAnswer(WWW, STANDBY)
  const before = daemon.log().length
  await primary.start()
  await becomes(daemon, `${PRIMARY}/web`, 'up', before)
}

async function waitingOf(daemon: TestDaemon): Promise<unknown> {
  const { stdout } = await daemon.cli('status', '--json')
  return (JSON.parse(stdout) as Status).pools[0]?.waiting
}

test('failback=manual waits for a person, over a restart too, until failover failback', async (t) => {
  const pool = await startWebPool(t, { more: ';@ pool www A failback=manual' })
  const { daemon } = pool
  await recover(pool)
  assert.deepEqual((await daemon.ask(WWW)).data, [STANDBY])
  assert.deepEqual(await waitingOf(daemon), { for: 'person' })
  assert.match((await daemon.cli('explain', 'www.corp.example')).stdout, /failback waits for a person/)

  await daemon.kill()
  await daemon.start()
  assert.deepEqual((await daemon.ask(WWW)).data, [STANDBY])

  const dry = await daemon.cli('failback', 'www.corp.example', '--dry-run')
  assert.equal(dry.stdout, `www.corp.example. A: ${STANDBY} -> ${PRIMARY}\na dry run: nothing was changed\n`)
  assert.deepEqual([(await daemon.ask(WWW)).data, await waitingOf(daemon)], [[STANDBY], { for: 'person' }])

  const done = await daemon.cli('failback', 'www.corp.example')
  assert.equal(done.stdout, `www.corp.example. A: ${STANDBY} -> ${PRIMARY}\n`)
  assert.deepEqual((await daemon.ask(WWW)).data, [PRIMARY])
  assert.deepEqual(transitionsOf(daemon.databaseFile, 'failback'), [
    { target: 'www.corp.example. A', from_state: STANDBY, to_state: PRIMARY, reason: 'released' },
  ])

  const again = await daemon.cli('failback', 'www.corp.example')
  assert.equal(again.code, 1)
  assert.match(again.stderr, /www\.corp\.example\. A waits for no failback/)
  assert.match(
    (await daemon.cli('failback', 'elsewhere.example')).stderr,
    /there is no pool elsewhere\.example A/,
  )
})

test('over a restart each site of a pool with for= goes on waiting for itself', async (t) => {
  const records = [
    `files 30 A ${PRIMARY} ;@ check=web for=127.0.0.0/8`,
    `files 30 A ${STANDBY} ;@ check=web for=10.0.0.0/8`,
    ';@ pool files A failback=manual answers=1 pick=sticky',
  ]
  const pool = await startWebPool(t, { more: records.join('\n') })
  const { daemon } = pool
  const files = 'files.corp.example A'
  assert.deepEqual((await daemon.ask(files)).data, [PRIMARY])
  await recover(pool)
  assert.deepEqual((await daemon.ask(files)).data, [STANDBY])
  await daemon.kill()
  await daemon.start()
  assert.deepEqual((await daemon.ask(files)).data, [STANDBY])
  assert.equal((await daemon.cli('failback', 'files.corp.example')).code, 0)
  assert.deepEqual((await daemon.ask(files)).data, [PRIMARY])
})

test('failback-window= waits until the window is open', async (t) => {
  const month = ((new Date().getMonth() + 6) % 12) + 1
  const inHalfAYear = `;@ pool www A failback-window="0 0 1 ${month} */1h"`
  const pool = await startWebPool(t, { more: inHalfAYear })
  const { daemon, port } = pool
  await recover(pool)
  assert.deepEqual((await daemon.ask(WWW)).data, [STANDBY])
  const { for: what } = (await waitingOf(daemon)) as { readonly for: string }
  assert.equal(what, 'window')

  const always = ';@ pool www A failback-window="* * * * */1h"'
  daemon.writeZone('corp.example.zone', corpZone(`${webCheck(port)}\n${wwwRecords()}\n${always}`))
  await daemon.waitForAnswer(WWW, PRIMARY)
})
