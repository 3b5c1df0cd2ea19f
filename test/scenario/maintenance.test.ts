// A server that is taken out for an hour of the night, and comes back by itself.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { corpZone } from '../support/daemon.ts'
import { transitionsOf } from '../support/record-table.ts'
import { PRIMARY, STANDBY, startWebPool, WWW, webCheck, wwwRecords } from '../support/web-pool.ts'

test('a server in maintenance is not answered while anybody else is left, and is back at its end', async (t) => {
  const more = `;@ maintenance ${PRIMARY} "* * * * *" 1h "patching"`
  const { daemon, standby, port } = await startWebPool(t, { more })
  assert.deepEqual((await daemon.ask(WWW)).data, [STANDBY])
  assert.match(
    (await daemon.cli('status')).stdout,
    /Maintenance \(1\)[\s\S]*127\.0\.0\.10 +\* \* \* \* \* +1h +open for/,
  )
  const explained = (await daemon.cli('explain', 'www.corp.example')).stdout
  assert.match(explained.replace(/\s+/g, ' '), /decreed 127\.0\.0\.10: in maintenance until .*: patching/)

  await standby.kill()
  await daemon.waitForAnswer(WWW, PRIMARY)
  const last = (await daemon.cli('explain', 'www.corp.example')).stdout
  assert.match(
    last.replace(/\s+/g, ' '),
    /only what is in maintenance or drained is available: it is answered/,
  )
  await standby.start()
  await daemon.waitForAnswer(WWW, STANDBY)

  await daemon.kill()
  await daemon.start()
  assert.deepEqual((await daemon.ask(WWW)).data, [STANDBY])
  daemon.writeZone('corp.example.zone', corpZone(`${webCheck(port)}\n${wwwRecords()}`))
  await daemon.waitForAnswer(WWW, PRIMARY)
  const begun = { target: PRIMARY, from_state: 'none', to_state: 'drain', reason: 'patching' }
  const ended = { target: PRIMARY, from_state: 'drain', to_state: 'none', reason: 'patching' }
  const changes = () => transitionsOf(daemon.databaseFile, 'maintenance')
  await daemon.waitFor(WWW, 'the end of the maintenance', () => changes().length > 1)
  assert.deepEqual(changes(), [begun, ended])
})

test('an override of the same address comes and goes in between: a restart is no second beginning', async (t) => {
  const more = `;@ maintenance ${PRIMARY} "* * * * *" 1h "patching"`
  const { daemon } = await startWebPool(t, { more })
  await daemon.cli('drain', PRIMARY, '--for', '1h', '--why', 'new disks')
  const undone = await daemon.cli('undo', PRIMARY)
  assert.equal(undone.code, 0, undone.stderr)
  await daemon.kill()
  await daemon.start()
  assert.deepEqual((await daemon.ask(WWW)).data, [STANDBY])
  const changes = transitionsOf(daemon.databaseFile, 'maintenance')
  assert.deepEqual(
    changes.map(({ to_state }) => to_state),
    ['drain'],
  )
})

const SOON_MS = 2000

test('a window opens and closes by itself', async (t) => {
  const { daemon, port } = await startWebPool(t)
  const opens = new Date(Date.now() + SOON_MS)
  const when = `${opens.getSeconds()} ${opens.getMinutes()} ${opens.getHours()} * * *`
  const planned = `;@ maintenance ${PRIMARY} "${when}" 3s "a new kernel"`
  daemon.writeZone('corp.example.zone', corpZone(`${webCheck(port)}\n${wwwRecords()}\n${planned}`))
  await daemon.waitForAnswer(WWW, STANDBY)
  await daemon.waitForAnswer(WWW, PRIMARY)
  const changes = transitionsOf(daemon.databaseFile, 'maintenance')
  assert.deepEqual(
    changes.map(({ to_state }) => to_state),
    ['drain', 'none'],
  )
})

test('failover.yaml plans maintenance like a zone file; an address that stands in no pool is told in the log', async (t) => {
  const entry = (address: string) => `{ address: ${address}, at: "* * * * *", for: 1h, why: patching }`
  const config = `maintenance: [${entry(PRIMARY)}, ${entry('127.0.0.99')}]`
  const { daemon, standby } = await startWebPool(t, { config })
  assert.deepEqual((await daemon.ask(WWW)).data, [STANDBY])
  assert.match((await daemon.cli('status')).stdout, /Maintenance \(2\)/)
  const { steps } = JSON.parse((await daemon.cli('explain', 'www.corp.example', '--json')).stdout)
  const places = steps.map(({ fact, place }: { fact: string; place?: string }) => `${fact} in ${place}`)
  assert.ok(places.includes('decreed in failover.yaml'), places.join('\n'))
  await daemon.waitForLog(
    'the address',
    ({ address, msg }) => address === '127.0.0.99' && /in no pool/.test(`${msg}`),
  )
  await standby.kill()
  await daemon.waitForAnswer(WWW, PRIMARY)
})
