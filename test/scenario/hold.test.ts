// hold=yes: the end of a connection makes us look, and what is then seen decides.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { corpZone, startDaemon } from '../support/daemon.ts'
import { freePort } from '../support/free-port.ts'
import { lastProbedAtMs, verdictTransitions } from '../support/record-table.ts'
import { startServers } from '../support/server.ts'
import { becomes, PRIMARY, STANDBY } from '../support/web-pool.ts'

test('kill -9 of a held server is answered around while one that is not held still counts as up', async (t) => {
  const port = await freePort(PRIMARY, STANDBY)
  const [primary] = await startServers(t, 'http', port, [PRIMARY, STANDBY])
  const zone = [
    ';@ defaults every=1s timeout=1s fall=10 rise=1',
    `;@ check held http port=${port} hold=yes`,
    `;@ check patient http port=${port}`,
    `held A ${PRIMARY} ;@ primary check=held`,
    `held A ${STANDBY} ;@ standby check=held`,
    `patient A ${PRIMARY} ;@ primary check=patient`,
    `patient A ${STANDBY} ;@ standby check=patient`,
  ]
  const daemon = await startDaemon(t, { zones: { 'corp.example.zone': corpZone(zone.join('\n')) } })
  await Promise.all(['held', 'patient'].map((check) => becomes(daemon, `${PRIMARY}/${check}`, 'up')))
  await primary?.kill()
  await daemon.waitForAnswer('held.corp.example A', STANDBY)
  assert.deepEqual((await daemon.ask('patient.corp.example A')).data, [PRIMARY])
})

test('a server that closes every connection at once is held in vain, and stays up', async (t) => {
  const port = await freePort(PRIMARY)
  await startServers(t, 'tcp', port, [PRIMARY])
  const zone = [
    `;@ check held tcp port=${port} expect=ready hold=yes every=300ms timeout=300ms fall=1`,
    `www A ${PRIMARY} ;@ check=held`,
  ]
  const daemon = await startDaemon(t, { zones: { 'corp.example.zone': corpZone(zone.join('\n')) } })
  await becomes(daemon, `${PRIMARY}/held`, 'up')
  const upAtMs = Date.now()
  await daemon.waitFor(
    'www.corp.example A',
    'several more probes',
    () => lastProbedAtMs(daemon.databaseFile) > upAtMs + 900,
  )
  const ofHeld = verdictTransitions(daemon.databaseFile).filter(({ target }) => target === `${PRIMARY}/held`)
  assert.deepEqual(
    ofHeld.map(({ to_state }) => to_state),
    ['up'],
  )
})
