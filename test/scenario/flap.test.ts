// flap=: a server that comes and goes is held down, unless it is the only one that works.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { becomes, PRIMARY, STANDBY, startWebPool, WWW } from '../support/web-pool.ts'

test('a flapping server is held down over a restart, and is answered all the same when nothing else works', async (t) => {
  const timing = 'every=300ms timeout=300ms fall=1 rise=1 flap=2/1h'
  const { daemon, primary, standby } = await startWebPool(t, { timing })
  await primary.kill()
  await daemon.waitForAnswer(WWW, STANDBY)
  await primary.start()
  await daemon.waitForAnswer(WWW, PRIMARY)
  const before = daemon.log().length
  await primary.kill()
  const isHeld = (line: Readonly<Record<string, unknown>>) =>
    line['target'] === `${PRIMARY}/web` && typeof line['heldUntilMs'] === 'number'
  await daemon.waitForLog('the hold', isHeld, before)
  await primary.start()

  await daemon.kill()
  await daemon.start()
  const passes = async () => (await daemon.cli('explain', 'www.corp.example')).stdout
  let explained = await passes()
  while (!/\/web is down and held [^:]*: passed/.test(explained)) explained = await passes()
  assert.match(explained, /is down and held for 1h after more than 2 changes in 1h: passed/)
  assert.deepEqual((await daemon.ask(WWW)).data, [STANDBY])
  assert.match((await daemon.cli('status')).stdout, /127\.0\.0\.10 +web +down, held for 5\dm/)

  await standby.kill()
  await becomes(daemon, `${STANDBY}/web`, 'down')
  assert.deepEqual((await daemon.ask(WWW)).data, [PRIMARY])
})
