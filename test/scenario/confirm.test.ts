// confirm=: what has failed once is asked again at once.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { corpZone, startDaemon } from '../support/daemon.ts'
import { freePort } from '../support/free-port.ts'
import { verdictTransitions } from '../support/record-table.ts'
import { startServers } from '../support/server.ts'
import { becomes, PRIMARY } from '../support/web-pool.ts'

test('with confirm= a dead server is down long before its interval has come as often as fall= says', async (t) => {
  const port = await freePort(PRIMARY)
  const [server] = await startServers(t, 'http', port, [PRIMARY])
  const zone = [
    `;@ defaults every=1s timeout=1s fall=10 rise=1`,
    `;@ check sure http port=${port} confirm=20ms`,
    `;@ check patient http port=${port}`,
    `www A ${PRIMARY} ;@ check=sure,patient`,
  ]
  const daemon = await startDaemon(t, { zones: { 'corp.example.zone': corpZone(zone.join('\n')) } })
  await Promise.all(['sure', 'patient'].map((check) => becomes(daemon, `${PRIMARY}/${check}`, 'up')))
  await server?.kill()
  await becomes(daemon, `${PRIMARY}/sure`, 'down')
  const down = verdictTransitions(daemon.databaseFile).filter(({ to_state }) => to_state === 'down')
  assert.deepEqual(
    down.map(({ target }) => target),
    [`${PRIMARY}/sure`],
  )
})
