// slow=: a server that answers too slowly is degraded, and a pool may have it answer last.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { corpZone, startDaemon } from '../support/daemon.ts'
import { freePort } from '../support/free-port.ts'
import { startSlowServer } from '../support/slow-server.ts'
import { becomes, PRIMARY, STANDBY } from '../support/web-pool.ts'

const SLOW_MS = 700

test('a slow server is degraded: with available=degraded-last another answers, without it nothing changes', async (t) => {
  const port = await freePort(PRIMARY, STANDBY)
  const primary = await startSlowServer(t, PRIMARY, port)
  const standby = await startSlowServer(t, STANDBY, port)
  const zone = [
    `;@ check web http port=${port} every=300ms timeout=5s fall=2 rise=2 slow=500ms`,
    ...['plain', 'strict'].flatMap((name) => [
      `${name} A ${PRIMARY} ;@ primary check=web`,
      `${name} A ${STANDBY} ;@ standby check=web`,
    ]),
    ';@ pool strict A available=degraded-last',
  ]
  const daemon = await startDaemon(t, { zones: { 'corp.example.zone': corpZone(zone.join('\n')) } })
  await Promise.all([PRIMARY, STANDBY].map((address) => becomes(daemon, `${address}/web`, 'up')))

  primary.delayMs = SLOW_MS
  await becomes(daemon, `${PRIMARY}/web`, 'degraded')
  assert.deepEqual((await daemon.ask('strict.corp.example A')).data, [STANDBY])
  assert.deepEqual((await daemon.ask('plain.corp.example A')).data, [PRIMARY])
  const status = await daemon.cli('status')
  assert.match(status.stdout, /127\.0\.0\.10 +web +degraded /)
  assert.match(status.stdout, /2 of 2, 1 degraded/)
  const explained = await daemon.cli('explain', 'strict.corp.example')
  assert.match(explained.stdout, /127\.0\.0\.10\/web is degraded: passed, 200, \d+ ms/)

  standby.delayMs = SLOW_MS
  await becomes(daemon, `${STANDBY}/web`, 'degraded')
  assert.deepEqual((await daemon.ask('strict.corp.example A')).data, [PRIMARY])
  standby.delayMs = 0
  await daemon.waitForAnswer('strict.corp.example A', STANDBY)
})
