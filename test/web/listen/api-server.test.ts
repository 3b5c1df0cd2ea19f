// The API for other machines, over real HTTP and HTTPS: who may ask for what.
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { request } from 'node:http'
import { request as requestTls } from 'node:https'
import { type TestContext, test } from 'node:test'
import { createLog } from '../../../src/log.ts'
import { startApiServer } from '../../../src/web/listen/api-server.ts'
import { MAX_FAILURES } from '../../../src/web/listen/failures.ts'
import type { CountedRequest } from '../../../src/web/metrics/event-metrics.ts'
import { OPERATIONS } from '../../../src/web/operations/registry.ts'
import { makeAuthority } from '../../support/certificates.ts'
import { fakeOperator } from '../../support/fake-operator.ts'
import { freePort } from '../../support/free-port.ts'
import { askHttp } from '../../support/http-ask.ts'

const log = createLog('silent')
const host = '127.0.0.1'
const DRAIN = JSON.stringify({
  decree: 'drain',
  target: '10.1.0.10',
  for: '2h',
  why: 'new disks',
  user: 'root',
})

interface Sent {
  readonly method?: string
  readonly token?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
}

async function start(t: TestContext) {
  const operator = fakeOperator()
  const counted: string[] = []
  const metrics = {
    read: async () => ({ text: '', contentType: 'text/plain' }),
    requested: ({ door, route, status }: CountedRequest) => void counted.push(`${door} ${route} ${status}`),
  }
  const port = await freePort(host)
  const started = await startApiServer({
    listen: [{ address: host, port }],
    hosts: ['ns1.corp.example.'],
    operator,
    metrics,
    log,
  })
  assert.ok('api' in started, JSON.stringify(started))
  t.after(() => started.api.close())
  const ask = async (path: string, { method = 'GET', token, headers, body }: Sent = {}): Promise<number> => {
    const shown = token === undefined ? {} : { authorization: `Bearer ${token}` }
    const asked = request({ host, port, path, method, agent: false, headers: { ...shown, ...headers } }).end(
      body,
    )
    const [response] = await once(asked, 'response')
    response.resume()
    return response.statusCode
  }
  return { operator, ask, port, counted }
}

test('RFC 9110 §9.2.1: a token that may read is good for the safe methods, and changes nothing', async (t) => {
  const { operator, ask } = await start(t)
  assert.equal(await ask('/v1/status', { token: 'read' }), 200)
  for (const path of ['/v1/overrides', '/v1/reload', '/v1/pools/a/A/failback', '/v1/reports/10.1.0.60/alive'])
    assert.equal(await ask(path, { method: 'POST', token: 'read', body: DRAIN }), 403, path)
  assert.deepEqual([operator.decreed, operator.releasedPools, operator.reported], [[], [], []])
})

test('GET /v1/whoami is the name of the token, its scope and its end', async (t) => {
  const { port } = await start(t)
  const known = async (token: string): Promise<unknown> => {
    const headers = { authorization: `Bearer ${token}` }
    return (await fetch(`http://${host}:${port}/v1/whoami`, { headers })).json()
  }
  const endsAtMs = Date.parse('2026-03-01T12:00:00Z')
  assert.deepEqual(await known('read'), { name: 'reader', scope: 'read', endsAtMs })
  assert.deepEqual(await known('operate'), { name: 'operateer', scope: 'operate' })
})

/** What each of them takes when it is none. */
const DRY_RUNS = {
  '/v1/overrides': { decree: 'drain', target: '10.1.0.10', for: '2h', why: 'new disks' },
  '/v1/overrides/undo': { target: '10.1.0.10' },
  '/v1/pools/{name}/{type}/failback': {},
}

test('a token that may read is good for dry runs, which change nothing, and for nothing that changes something', async (t) => {
  const { operator, ask } = await start(t)
  const routes = OPERATIONS.filter(({ scope }) => scope === 'read, to change operate')
  assert.deepEqual(routes.map(({ path }) => path).sort(), Object.keys(DRY_RUNS).sort())
  for (const [route, body] of Object.entries(DRY_RUNS)) {
    const path = route.replace('{name}', 'intranet.corp.example').replace('{type}', 'A')
    const post = (sent: object, token: string) =>
      ask(path, { method: 'POST', token, body: JSON.stringify(sent) })
    for (const sent of [body, { ...body, dryRun: false }]) assert.equal(await post(sent, 'read'), 403, path)
    assert.equal(await post({ ...body, dryRun: true }, 'read'), 200, path)
  }
  const dry = [...operator.decreed, ...operator.undone, ...operator.releasedPools]
  assert.deepEqual(
    dry.map(({ dryRun }) => dryRun),
    [true, true, true],
  )
  const simulated = JSON.stringify({ down: ['10.1.0.10'] })
  assert.equal(await ask('/v1/simulate', { method: 'POST', token: 'read', body: simulated }), 200)
  assert.equal(await ask('/v1/overrides/', { method: 'POST', token: 'read', body: simulated }), 403)
})

test('requests are counted by their route as it is declared, and by status; refused tokens are 401', async (t) => {
  const { ask, counted } = await start(t)
  await ask('/v1/status', { token: 'read' })
  await ask('/v1/status', { token: 'wrong' })
  await ask('/v1/zones/corp.example/export?declared=x', { token: 'read' })
  await ask('/v1/pools/a.corp.example/A/failback', { method: 'POST', token: 'read' })
  await ask('/%2e%2e/etc/passwd', { token: 'read' })
  await ask('/v1/reload', { token: 'read' })
  assert.deepEqual(counted, [
    'api /v1/status 200',
    'api /v1/status 401',
    'api /v1/zones/:origin/export 400',
    'api /v1/pools/:name/:type/failback 403',
    'api none 404',
    'api none 405',
  ])
})

test('a token that may operate decrees in its own name, whatever the request claims', async (t) => {
  const { operator, ask } = await start(t)
  assert.equal(await ask('/v1/overrides', { method: 'POST', token: 'operate', body: DRAIN }), 200)
  assert.equal(operator.decreed[0]?.who, 'operateer (token)')
})

test('backups and tokens are asked for on the Unix socket only', async (t) => {
  const { operator, ask } = await start(t)
  const token = 'operate'
  assert.equal(await ask('/v1/backup?file=/tmp/x', { method: 'POST', token }), 404)
  assert.equal(await ask('/v1/tokens', { token }), 404)
  assert.equal(
    await ask('/v1/tokens', { method: 'POST', token, body: '{"name":"a","scope":"operate"}' }),
    404,
  )
  assert.deepEqual(operator.backups, [])
})

test('no file of this machine is read for others: they simulate servers that are down, and no zone file', async (t) => {
  const { operator, ask } = await start(t)
  const simulate = (body: unknown): Promise<number> =>
    ask('/v1/simulate', { method: 'POST', token: 'operate', body: JSON.stringify(body) })
  assert.equal(await simulate({ down: ['10.1.0.10'] }), 200)
  assert.equal(await simulate({ zone: '/etc/shadow' }), 403)
  assert.deepEqual(operator.simulated, [{ down: ['10.1.0.10'] }])
})

test('RFC 9110 §10.2.3: without a good token nothing is told, and after some failures the network is told for how long to wait; a good token of it is heard all the same', async (t) => {
  const { ask, port } = await start(t)
  assert.equal(await ask('/v1/status'), 401)
  for (let count = 1; count < MAX_FAILURES; count++)
    assert.equal(await ask('/v1/none', { token: 'bad' }), 401)
  const shut = await askHttp({ host, port }, { path: '/v1/status', headers: { authorization: 'Bearer bad' } })
  assert.equal(shut.status, 429)
  const seconds = Number(shut.headers['retry-after'])
  assert.ok(Number.isInteger(seconds) && seconds >= 1 && seconds <= 60, String(seconds))
  assert.equal(await ask('/v1/status', { token: 'read' }), 200, 'a proxy, or one old token, shuts nobody out')
})

test('RFC 9457 §3: a long refusal is told whole to a client that takes gzip, and not as an error of ours', async (t) => {
  const { port } = await start(t)
  const unknown = Array.from({ length: 500 }, (_, at) => `key${at}=1`)
  const headers = { authorization: 'Bearer read', 'accept-encoding': 'gzip' }
  const told = await askHttp({ host, port }, { path: `/v1/explain?name=x&${unknown.join('&')}`, headers })
  assert.deepEqual([told.status, told.headers['content-encoding']], [400, undefined])
  assert.match(JSON.parse(told.text).problems[0], /"key499"$/)
})

test('a name that is not ours is refused, so that no page can reach us by a name of its own', async (t) => {
  const { ask } = await start(t)
  const named = (name: string) => ask('/v1/status', { token: 'read', headers: { host: name } })
  assert.deepEqual([await named('evil.example'), await named('NS1.corp.example:8054')], [421, 200])
})

test('a page of another origin is refused, one of our own is not', async (t) => {
  const { ask, port } = await start(t)
  const from = (origin: string) => ask('/v1/status', { token: 'read', headers: { origin } })
  for (const origin of ['https://evil.example', 'null', `http://${host}:1`])
    assert.equal(await from(origin), 403)
  assert.equal(await from(`http://${host}:${port}`), 200)
})

test('RFC 9325 §3.1.1: with a certificate it is HTTPS, and a new one is used from then on', async (t) => {
  const authority = makeAuthority()
  t.after(() => authority.remove())
  const [first, second] = [authority.selfSigned(['IP:127.0.0.1']), authority.selfSigned(['IP:127.0.0.1'])]
  const port = await freePort(host)
  const options = { listen: [{ address: host, port }], hosts: [], operator: fakeOperator(), log }
  const started = await startApiServer({ ...options, certificate: { chain: first.cert, key: first.key } })
  assert.ok('api' in started)
  t.after(() => started.api.close())
  const ask = async (ca: string): Promise<number> => {
    const headers = { authorization: 'Bearer read' }
    const asked = requestTls({ host, port, path: '/v1/status', ca, agent: false, headers }).end()
    const [response] = await once(asked, 'response')
    response.resume()
    return response.statusCode
  }
  assert.equal(await ask(first.cert), 200)
  started.useCertificate({ chain: second.cert, key: second.key })
  assert.equal(await ask(second.cert), 200)
  await assert.rejects(ask(first.cert))
})
