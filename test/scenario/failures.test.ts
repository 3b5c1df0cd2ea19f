// Further ways in which a server fails, with real processes: the answer goes around each of them, and says why.
import assert from 'node:assert/strict'
import { once } from 'node:events'
import http from 'node:http'
import https from 'node:https'
import net from 'node:net'
import { type TestContext, test } from 'node:test'
import { makeAuthority } from '../support/certificates.ts'
import { corpZone, startDaemon, type TestDaemon } from '../support/daemon.ts'
import { freePort } from '../support/free-port.ts'
import { verdictTransitions } from '../support/record-table.ts'
import { becomes, PRIMARY, STANDBY, WWW } from '../support/web-pool.ts'

const TIMING = 'every=300ms timeout=2s fall=2 rise=2'

/** A pool of PRIMARY and STANDBY behind this check, both up. */
async function startPool(t: TestContext, check: string): Promise<TestDaemon> {
  const lines = [
    `;@ check web ${check} ${TIMING}`,
    `www A ${PRIMARY} ;@ primary check=web`,
    `www A ${STANDBY} ;@ standby check=web`,
  ]
  const daemon = await startDaemon(t, { zones: { 'corp.example.zone': corpZone(lines.join('\n')) } })
  await Promise.all([PRIMARY, STANDBY].map((address) => becomes(daemon, `${address}/web`, 'up')))
  return daemon
}

async function listen(t: TestContext, server: net.Server, address: string, port: number): Promise<void> {
  await once(server.listen(port, address), 'listening')
  t.after(() => server.close())
}

function lastReason(daemon: TestDaemon): unknown[] {
  const last = verdictTransitions(daemon.databaseFile).at(-1)
  return [last?.target, last?.to_state, last?.reason]
}

test('a server whose status becomes a wrong one is answered around, until it is right again', async (t) => {
  const port = await freePort(PRIMARY, STANDBY)
  let status = 200
  const primary = http.createServer((_, response) => response.writeHead(status).end())
  await listen(t, primary, PRIMARY, port)
  await listen(
    t,
    http.createServer((_, response) => response.end()),
    STANDBY,
    port,
  )
  const daemon = await startPool(t, `http port=${port}`)
  status = 500
  await daemon.waitForAnswer(WWW, STANDBY)
  assert.deepEqual(lastReason(daemon), [`${PRIMARY}/web`, 'down', 'status'])
  status = 200
  await daemon.waitForAnswer(WWW, PRIMARY)
})

test('a server whose certificate expires is answered around, until it has a new one', async (t) => {
  const port = await freePort(PRIMARY, STANDBY)
  const authority = makeAuthority()
  t.after(() => authority.remove())
  const names = [`IP:${PRIMARY}`, `IP:${STANDBY}`]
  const good = authority.issue(names, 30)
  const primary = https.createServer(good, (_, response) => response.end())
  await listen(t, primary, PRIMARY, port)
  await listen(
    t,
    https.createServer(good, (_, response) => response.end()),
    STANDBY,
    port,
  )
  const daemon = await startPool(t, `https port=${port} ca=${authority.file}`)
  primary.setSecureContext(authority.issue(names, -1))
  await daemon.waitForAnswer(WWW, STANDBY)
  assert.deepEqual(lastReason(daemon), [`${PRIMARY}/web`, 'down', 'tls-expired'])
  primary.setSecureContext(good)
  await daemon.waitForAnswer(WWW, PRIMARY)
})

test('a server that closes its port and lives on is answered around, until it opens the port again', async (t) => {
  const port = await freePort(PRIMARY, STANDBY)
  const primary = net.createServer((socket) => socket.on('error', () => socket.destroy()).end())
  await listen(t, primary, PRIMARY, port)
  await listen(
    t,
    net.createServer((socket) => socket.on('error', () => socket.destroy()).end()),
    STANDBY,
    port,
  )
  const daemon = await startPool(t, `tcp port=${port}`)
  primary.close()
  await daemon.waitForAnswer(WWW, STANDBY)
  assert.deepEqual(lastReason(daemon), [`${PRIMARY}/web`, 'down', 'refused'])
  await once(primary.listen(port, PRIMARY), 'listening')
  await daemon.waitForAnswer(WWW, PRIMARY)
})
