// The API of a real daemon over TCP: a token is made, decrees, and is revoked.
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { request } from 'node:https'
import { join } from 'node:path'
import { test } from 'node:test'
import { EXIT } from '../../src/cli/exit-codes.ts'
import { makeAuthority } from '../support/certificates.ts'
import { corpZone, type LogLine, makeDaemon } from '../support/daemon.ts'
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
  const audited = (line: LogLine) => line.msg === 'changed over the API' && line['who'] === 'deploy (token)'
  assert.equal((await daemon.waitForLog('who has changed what', audited))['from'], '127.0.0.1')
  const events = await fetch(`http://127.0.0.1:${port}/v1/events?after=0`, { headers })
  assert.match((await daemon.cli('token', 'list')).stdout, /deploy +operate .* ago/)
  assert.equal((await daemon.cli('token', 'revoke', 'deploy')).code, 0)
  assert.equal((await decree()).status, 401)
  // The stream ends by itself: it is told to nobody whose token is no longer good.
  assert.match(await events.text(), /event: override\ndata: .*"detail":"deploy \(token\)"/)
})

test('with a certificate it is HTTPS; a new one comes into use by itself, one that is bad prevents the start', async (t) => {
  const authority = makeAuthority()
  t.after(() => authority.remove())
  const [first, second] = [authority.selfSigned(['IP:127.0.0.1']), authority.selfSigned(['IP:127.0.0.1'])]
  const port = await freePort('127.0.0.1')
  const config = `api: { listen: ['127.0.0.1:${port}'], certificate: api.pem, key: api.key }`
  const daemon = await makeDaemon(t, { config, zones: { 'corp.example.zone': corpZone('') } })
  const { code, stderr } = await daemon.startInVain()
  assert.equal(code, EXIT.start.code)
  assert.match(stderr, /^failover: api: the TLS certificate cannot be read: ENOENT/m)

  const put = ({ cert, key }: typeof first) => {
    writeFileSync(join(daemon.folder, 'api.pem'), cert)
    writeFileSync(join(daemon.folder, 'api.key'), key)
  }
  const ask = async (ca: string): Promise<number> => {
    const asked = request({ host: '127.0.0.1', port, path: '/v1/status', ca, agent: false }).end()
    const [response] = await once(asked, 'response')
    response.resume()
    return response.statusCode
  }
  put(first)
  await daemon.start()
  assert.equal(await ask(first.cert), 401)
  put(second)
  await daemon.waitForLog('the new certificate', ({ msg }) => msg === 'certificate-in-use')
  assert.equal(await ask(second.cert), 401)
})
