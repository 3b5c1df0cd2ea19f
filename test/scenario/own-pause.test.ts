// A pause of our own says nothing about the servers.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { corpZone, startDaemon } from '../support/daemon.ts'
import { freePort } from '../support/free-port.ts'
import { lastProbedAtMs, verdictTransitions } from '../support/record-table.ts'
import { startSlowServer } from '../support/slow-server.ts'
import { becomes, PRIMARY, WWW } from '../support/web-pool.ts'

test('a daemon that was stopped in the middle of a probe, for longer than its timeout, takes no server for down', async (t) => {
  const port = await freePort(PRIMARY)
  const server = await startSlowServer(t, PRIMARY, port)
  const zone = `;@ check web http port=${port} every=300ms timeout=500ms fall=1\nwww A ${PRIMARY} ;@ check=web`
  const daemon = await startDaemon(t, { zones: { 'corp.example.zone': corpZone(zone) } })
  await becomes(daemon, `${PRIMARY}/web`, 'up')
  server.delayMs = 100
  for (let stops = 0; stops < 2; stops++) {
    await server.nextRequest()
    daemon.process.signal('SIGSTOP')
    await pause(1200)
    daemon.process.signal('SIGCONT')
  }
  const goesOnMs = Date.now()
  await daemon.waitFor(WWW, 'further probes', () => lastProbedAtMs(daemon.databaseFile) > goesOnMs)
  const states = verdictTransitions(daemon.databaseFile).map(({ to_state }) => to_state)
  assert.deepEqual(states, ['up'])
})
