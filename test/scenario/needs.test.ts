// Servers behind a router, and one server behind two uplinks.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Status } from '../../src/control/operator.ts'
import { corpZone, startDaemon } from '../support/daemon.ts'
import { freePort } from '../support/free-port.ts'
import { verdictTransitions } from '../support/record-table.ts'
import { startServers } from '../support/server.ts'
import { becomes } from '../support/web-pool.ts'

const TIMING = 'every=300ms timeout=300ms fall=2 rise=2'

test('a dead router is one alarm: what is behind it is taken out for its reason, and back with it', async (t) => {
  const [near, far, far2, router] = ['127.0.0.30', '127.0.0.31', '127.0.0.32', '127.0.0.33'] as const
  const port = await freePort(near, far, far2, router)
  const servers = await startServers(t, 'http', port, [near, far, far2, router])
  const zone = corpZone(`;@ defaults ${TIMING}
;@ check router tcp port=${port} address=${router}
;@ check web http port=${port} needs=router
;@ check local http port=${port}
www 30 A ${far} ;@ primary check=web
www 30 A ${near} ;@ standby check=local
mail 30 A ${far2} ;@ primary check=web
mail 30 A ${near} ;@ standby check=local`)
  const daemon = await startDaemon(t, { zones: { 'corp.example.zone': zone } })
  const targets = [`${router}/router`, `${far}/web`, `${far2}/web`, `${near}/local`]
  await Promise.all(targets.map((target) => becomes(daemon, target, 'up')))

  // The router first: the servers behind it cannot be reached any more either.
  const behind = servers.filter(({ address }) => address !== near)
  for (const server of behind.toReversed()) await server.kill()
  await daemon.waitForAnswer('www.corp.example A', near)
  await daemon.waitForAnswer('mail.corp.example A', near)
  const status = JSON.parse((await daemon.cli('status', '--json')).stdout) as Status
  const web = status.targets.find(({ id }) => id === `${far}/web`)
  assert.deepEqual([web?.state, web?.blames], ['up', [`${router}/router`]])
  assert.match((await daemon.cli('status')).stdout, /out: needs/)
  assert.match((await daemon.cli('explain', 'www.corp.example')).stdout, /taken out with what it needs/)

  // The router last, or what is behind it is really down for a moment.
  for (const server of behind) await server.start()
  await daemon.waitForAnswer('www.corp.example A', far)
  await daemon.waitForAnswer('mail.corp.example A', far2)
  const changes = verdictTransitions(daemon.databaseFile).filter(({ from_state }) => from_state !== 'unknown')
  assert.deepEqual(
    changes.map(({ target, to_state }) => `${target} ${to_state}`),
    [`${router}/router down`, `${router}/router up`],
  )
})

test('a server with two addresses is answered at the one whose uplink works', async (t) => {
  const [first, second] = ['127.0.0.40', '127.0.0.41'] as const
  const [uplink1, uplink2] = ['127.0.0.42', '127.0.0.43'] as const
  const port = await freePort(first, second, uplink1, uplink2)
  const servers = await startServers(t, 'http', port, [first, second, uplink1, uplink2])
  const zone = corpZone(`;@ defaults ${TIMING}
;@ check uplink1 tcp port=${port} address=${uplink1}
;@ check uplink2 tcp port=${port} address=${uplink2}
;@ check via1 http port=${port} needs=uplink1
;@ check via2 http port=${port} needs=uplink2
shop 30 A ${first} ;@ primary check=via1
shop 30 A ${second} ;@ standby check=via2`)
  const daemon = await startDaemon(t, { zones: { 'corp.example.zone': zone } })
  const targets = [`${uplink1}/uplink1`, `${uplink2}/uplink2`, `${first}/via1`, `${second}/via2`]
  await Promise.all(targets.map((target) => becomes(daemon, target, 'up')))
  assert.deepEqual((await daemon.ask('shop.corp.example A')).data, [first])
  // The uplink alone: a server that is reached for us by another way is not reached by clients.
  const dead = servers.find(({ address }) => address === uplink1)
  await dead?.kill()
  await daemon.waitForAnswer('shop.corp.example A', second)
  await dead?.start()
  await daemon.waitForAnswer('shop.corp.example A', first)
})
