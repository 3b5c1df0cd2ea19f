// The metrics over TCP: in which form they are sent, and to whom.
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { request } from 'node:http'
import { type TestContext, test } from 'node:test'
import { gunzipSync } from 'node:zlib'
import { createLog } from '../../../src/log.ts'
import { startMetricsServer } from '../../../src/web/listen/metrics-server.ts'
import { freePort } from '../../support/free-port.ts'

const host = '127.0.0.1'
const TEXT = `# HELP up 1\n${'up 1\n'.repeat(1000)}`

async function start(t: TestContext) {
  const port = await freePort(host)
  const exposition = { text: TEXT, contentType: 'text/plain; version=0.0.4; charset=utf-8' }
  const metrics = { read: async () => exposition, requested: () => undefined }
  const listen = [{ address: host, port }]
  const started = await startMetricsServer({ listen, hosts: [], metrics, log: createLog('silent') })
  assert.ok('api' in started, JSON.stringify(started))
  t.after(() => started.api.close())
  return async (headers: Readonly<Record<string, string>>) => {
    const asked = request({ host, port, path: '/metrics', agent: false, headers }).end()
    const [response] = await once(asked, 'response')
    const octets = Buffer.concat(await response.toArray())
    return { status: response.statusCode, headers: response.headers, octets }
  }
}

test('RFC 9110 §12.5.3: Prometheus, which takes gzip, gets the metrics compressed, and who does not gets them as they are', async (t) => {
  const ask = await start(t)
  // Twice: the second time what was compressed for the first one is sent.
  for (let count = 0; count < 2; count++) {
    const { status, headers, octets } = await ask({ 'accept-encoding': 'gzip' })
    assert.deepEqual(
      [status, headers['content-encoding'], headers['vary'], headers['content-type']],
      [200, 'gzip', 'accept-encoding', 'text/plain; version=0.0.4; charset=utf-8'],
    )
    assert.equal(gunzipSync(octets).toString(), TEXT)
    assert.ok(octets.length < TEXT.length / 10)
  }
  const plain = await ask({})
  assert.deepEqual([plain.headers['content-encoding'], plain.octets.toString()], [undefined, TEXT])
})

test('by a name that is not ours nothing is told', async (t) => {
  const ask = await start(t)
  assert.equal((await ask({ host: 'evil.example' })).status, 421)
})
