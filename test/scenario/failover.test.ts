// The main job: a server dies, the answer changes; it comes back, the answer changes back.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import Database from 'better-sqlite3'
import { ConstantAsker } from '../support/constant-asker.ts'
import { publishedData, verdictTransitions } from '../support/record-table.ts'
import { becomes, PRIMARY, STANDBY, startWebPool, WWW } from '../support/web-pool.ts'

test('a killed primary is answered around, and answered again when it is back', async (t) => {
  const { daemon, primary } = await startWebPool(t)
  assert.deepEqual((await daemon.ask(WWW)).lines, [`www.corp.example. 30 A ${PRIMARY}`])

  await primary.kill()
  await daemon.waitForAnswer(WWW, STANDBY)
  assert.deepEqual((await daemon.ask(WWW)).lines, [`www.corp.example. 30 A ${STANDBY}`])

  await primary.start()
  await daemon.waitForAnswer(WWW, PRIMARY)
  assert.deepEqual((await daemon.ask(WWW)).lines, [`www.corp.example. 30 A ${PRIMARY}`])
})

test('a primary that accepts connections and says nothing is answered around', async (t) => {
  const { daemon, primary } = await startWebPool(t)
  primary.silence()
  await daemon.waitForAnswer(WWW, STANDBY)
  const [down] = verdictTransitions(daemon.databaseFile).slice(-1)
  assert.deepEqual([down?.target, down?.to_state, down?.reason], [`${PRIMARY}/web`, 'down', 'timeout'])
  primary.wake()
  await daemon.waitForAnswer(WWW, PRIMARY)
})

test('the TTL shrinks while a change is under way, and never rises above the declared one', async (t) => {
  const { daemon, primary } = await startWebPool(t, { timing: 'every=300ms timeout=300ms fall=5 rise=5' })
  const asker = new ConstantAsker(t, daemon.endpoint, WWW)
  await primary.kill()
  await daemon.waitForAnswer(WWW, STANDBY)
  await primary.start()
  await daemon.waitForAnswer(WWW, PRIMARY)
  const { lost, different } = await asker.stop()
  assert.equal(lost, 0)
  assert.deepEqual(different, [
    `NOERROR ${PRIMARY} ttl 30`,
    `NOERROR ${PRIMARY} ttl 1`,
    `NOERROR ${STANDBY} ttl 30`,
    `NOERROR ${STANDBY} ttl 1`,
  ])
})

test('the published flags of the record table are what is answered, and each change has its transition', async (t) => {
  const { daemon, primary } = await startWebPool(t)
  const published = () => publishedData(daemon.databaseFile, 'www.corp.example.', 'A')
  assert.deepEqual(published(), (await daemon.ask(WWW)).data)

  await primary.kill()
  await becomes(daemon, `${PRIMARY}/web`, 'down')
  assert.deepEqual(published(), [STANDBY])
  assert.deepEqual((await daemon.ask(WWW)).data, [STANDBY])

  const before = daemon.log().length
  await primary.start()
  await becomes(daemon, `${PRIMARY}/web`, 'up', before)
  assert.deepEqual(published(), [PRIMARY])
  assert.deepEqual((await daemon.ask(WWW)).data, [PRIMARY])

  const ofPrimary = verdictTransitions(daemon.databaseFile).filter(
    ({ target }) => target === `${PRIMARY}/web`,
  )
  assert.deepEqual(
    ofPrimary.map(({ from_state, to_state, reason }) => `${from_state} ${to_state} ${reason}`),
    ['unknown up ok', 'up down refused', 'down up ok'],
  )
})

test('a record table that cannot be written keeps nobody from failing over, and is made good later', async (t) => {
  const { daemon, primary } = await startWebPool(t)
  const published = () => publishedData(daemon.databaseFile, 'www.corp.example.', 'A')
  const somebody = new Database(daemon.databaseFile)
  t.after(() => somebody.close())
  somebody.exec('BEGIN IMMEDIATE')
  await primary.kill()
  await daemon.waitForAnswer(WWW, STANDBY)
  assert.deepEqual(published(), [PRIMARY])
  await daemon.waitForLog('refusal', ({ msg }) => msg?.startsWith('the change could not be written') === true)

  somebody.exec('ROLLBACK')
  await daemon.waitFor(WWW, 'published flags that are made good', () => published().join() === STANDBY)
  const last = verdictTransitions(daemon.databaseFile).at(-1)
  assert.deepEqual([last?.target, last?.to_state], [`${PRIMARY}/web`, 'down'])
})
