// The status of a running daemon: its tag stays while nothing happens, and is another one with whatever does.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Status } from '../../src/control/operator.ts'
import { corpZone, type TestDaemon } from '../support/daemon.ts'
import { freePort } from '../support/free-port.ts'
import { askSocket } from '../support/socket-client.ts'
import { becomes, PRIMARY, STANDBY, startWebPool, WWW } from '../support/web-pool.ts'

async function tagOf(daemon: TestDaemon): Promise<string> {
  return (await askSocket<Status>(daemon, '/v1/status')).headers.etag ?? assert.fail()
}

/** With this tag; 304: nothing has changed. */
async function statusFor(daemon: TestDaemon, tag: string): Promise<number> {
  return (await askSocket(daemon, '/v1/status', { headers: { 'if-none-match': tag } })).status
}

test('the tag stays while probes pass, and changes with a state, a decree, a reload, a refused file and a restart', async (t) => {
  const { daemon, primary } = await startWebPool(t)
  const quiet = await tagOf(daemon)
  const probed = async () => {
    const { body } = await askSocket<Status>(daemon, '/v1/status')
    return body.targets.map(({ last }) => last?.atMs ?? 0)
  }
  const before = await probed()
  while ((await probed()).some((atMs, i) => atMs === before[i]))
    assert.equal(await statusFor(daemon, quiet), 304)

  const seen = new Set([quiet])
  const isNew = async (what: string) => {
    const tag = await tagOf(daemon)
    assert.ok(!seen.has(tag), `${what}: ${tag} again`)
    seen.add(tag)
  }
  const { body } = await askSocket<Status>(daemon, '/v1/overrides', {
    send: { decree: 'force-down', target: STANDBY, for: '1h', why: 'new disks' },
  })
  assert.ok('override' in body)
  await isNew('a decree')
  const { body: decreed } = await askSocket<Status>(daemon, '/v1/status')
  assert.equal(decreed.overrides?.length, 1)
  await askSocket(daemon, '/v1/overrides/undo', { send: { target: STANDBY } })
  await isNew('its end')
  assert.equal((await askSocket<Status>(daemon, '/v1/status')).body.overrides, undefined)

  const lines = daemon.log().length
  await primary.kill()
  await becomes(daemon, `${PRIMARY}/web`, 'down', lines)
  await isNew('a target that is down')
  await daemon.waitForAnswer(WWW, STANDBY)
  assert.deepEqual((await askSocket<Status>(daemon, '/v1/status')).body.pools[0]?.answers[0]?.data, STANDBY)

  daemon.writeZone('other.example.zone', corpZone('web A 127.0.0.11 ;@ primery'))
  await daemon.cli('reload')
  await isNew('a file that is refused')
  daemon.writeZone('other.example.zone', corpZone(''))
  await daemon.cli('reload')
  await isNew('a new zone')
  await daemon.stop()
  await daemon.start()
  await isNew('a restart')
})

test('the status is compressed for who takes that, and says the same', async (t) => {
  const port = await freePort('127.0.0.1')
  const { daemon } = await startWebPool(t, { config: `api: { listen: ['127.0.0.1:${port}'] }` })
  const token = (await daemon.cli('token', 'create', 'page', '--scope', 'read')).stdout.trim()
  const fetched = async (path: string): Promise<Response> =>
    fetch(`http://127.0.0.1:${port}${path}`, { headers: { authorization: `Bearer ${token}` } })
  // fetch asks for gzip, and takes it apart by itself.
  const answer = await fetched('/v1/status')
  assert.equal(answer.headers.get('content-encoding'), 'gzip')
  assert.equal(((await answer.json()) as Status).targets.length, 2)
  assert.equal((await fetched('/openapi.json')).headers.get('content-encoding'), 'gzip')
  assert.equal((await fetched('/v1/whoami')).headers.get('content-encoding'), null)
  const events = await fetched('/v1/events')
  assert.equal(events.headers.get('content-encoding'), null)
  await events.body?.cancel()
  const onSocket = await askSocket(daemon, '/v1/status', { headers: { 'accept-encoding': 'gzip' } })
  assert.equal(onSocket.headers['content-encoding'], 'gzip')
})
