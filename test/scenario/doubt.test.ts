// Everything fails at once: is it they, or are we cut off? A canary decides.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import type { Status } from '../../src/control/operator.ts'
import { corpZone, startDaemon, type TestDaemon } from '../support/daemon.ts'
import { freePort } from '../support/free-port.ts'
import { transitionsOf, verdictTransitions } from '../support/record-table.ts'
import { startServers } from '../support/server.ts'
import { becomes } from '../support/web-pool.ts'

const [CANARY, MAIL, SHOP] = ['127.0.0.50', '127.0.0.51', '127.0.0.52'] as const

test('while the canary fails every answer stays; once it passes, what fails is believed', async (t) => {
  const port = await freePort(CANARY, MAIL, SHOP)
  const servers = await startServers(t, 'http', port, [CANARY, MAIL, SHOP])
  const zone = corpZone(`;@ defaults every=300ms timeout=300ms fall=2 rise=2
;@ check gateway tcp port=${port} address=${CANARY} canary=yes
;@ check web http port=${port}
mail 30 A ${MAIL} ;@ primary check=web
mail 30 A 127.0.0.98 ;@ last
shop 30 A ${SHOP} ;@ primary check=web
shop 30 A 127.0.0.99 ;@ last`)
  const daemon = await startDaemon(t, { zones: { 'corp.example.zone': zone } })
  const targets = [`${CANARY}/gateway`, `${MAIL}/web`, `${SHOP}/web`]
  await Promise.all(targets.map((target) => becomes(daemon, target, 'up')))

  // The canary first: nothing falls that it has not vouched for since.
  for (const server of servers) await server.kill()
  const status = await statusOnce(
    daemon,
    ({ targets }) => targets.filter(({ doubted }) => doubted).length === 3,
  )
  assert.match(status.doubt?.why ?? '', /the only canary fails: it may be we who are cut off/)
  assert.match((await daemon.cli('status')).stdout, /IN DOUBT for .*: the only canary fails/)
  assert.match((await daemon.cli('explain', 'shop.corp.example')).stdout, /measured +the only canary fails/)
  assert.deepEqual((await daemon.ask('mail.corp.example A')).data, [MAIL])
  assert.deepEqual((await daemon.ask('shop.corp.example A')).data, [SHOP])

  await servers[0]?.start()
  await daemon.waitForAnswer('mail.corp.example A', '127.0.0.98')
  await daemon.waitForAnswer('shop.corp.example A', '127.0.0.99')
  const fallen = verdictTransitions(daemon.databaseFile).filter(({ to_state }) => to_state === 'down')
  assert.deepEqual(fallen.map(({ target }) => target).sort(), targets.slice(1).sort())
  const [first] = transitionsOf(daemon.databaseFile, 'doubt')
  assert.deepEqual([first?.target, first?.from_state, first?.to_state], ['self', 'sure', 'doubt'])
  assert.equal((await statusOnce(daemon, () => true)).doubt, undefined)
})

const LOOK_EVERY_MS = 50

/** Looks again and again; the run of the test has a limit. */
async function statusOnce(daemon: TestDaemon, isIt: (status: Status) => boolean): Promise<Status> {
  for (;;) {
    const status = JSON.parse((await daemon.cli('status', '--json')).stdout) as Status
    if (isIt(status)) return status
    await pause(LOOK_EVERY_MS)
  }
}
