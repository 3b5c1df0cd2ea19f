// A database that takes nothing while the daemon runs: people are told of it all the same, and that it is over.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import Database from 'better-sqlite3'
import type { AlertsReport } from '../../src/control/operator.ts'
import { makeSecret, type Posted, startHook } from '../support/inbox.ts'
import { STANDBY, startWebPool, WWW } from '../support/web-pool.ts'

interface Told {
  readonly id: string
  readonly alerts: readonly { readonly key: string; readonly state: string; readonly detail: string }[]
}

function storeIn({ body }: Posted, state: string) {
  return (JSON.parse(body) as Told).alerts.find((alert) => alert.key === 'store' && alert.state === state)
}

test('a database that refuses is told of though nothing can be written, is in the log once, and its end is told', async (t) => {
  const hook = await startHook(t)
  const { daemon, primary } = await startWebPool(t, {
    config: `alerts:
  group: 0s
  receivers: [{ name: hook, webhook: { url: '${hook.url}', secret: ${makeSecret(t)} } }]`,
  })
  const somebody = new Database(daemon.databaseFile)
  t.after(() => somebody.close())
  somebody.exec('BEGIN IMMEDIATE')
  await primary.kill()
  await daemon.waitForAnswer(WWW, STANDBY)
  const posted = await hook.find('that it refuses', (one) => storeIn(one, 'firing') !== undefined)
  assert.match(
    storeIn(posted, 'firing')?.detail ?? '',
    /failover\.db: database is locked: stop the other program/,
  )
  const listed = JSON.parse((await daemon.cli('alerts', '--json')).stdout) as AlertsReport
  assert.equal(listed.firing.find(({ key }) => key === 'store')?.severity, 'critical')

  somebody.exec('ROLLBACK')
  await hook.find('that it works again', (one) => storeIn(one, 'resolved') !== undefined)
  await daemon.waitForLog('the end', ({ msg }) => msg === 'the record table can be written again')
  const down = await hook.find('what happened meanwhile', ({ body }) => body.includes('no spare left'))
  assert.ok(hook.items.indexOf(down) > hook.items.indexOf(posted))
  // Ten seconds of refusal at least, in which it was tried once a second and more.
  for (const begin of ['the change could not be written', 'outcomes could not be written']) {
    const lines = daemon.log().filter(({ msg }) => msg?.startsWith(begin) === true)
    assert.ok(lines.length <= 3, `${lines.length} lines: ${begin}`)
  }
})
