import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { grpc } from '../../src/probe/grpc.ts'
import { authority } from './fixtures/authority.ts'
import { type Call, framed, grpcServer, type Reply, serving } from './grpc-server.ts'
import { type Options, outcomeOf, refusals } from './run.ts'
import { httpServer, tlsServer } from './servers.ts'

async function outcomeWith(answer: (call: Call) => Reply, options: Options = {}): Promise<string> {
  const server = await grpcServer(answer)
  const outcome = await outcomeOf(grpc, { ...options, port: `${server.port}` })
  await server.close()
  return outcome
}

const ok = { 'grpc-status': 0 }

describe('what the server says of itself', () => {
  const cases: readonly (readonly [number, string])[] = [
    [0, 'unavailable: UNKNOWN'],
    [1, 'ok: SERVING'],
    [2, 'unavailable: NOT_SERVING'],
    [3, 'unavailable: SERVICE_UNKNOWN'],
    [4, 'protocol: the answer is no HealthCheckResponse'],
  ]
  for (const [status, outcome] of cases)
    test(`status ${status} ends as ${outcome}`, async () => {
      assert.equal(await outcomeWith(serving(status)), outcome)
    })

  test('fields that are not known are passed over', async () => {
    const other = [0x10, 0x80, 0x01, 0x1a, 0x02, 0x78, 0x79, 0x25, 1, 2, 3, 4, 0x29, 1, 2, 3, 4, 5, 6, 7, 8]
    const content = framed(...other, 0x08, 0x01, ...other)
    assert.equal(await outcomeWith(() => ({ content, trailers: ok })), 'ok: SERVING')
  })

  const broken: readonly (readonly [string, Buffer])[] = [
    ['a field that is cut off', framed(0x08)],
    ['a field longer than the message', framed(0x1a, 0x7f, 0x01)],
    ['a number without an end', framed(0x08, ...Array(11).fill(0x80))],
    ['a group, which proto3 has not', framed(0x0b, 0x0c)],
    ['a compressed message', Buffer.from([1, 0, 0, 0, 2, 0x08, 0x01])],
    ['two messages', Buffer.concat([framed(0x08, 0x01), framed(0x08, 0x01)])],
    ['a frame that is cut off', Buffer.from([0, 0, 0])],
    ['nothing', Buffer.alloc(0)],
    ['more than any answer has', Buffer.alloc(2000)],
  ]
  for (const [title, content] of broken)
    test(`${title} is no HealthCheckResponse`, async () => {
      const outcome = await outcomeWith(() => ({ content, trailers: ok }))
      assert.equal(outcome, 'protocol: the answer is no HealthCheckResponse')
    })
})

describe('what the server refuses', () => {
  const cases: readonly (readonly [number, string, string])[] = [
    [5, 'unknown service', 'status: NOT_FOUND: unknown service'],
    [12, '', 'status: UNIMPLEMENTED'],
    [14, 'draining', 'unavailable: UNAVAILABLE: draining'],
    [7, '', 'login: PERMISSION_DENIED'],
    [16, 'no token', 'login: UNAUTHENTICATED: no token'],
    [99, '', 'status: code 99'],
  ]
  for (const [code, message, outcome] of cases)
    test(`grpc-status ${code} ends as ${outcome}, in trailers and in headers alone`, async () => {
      const trailers = { 'grpc-status': code, ...(message === '' ? {} : { 'grpc-message': message }) }
      assert.equal(await outcomeWith(() => ({ content: Buffer.alloc(0), trailers })), outcome)
      assert.equal(await outcomeWith(() => ({ trailers })), outcome)
    })

  test('an answer of another kind is told so', async () => {
    const page = { 'content-type': 'text/html' }
    assert.equal(
      await outcomeWith(() => ({ headers: page, trailers: {} })),
      'protocol: answered as text/html',
    )
    const proxy = { ':status': 502, 'content-type': 'text/html' }
    assert.equal(await outcomeWith(() => ({ headers: proxy, trailers: {} })), 'status: 502, expected 200')
    const outcome = 'protocol: the answer has no grpc-status'
    assert.equal(await outcomeWith(() => ({ trailers: {} })), outcome)
  })

  test('a server of HTTP/1.1 is not the protocol', async () => {
    const server = await httpServer((_, response) => response.end())
    assert.match(await outcomeOf(grpc, { port: `${server.port}` }), /^protocol: /)
    await server.close()
  })
})

describe('what is sent', () => {
  async function called(options: Options): Promise<Call> {
    const calls: Call[] = []
    const answer = (call: Call) => {
      calls.push(call)
      return serving(1)()
    }
    assert.equal(await outcomeWith(answer, options), 'ok: SERVING')
    const [call] = calls
    assert.ok(call !== undefined)
    return call
  }

  test('service= is the service that is asked for, host= the authority', async () => {
    const { headers, service } = await called({ service: 'orders.v1.Orders', host: 'orders.corp.example' })
    assert.equal(service, 'orders.v1.Orders')
    const { ':method': method, ':scheme': scheme, ':path': path, ':authority': host, te } = headers
    assert.deepEqual(
      [method, scheme, path, host, te, headers['content-type']],
      ['POST', 'http', '/grpc.health.v1.Health/Check', 'orders.corp.example', 'trailers', 'application/grpc'],
    )
  })

  test('without both it is the whole server, at its address', async () => {
    const { headers, service } = await called({})
    assert.equal(service, '')
    assert.match(`${headers[':authority']}`, /^127\.0\.0\.1:\d+$/)
  })

  test('a name of more than 127 octets is one too', async () => {
    const service = 's'.repeat(200)
    assert.equal((await called({ service })).service, service)
  })
})

describe('over TLS', () => {
  const NAME = 'orders.corp.example'
  const credentials = authority().issue([`DNS:${NAME}`], 30)
  const trusted = { tls: 'yes', ca: authority().file }

  test('host= or name= is expected in the certificate', async () => {
    const server = await grpcServer(serving(1), { credentials })
    const ask = (options: Options) => outcomeOf(grpc, { ...trusted, ...options, port: `${server.port}` })
    assert.equal(await ask({ host: NAME }), 'ok: SERVING')
    assert.equal(await ask({ name: NAME }), 'ok: SERVING')
    assert.match(await ask({}), /^tls-name: /)
    assert.match(await ask({ name: NAME, days: '60' }), /^tls-expiring: /)
    await server.close()
  })

  test('a server that does not offer HTTP/2 is not the protocol', async () => {
    const server = await tlsServer(credentials, () => undefined)
    const outcome = await outcomeOf(grpc, { ...trusted, name: NAME, port: `${server.port}` })
    assert.equal(outcome, 'protocol: the server does not offer HTTP/2')
    await server.close()
  })

  test('what says whom to trust says nothing without tls=yes', () => {
    const sentence = 'name= says nothing without tls=yes'
    assert.deepEqual(refusals(grpc, { port: '1', name: NAME }), [sentence])
  })
})
