// A server that is back takes a part of its weight first.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Status } from '../../src/control/operator.ts'
import { corpZone, type TestDaemon } from '../support/daemon.ts'
import { becomes, PRIMARY, STANDBY, startWebPool, webCheck, wwwRecords } from '../support/web-pool.ts'

const APP = 'app.corp.example A'

async function whyOf(daemon: TestDaemon): Promise<string> {
  const { pools } = JSON.parse((await daemon.cli('status', '--json')).stdout) as Status
  return pools.find(({ name }) => name === 'app.corp.example.')?.why ?? ''
}

test('a recovered server takes a part of its weight, which status and explain tell, and all of it in the end', async (t) => {
  const members = [PRIMARY, STANDBY].map((address) => `app 30 A ${address} ;@ check=web`).join('\n')
  const slowly = (over: string) => `;@ pool app A slow-start=${over} answers=1\n${members}`
  const { daemon, primary, port } = await startWebPool(t, { more: slowly('10h') })
  await primary.kill()
  await becomes(daemon, `${PRIMARY}/web`, 'down')
  const before = daemon.log().length
  await primary.start()
  await becomes(daemon, `${PRIMARY}/web`, 'up', before)
  await daemon.waitForAnswer(APP, PRIMARY)
  assert.match(await whyOf(daemon), /127\.0\.0\.10 takes 1 of 5 parts of its weight/)
  const explained = (await daemon.cli('explain', 'app.corp.example')).stdout
  assert.match(explained.replace(/\s+/g, ' '), /slow start: 127\.0\.0\.10 takes 1 of 5/)

  daemon.writeZone('corp.example.zone', corpZone(`${webCheck(port)}\n${wwwRecords()}\n${slowly('1s')}`))
  for (let why = await whyOf(daemon); why.includes('slow start'); ) why = await whyOf(daemon)
})
