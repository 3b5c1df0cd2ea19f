// What attackers and odd clients send to the API, octet by octet: nothing of it is understood in two ways.
import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { createLog } from '../../../src/log.ts'
import { startApiServer } from '../../../src/web/listen/api-server.ts'
import { type FakeOperator, fakeOperator } from '../../support/fake-operator.ts'
import { freePort } from '../../support/free-port.ts'
import { closed, connectRaw, type Endpoint, type RawAnswer, sendRaw } from '../../support/raw-http.ts'

const host = '127.0.0.1'
const READ = 'authorization: Bearer read\r\n'
const OPERATE = 'authorization: Bearer operate\r\n'
const END = 'connection: close\r\n\r\n'

interface Running {
  readonly operator: FakeOperator
  readonly endpoint: Endpoint
  /** The only answer to one request, which ends with `END`. */
  readonly told: (text: string) => Promise<RawAnswer>
}

async function start(t: TestContext, timeoutMs = 60_000): Promise<Running> {
  const operator = fakeOperator()
  const port = await freePort(host)
  const listen = [{ address: host, port }]
  const metrics = { read: async () => ({ text: '', contentType: 'text/plain' }), requested: () => undefined }
  const started = await startApiServer({
    listen,
    hosts: ['ns1.corp.example.'],
    operator,
    metrics,
    log: createLog('silent'),
    timeoutMs,
  })
  assert.ok('api' in started, JSON.stringify(started))
  t.after(() => started.api.close())
  const endpoint = { host, port }
  const told = async (text: string): Promise<RawAnswer> => {
    const [answer, ...more] = await sendRaw(t, endpoint, text)
    assert.ok(answer !== undefined && more.length === 0, JSON.stringify([answer, ...more]))
    return answer
  }
  return { operator, endpoint, told }
}

test('RFC 9110 §9.3.7: OPTIONS tells the methods of a path, and of the server as a whole, and never that other origins may ask', async (t) => {
  const { told } = await start(t)
  const asked = `host: ${host}\r\n${READ}access-control-request-method: POST\r\n${END}`
  for (const [target, allow] of [
    ['/v1/status', 'GET, HEAD, OPTIONS'],
    ['/v1/overrides', 'OPTIONS, POST'],
    ['*', 'GET, HEAD, OPTIONS, POST'],
    [`http://${host}`, 'GET, HEAD, OPTIONS, POST'],
  ]) {
    const { status, headers } = await told(`OPTIONS ${target} HTTP/1.1\r\n${asked}`)
    assert.deepEqual([status, headers['allow']], [204, allow], target)
    assert.deepEqual(
      Object.keys(headers).filter((name) => name.startsWith('access-control-')),
      [],
    )
  }
  assert.equal((await told(`GET * HTTP/1.1\r\n${asked}`)).status, 400)
  assert.equal((await told(`GET /* HTTP/1.1\r\n${asked}`)).status, 404)
  assert.equal((await told(`OPTIONS * HTTP/1.1\r\nhost: evil.example\r\n${READ}${END}`)).status, 421)
})

test('RFC 9112 §3.2.2, RFC 9110 §4.2.4: a host in the target is the one that counts, whatever Host says, and no user stands before it', async (t) => {
  const { told } = await start(t)
  const ask = async (target: string, name: string) =>
    (await told(`GET ${target} HTTP/1.1\r\nhost: ${name}\r\n${READ}${END}`)).status
  assert.equal(await ask(`http://${host}/v1/status`, 'evil.example'), 200)
  assert.equal(await ask('HTTP://NS1.corp.example./v1/status', 'evil.example'), 200)
  assert.equal(await ask('http://evil.example/v1/status', host), 421)
  assert.equal(await ask(`http://${host}@evil.example/v1/status`, host), 400)
  assert.equal(await ask(`http://evil.example@${host}/v1/status`, host), 400)
  assert.equal(await ask('http:///v1/status', host), 400)
  assert.equal(await ask('ftp://127.0.0.1/v1/status', host), 400)
})

test('RFC 9112 §3.2: a request has one Host, and none without it is answered', async (t) => {
  const { told } = await start(t)
  const ask = async (fields: string, version = '1.1') =>
    (await told(`GET /v1/status HTTP/${version}\r\n${fields}${READ}${END}`)).status
  assert.equal(await ask(`host: ${host}\r\nhost: evil.example\r\n`), 400)
  assert.equal(await ask(`host: ${host}\r\nHOST: ${host}\r\n`), 400)
  assert.equal(await ask(''), 400)
  assert.equal(await ask('', '1.0'), 400)
})

test('RFC 9112 §9.3: a client of HTTP/1.0 is answered, and hung up on', async (t) => {
  const { told } = await start(t)
  const { status, headers } = await told(`GET /v1/whoami HTTP/1.0\r\nhost: ${host}\r\n${READ}\r\n`)
  assert.deepEqual([status, headers['connection']], [200, 'close'])
})

/** Each is understood in two ways by some two programs: that is how a request is smuggled past a proxy. */
const SMUGGLED: Readonly<Record<string, string>> = {
  'a length and chunks': 'content-length: 4\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n',
  'chunks and a length': 'transfer-encoding: chunked\r\ncontent-length: 4\r\n\r\n0\r\n\r\n',
  'two lengths': 'content-length: 0\r\ncontent-length: 5\r\n\r\nhello',
  'a list of lengths': 'content-length: 5, 5\r\n\r\nhello',
  'a length with a sign': 'content-length: +5\r\n\r\nhello',
  'a length that is no number': 'content-length: 0x5\r\n\r\nhello',
  'a coding behind chunks': 'transfer-encoding: chunked, identity\r\n\r\n0\r\n\r\n',
  'a blank before a colon': 'transfer-encoding : chunked\r\n\r\n0\r\n\r\n',
  'a field that goes on in the next line': 'x: a\r\n transfer-encoding: chunked\r\n\r\n',
  'a carriage return alone': 'x: a\rtransfer-encoding: chunked\r\n\r\n',
  'a line feed alone': 'x: a\ncontent-length: 5\r\n\r\nhello',
  'a zero in a field': 'x: a\0b\r\n\r\n',
  'a chunk whose size is none': 'transfer-encoding: chunked\r\n\r\n0x1\r\na\r\n0\r\n\r\n',
  'a chunk that is longer than it says': 'transfer-encoding: chunked\r\n\r\n1\r\nabc\r\n0\r\n\r\n',
}

for (const [what, rest] of Object.entries(SMUGGLED))
  test(`RFC 9112 §11.2: ${what}: the connection ends, and what stands behind is no request`, async (t) => {
    const { operator, endpoint } = await start(t)
    const first = `POST /v1/reports/10.1.0.60/alive HTTP/1.1\r\nhost: ${host}\r\n${OPERATE}`
    const hidden = `POST /v1/reload HTTP/1.1\r\nhost: ${host}\r\n${OPERATE}${END}`
    const answers = await sendRaw(t, endpoint, first + rest + hidden)
    assert.deepEqual(
      answers.map(({ status }) => status),
      [400],
    )
    assert.deepEqual(operator.reported, [])
  })

test('RFC 9112 §9.3.2: requests that come at once are answered in their order', async (t) => {
  const { endpoint } = await start(t)
  const ask = (path: string, end = '\r\n') => `GET ${path} HTTP/1.1\r\nhost: ${host}\r\n${READ}${end}`
  const all = ask('/v1/status') + ask('/v1/none') + ask('/v1/whoami') + ask('/v1/reload', END)
  const answers = await sendRaw(t, endpoint, all)
  assert.deepEqual(
    answers.map(({ status }) => status),
    [200, 404, 200, 405],
  )
})

test('RFC 9112 §9.3.2: what is no request gets no answer that could be taken for that of the request before it', async (t) => {
  const { endpoint } = await start(t)
  const whole = `GET /v1/status HTTP/1.1\r\nhost: ${host}\r\n${READ}`
  for (const rest of [`\r\nHELLO\r\n\r\n`, `${END}GET /v1/status HTTP/1.1\r\n\r\n`])
    assert.deepEqual(await sendRaw(t, endpoint, whole + rest), [], rest)
})

test('RFC 9110 §7.8, §9.3.6, §9.3.8: nobody is switched to another protocol, tunnelled or shown what he sent', async (t) => {
  const { endpoint, told } = await start(t)
  const upgrade = `connection: upgrade, close\r\nupgrade: h2c\r\nhttp2-settings: AAMAAABk\r\n\r\n`
  assert.equal((await told(`GET /v1/status HTTP/1.1\r\nhost: ${host}\r\n${READ}${upgrade}`)).status, 200)
  assert.equal((await told(`TRACE /v1/status HTTP/1.1\r\nhost: ${host}\r\n${OPERATE}${END}`)).status, 405)
  const tunnel = `CONNECT 127.0.0.1:22 HTTP/1.1\r\nhost: 127.0.0.1:22\r\n${READ}\r\n`
  assert.deepEqual(await sendRaw(t, endpoint, tunnel), [])
})

test('a path is read once: what is not percent-encoded UTF-8 is refused, and what is leads where the same path leads without its dots', async (t) => {
  const { told } = await start(t)
  for (const [path, expected] of [
    ['/v1/%ff', 400],
    ['/v1/%zz', 400],
    ['/v1/status%', 400],
    ['/v1/%00', 404],
    ['/v1/st\xe4tus', 400],
    ['/v1\\status', 400],
    ['/v1/%2e%2e/v1/status', 200],
    ['/v1/zones/..%2f..%2fetc/export', 404],
    ['//v1/status', 404],
    ['/v1/status/', 404],
    ['/V1/status', 404],
    ['/page/../v1/status', 200],
  ] as const) {
    const { status } = await told(`GET ${path} HTTP/1.1\r\nhost: ${host}\r\n${READ}${END}`)
    assert.equal(status, expected, path)
  }
})

test('a body that is compressed is refused, and so is one that drips in too slowly', async (t) => {
  const { told } = await start(t)
  const post = `POST /v1/overrides HTTP/1.1\r\nhost: ${host}\r\n${OPERATE}`
  assert.equal((await told(`${post}content-length: 2\r\ncontent-encoding: gzip\r\n${END}{}`)).status, 415)
  const impatient = await start(t, 100)
  assert.equal((await impatient.told(`${post}content-length: 20\r\n\r\n{`)).status, 408)
  assert.deepEqual(impatient.operator.decreed, [])
})

test('a connection on which nothing comes is hung up on', async (t) => {
  const { endpoint } = await start(t, 100)
  const socket = await connectRaw(t, endpoint)
  await closed(socket.resume())
})

test('no id of a request gets into the answer or the log that could be taken for something else', async (t) => {
  const { told } = await start(t)
  for (const id of ['a b', 'x'.repeat(300), '\xe4', '<script>', '"']) {
    const fields = `host: ${host}\r\n${READ}x-request-id: ${id}\r\n`
    const { headers } = await told(`GET /v1/whoami HTTP/1.1\r\n${fields}${END}`)
    assert.match(headers['x-request-id'] ?? '', /^[\w-]{36}$/, id)
  }
})
