// The API on its Unix socket: who may ask, what is answered, how it is refused.
import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, describe, test } from 'node:test'
import { createLog } from '../../../src/log.ts'
import { type Api, type ApiOptions, startApi } from '../../../src/web/listen/api.ts'
import { EXPORT, fakeOperator, REPORT, STATUS } from '../../support/fake-operator.ts'
import { askPath } from '../../support/socket-client.ts'

const folder = mkdtempSync(join(tmpdir(), 'failover-web-'))
after(() => rmSync(folder, { recursive: true }))
const log = createLog('silent')
const operator = fakeOperator()

async function started(
  name: string,
  options: Pick<ApiOptions, 'hosts'> = {},
): Promise<{ api: Api; socketPath: string }> {
  const socketPath = join(folder, name)
  const result = await startApi({ socketPath, operator, log, ...options })
  assert.ok('api' in result, JSON.stringify(result))
  return { api: result.api, socketPath }
}

interface Answer {
  readonly status: number | undefined
  readonly type: string | undefined
  readonly body: unknown
}

async function ask(socketPath: string, path: string, method = 'GET', accept = '*/*'): Promise<Answer> {
  const sent = request({ socketPath, path, method, headers: { accept } }).end()
  const [response] = await once(sent, 'response')
  const type = response.headers['content-type']
  const text = (await response.setEncoding('utf8').toArray()).join('')
  return { status: response.statusCode, type, body: type.includes('json') ? JSON.parse(text) : text }
}

describe('what is answered', () => {
  test('GET /v1/status is the status, POST /v1/reload reloads', async () => {
    const { api, socketPath } = await started('answers')
    assert.deepEqual((await ask(socketPath, '/v1/status')).body, STATUS)
    assert.deepEqual((await ask(socketPath, '/v1/reload', 'POST')).body, REPORT)
    await api.close()
  })

  test('GET /v1/explain passes name, type and client on, and nothing that was not said', async () => {
    const { api, socketPath } = await started('explain')
    const { status } = await ask(socketPath, '/v1/explain?name=a%2Bb.corp.example&type=AAAA&from=10.1.2.3')
    assert.equal(status, 200)
    assert.deepEqual(operator.asked.at(-1), { name: 'a+b.corp.example', type: 'AAAA', from: '10.1.2.3' })
    await ask(socketPath, '/v1/explain?name=intranet.corp.example')
    assert.deepEqual(operator.asked.at(-1), { name: 'intranet.corp.example' })
    await api.close()
  })

  test('GET /v1/explain takes a past instant as RFC 3339 or in milliseconds, and nothing that is neither', async () => {
    const { api, socketPath } = await started('explain-at')
    const atMs = Date.UTC(2026, 2, 1, 17, 0, 0, 250)
    for (const at of ['2026-03-01T18:00:00.250+01:00', '2026-03-01T17:00:00.250Z', String(atMs)]) {
      await ask(socketPath, `/v1/explain?${new URLSearchParams({ name: 'x', at })}`)
      assert.deepEqual(operator.asked.at(-1), { name: 'x', atMs }, at)
    }
    for (const at of ['monday', '', '2026-02-30T00:00:00Z', '-1', '1e3']) {
      const refused = await ask(socketPath, `/v1/explain?${new URLSearchParams({ name: 'x', at })}`)
      assert.equal(refused.status, 400, at)
      assert.match(JSON.stringify(refused.body), /at: expected a time as RFC 3339 writes it/)
    }
    await api.close()
  })

  test('POST /v1/pools/{name}/{type}/failback lets a pool go back; 409 when it does not wait', async () => {
    const { api, socketPath } = await started('failback')
    const done = await ask(socketPath, '/v1/pools/intranet.corp.example/A/failback', 'POST')
    assert.deepEqual(
      [done.status, operator.releasedPools.at(-1)],
      [200, { name: 'intranet.corp.example', type: 'A' }],
    )
    assert.equal((await ask(socketPath, '/v1/pools/app.corp.example/A/failback', 'POST')).status, 409)
    const longType = 'A'.repeat(17)
    assert.equal(
      (await ask(socketPath, `/v1/pools/app.corp.example/${longType}/failback`, 'POST')).status,
      400,
    )
    await api.close()
  })

  test('POST /v1/reports/{target} says that a target is well; with a body, that it is not', async () => {
    const { api, socketPath } = await started('reports')
    const { status, body } = await ask(socketPath, '/v1/reports/10.1.0.60/alive', 'POST')
    assert.deepEqual([status, (body as { targets: unknown }).targets], [200, ['10.1.0.60/alive']])
    assert.deepEqual(operator.reported, [{ target: '10.1.0.60/alive', down: false, why: '' }])
    assert.equal((await ask(socketPath, '/v1/reports/10.9.9.9/alive', 'POST')).status, 404)
    await api.close()
  })

  test('GET /v1/zones/{origin}/export is the text of the zone; JSON for who asks for it', async () => {
    const { api, socketPath } = await started('export')
    const text = await ask(socketPath, '/v1/zones/corp.example/export')
    assert.deepEqual([text.status, text.type, text.body], [200, 'text/plain; charset=UTF-8', EXPORT.text])
    const path = '/v1/zones/corp.example./export?declared=true'
    const { body } = await ask(socketPath, path, 'GET', 'application/json')
    assert.deepEqual(body, { ...EXPORT, declared: true })
    await ask(socketPath, '/v1/zones/0%2F25.2.0.192.in-addr.arpa/export')
    assert.deepEqual(operator.exported, [
      { origin: 'corp.example', declared: false },
      { origin: 'corp.example.', declared: true },
      { origin: '0/25.2.0.192.in-addr.arpa', declared: false },
    ])
    await api.close()
  })
})

describe('what is refused', () => {
  test('RFC 9457 §3: an error has a media type of its own and says type, title, status and detail', async () => {
    const { api, socketPath } = await started('problems')
    const refused = await ask(socketPath, '/v1/explain?type=A&from=10.1.2&nmae=x')
    assert.equal(refused.status, 400)
    assert.equal(refused.type, 'application/problem+json')
    const { instance, ...rest } = refused.body as { readonly instance: string }
    assert.match(instance, /^urn:failover:request:[\w-]{36}$/)
    assert.deepEqual(rest, {
      type: 'urn:failover:problem:bad-request',
      title: 'Bad Request',
      status: 400,
      detail: 'the query cannot be understood',
      problems: [
        'name: expected a name',
        'from: expected an IPv4 or IPv6 address',
        'Unrecognized key: "nmae"',
      ],
    })
    await api.close()
  })

  test('RFC 9457 §3.1: the status member is the status of the response, whatever went wrong', async () => {
    const { api, socketPath } = await started('statuses')
    const codes = {
      '/v1/explain?name=elsewhere.example': 404,
      '/v1/zones/elsewhere.example/export': 404,
      '/v1/zones/corp.example/export?declared=maybe': 400,
      '/v1/nothing': 404,
      '/v1/explain?name=broken': 500,
      [`/v1/explain?name=${'x'.repeat(2000)}`]: 400,
    }
    for (const [path, code] of Object.entries(codes)) {
      const { status, body } = await ask(socketPath, path)
      assert.deepEqual([status, (body as { status: number }).status], [code, code])
    }
    await api.close()
  })
})

describe('who reaches the socket through a browser, when somebody has forwarded it to a port', () => {
  test('a name that is not ours is refused, so that no page can reach us by a name of its own', async (t) => {
    const { api, socketPath } = await started('rebinding', { hosts: ['ns1.corp.example.'] })
    t.after(() => api.close())
    const statusFor = async (host: string) =>
      (await askPath(socketPath, '/v1/status', { headers: { host } })).status
    for (const host of ['evil.example', 'localhost.evil.example', 'ns2.corp.example'])
      assert.equal(await statusFor(host), 421, host)
    for (const host of ['localhost', 'LOCALHOST:8080', '127.0.0.1:8080', '[::1]:8080', 'ns1.corp.example'])
      assert.equal(await statusFor(host), 200, host)
  })

  test('a page of another origin is refused before anything is done; one of our own is not', async (t) => {
    const { api, socketPath } = await started('origin')
    t.after(() => api.close())
    const decree = { decree: 'drain', target: '10.1.0.10', for: '2h', why: 'new disks' }
    const from = async (origin: string) => {
      const headers = { host: 'localhost:8080', origin }
      return (await askPath(socketPath, '/v1/overrides', { headers, send: decree })).status
    }
    const before = operator.decreed.length
    for (const origin of ['https://evil.example', 'null', 'http://localhost:3000', 'http://localhost'])
      assert.equal(await from(origin), 403, origin)
    assert.equal(operator.decreed.length, before)
    assert.equal(await from('http://localhost:8080'), 200)
  })
})

describe('who owns the socket', () => {
  test('only the user of the daemon may use it: mode 0600', async () => {
    const { api, socketPath } = await started('mode')
    assert.equal(statSync(socketPath).mode & 0o777, 0o600)
    await api.close()
    assert.equal(existsSync(socketPath), false, 'it is gone after close')
  })

  test('a live daemon keeps its socket: the second one is told so', async () => {
    const { api, socketPath } = await started('live')
    const second = await startApi({ socketPath, operator, log })
    assert.deepEqual(second, { problem: `another failover daemon is running: it answers on ${socketPath}` })
    assert.equal((await ask(socketPath, '/v1/status')).status, 200)
    await api.close()
  })

  test('the socket that a killed process left is replaced', async () => {
    const socketPath = join(folder, 'stale')
    const child = spawn(process.execPath, ['-e', LISTEN, socketPath], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    await once(child.stdout as NonNullable<ChildProcess['stdout']>, 'data')
    const busy = await startApi({ socketPath, operator, log })
    assert.ok('problem' in busy)
    child.kill('SIGKILL')
    await once(child, 'exit')
    assert.ok(existsSync(socketPath))
    const { api } = await started('stale')
    assert.equal((await ask(socketPath, '/v1/status')).status, 200)
    await api.close()
  })

  test('of several that find a stale socket at once, one gets it and the others are told', async () => {
    const socketPath = join(folder, 'race')
    const child = spawn(process.execPath, ['-e', LISTEN, socketPath], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    await once(child.stdout as NonNullable<ChildProcess['stdout']>, 'data')
    child.kill('SIGKILL')
    await once(child, 'exit')
    const results = await Promise.all([1, 2, 3].map(() => startApi({ socketPath, operator, log })))
    const apis = results.flatMap((result) => ('api' in result ? [result.api] : []))
    assert.equal(apis.length, 1)
    assert.equal((await ask(socketPath, '/v1/status')).status, 200)
    await apis[0]?.close()
  })

  test('a file that is no socket is never removed', async () => {
    const socketPath = join(folder, 'precious.txt')
    writeFileSync(socketPath, 'precious')
    const result = await startApi({ socketPath, operator, log })
    assert.deepEqual(result, {
      problem: `${socketPath} exists and is not a socket: name another socket in the configuration`,
    })
    assert.ok(existsSync(socketPath))
  })

  test('a folder that is missing and a path that is too long are problems, not crashes', async () => {
    const missing = await startApi({ socketPath: join(folder, 'no', 's'), operator, log })
    assert.ok('problem' in missing && missing.problem.startsWith('cannot listen on '))
    const long = await startApi({ socketPath: join(folder, 'x'.repeat(120)), operator, log })
    assert.ok('problem' in long && long.problem.endsWith('at most 107 are allowed'))
  })

  test('a client that sends half a request does not hold up the end', async () => {
    const { api, socketPath } = await started('half')
    const half = request({ socketPath, path: '/v1/reload', method: 'POST', headers: { 'content-length': 9 } })
    half.on('error', () => undefined)
    half.write('half')
    await once(half, 'socket')
    await ask(socketPath, '/v1/status')
    await api.close()
    half.destroy()
  })
})

const LISTEN =
  "require('node:net').createServer().listen(process.argv[1], () => process.stdout.write('listening'))"
