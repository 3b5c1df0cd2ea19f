// The API of a real daemon over TCP: a token is made, decrees, and is revoked.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { freePort } from '../support/free-port.ts'
import { PRIMARY, STANDBY, startWebPool, WWW } from '../support/web-pool.ts'

test('who has a token operates from another machine, until it is revoked', async (t) => {
  const port = await freePort('127.0.0.1')
  const { daemon } = await startWebPool(t, { config: `api: { listen: ['127.0.0.1:${port}'] }` })
  const made = await daemon.cli('token', 'create', 'deploy', '--scope', 'operate', '--for', '1h')
  assert.equal(made.code, 0, made.stderr)
  const headers = { authorization: `Bearer ${made.stdout.trim()}` }
  const decree = () =>
    fetch(`http://127.0.0.1:${port}/v1/overrides`, {
      method: 'POST',
      headers,
      body: JSON.stringify({ decree: 'force-down', target: PRIMARY, for: '1h', why: 'new disks' }),
    })
  const done = await decree()
  assert.equal(done.status, 200, await done.clone().text())
  assert.equal(((await done.json()) as { override: { who: string } }).override.who, 'deploy (token)')
  assert.deepEqual((await daemon.ask(WWW)).data, [STANDBY])
  const events = await fetch(`http://127.0.0.1:${port}/v1/events?after=0`, { headers })
  assert.match((await daemon.cli('token', 'list')).stdout, /deploy +operate .* ago/)
  assert.equal((await daemon.cli('token', 'revoke', 'deploy')).code, 0)
  assert.equal((await decree()).status, 401)
  // The stream ends by itself: it is told to nobody whose token is no longer good.
  assert.match(await events.text(), /event: override\ndata: .*"detail":"deploy \(token\)"/)
})
