// After a crash the record table speaks until the checks do.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { zstdDecompressSync } from 'node:zlib'
import Database from 'better-sqlite3'
import { corpZone, startDaemon, type TestDaemon } from '../support/daemon.ts'
import { lastProbedAtMs, publishedData } from '../support/record-table.ts'
import { PRIMARY, STANDBY, startWebPool, WWW, webCheck, wwwRecords } from '../support/web-pool.ts'

test('after kill -9 the first answer is what the table holds, before any probe has ended', async (t) => {
  const { daemon, primary, standby, port } = await startWebPool(t)
  await primary.kill()
  await daemon.waitForAnswer(WWW, STANDBY)
  await daemon.kill()
  assert.deepEqual(publishedData(daemon.databaseFile, 'www.corp.example.', 'A'), [STANDBY])

  // Both servers accept connections and say nothing: no probe ends within half a minute.
  await primary.start()
  primary.silence()
  standby.silence()
  const calm = webCheck(port, 'every=60s timeout=30s fall=2 rise=2')
  daemon.writeZone('corp.example.zone', corpZone(`${calm}\n${wwwRecords()}`))
  const restartedAtMs = Date.now()
  await daemon.start()
  assert.deepEqual((await daemon.ask(WWW)).data, [STANDBY])
  assert.ok(lastProbedAtMs(daemon.databaseFile) < restartedAtMs)
})

test('after kill -9 with everything down the answer stays what it was', async (t) => {
  const { daemon, primary, standby } = await startWebPool(t)
  await Promise.all([primary.kill(), standby.kill()])
  await daemon.waitForLog('standby down', ({ target, to }) => target === `${STANDBY}/web` && to === 'down')
  await daemon.waitForAnswer(WWW, PRIMARY)
  await daemon.kill()
  await daemon.start()
  assert.deepEqual((await daemon.ask(WWW)).data, [PRIMARY])
  assert.deepEqual(publishedData(daemon.databaseFile, 'www.corp.example.', 'A'), [PRIMARY])
})

test('the published serial survives a restart, and grows when the file has changed meanwhile', async (t) => {
  const daemon = await startDaemon(t, { zones: { 'corp.example.zone': corpZone('www A 127.0.0.10') } })
  const serial = async () => (await daemon.ask('corp.example SOA')).data[0]?.split(' ')[2]
  assert.equal(await serial(), '1')
  await daemon.stop()
  await daemon.start()
  assert.equal(await serial(), '1')
  await daemon.stop()
  daemon.writeZone('corp.example.zone', corpZone('www A 127.0.0.11'))
  await daemon.start()
  assert.equal(await serial(), '2')
})

test('a file that is broken by the time of a restart: the last good zone is served from the database, and it says so', async (t) => {
  const good = corpZone('www 30 A 127.0.0.1')
  const daemon = await startDaemon(t, { zones: { 'corp.example.zone': good } })
  daemon.writeZone('corp.example.zone', corpZone('www 30 A 127.0.0.2'))
  await daemon.waitForAnswer('www.corp.example A', '127.0.0.2')
  while (!keepsText(daemon, '127.0.0.2')) await pause(5)
  await daemon.kill()
  daemon.writeZone('corp.example.zone', 'this is no zone')
  await daemon.start()
  assert.deepEqual((await daemon.ask('www.corp.example A')).data, ['127.0.0.2'])
  const status = await daemon.cli('status')
  assert.match(status.stdout, /corp\.example\.zone:1:1: /)
  daemon.writeZone('corp.example.zone', good)
  await daemon.waitForAnswer('www.corp.example A', '127.0.0.1')
})

/** Whether the text that the database keeps holds these words. */
function keepsText({ databaseFile }: TestDaemon, words: string): boolean {
  const db = new Database(databaseFile, { readonly: true, timeout: 5000 })
  try {
    const packed = db.prepare<[], Buffer>('SELECT octets FROM zone_sources').pluck().all()
    return packed.length === 1 && zstdDecompressSync(Buffer.concat(packed)).includes(words)
  } finally {
    db.close()
  }
}
