import assert from 'node:assert/strict'
import type { IncomingMessage, RequestListener } from 'node:http'
import { describe, test } from 'node:test'
import { http } from '../../src/probe/http.ts'
import { hostField } from '../../src/probe/protocol/http-request.ts'
import { ask, type Options, refusals } from './run.ts'
import { httpServer, tcpServer } from './servers.ts'

async function outcomeOf(handler: RequestListener, options: Options): Promise<string> {
  const server = await httpServer(handler)
  const { ending, detail } = await ask(http, { ...options, port: `${server.port}` })
  await server.close()
  return `${ending}: ${detail}`
}

async function rawOutcomeOf(answer: string | Buffer, options: Options): Promise<string> {
  const server = await tcpServer((socket) => socket.once('data', () => socket.end(answer)))
  const { ending, detail } = await ask(http, { ...options, port: `${server.port}` })
  await server.close()
  return `${ending}: ${detail}`
}

const answers = (status: number, body = '') => rawOutcomeOf.bind(null, `HTTP/1.1 ${status} X\r\n\r\n${body}`)

describe('what passes', () => {
  test('by default a status from 200 to 299 passes', async () => {
    assert.equal(await answers(204)({}), 'ok: 204')
    assert.equal(await answers(503)({}), 'status: 503, expected 200-299')
  })

  test('status= takes codes and ranges', async () => {
    assert.equal(await answers(401)({ status: '200-299,401' }), 'ok: 401')
    assert.equal(await answers(402)({ status: '200-299,401' }), 'status: 402, expected 200-299,401')
  })

  test('response-header= must stand in the response, with this text in its value', async () => {
    const typed: RequestListener = (_, response) =>
      response.setHeader('Content-Type', 'text/html; charset=utf-8').end()
    assert.equal(await outcomeOf(typed, { 'response-header': 'content-type: text/html' }), 'ok: 200')
    assert.equal(
      await outcomeOf(typed, { 'response-header': 'content-type: json' }),
      'header: no content-type with "json"',
    )
    assert.equal(
      await outcomeOf(typed, { 'response-header': 'X-Ready: yes' }),
      'header: no X-Ready with "yes"',
    )
  })

  test('response-header= finds no field that nobody has sent, whatever its name', async () => {
    const silent: RequestListener = (_, response) => response.end()
    for (const name of ['constructor', '__proto__', 'toString'])
      assert.equal(
        await outcomeOf(silent, { 'response-header': `${name}: x` }),
        `header: no ${name} with "x"`,
      )
  })

  test('a redirect is never followed', async () => {
    let requests = 0
    const redirect: RequestListener = (_, response) => {
      requests++
      response.writeHead(302, { location: '/' }).end()
    }
    assert.equal(await outcomeOf(redirect, {}), 'status: 302, expected 200-299')
    assert.equal(requests, 1)
  })

  test('what is not HTTP is told so', async () => {
    assert.match(await rawOutcomeOf('220 mail ESMTP\r\n', {}), /^protocol: Parse Error/)
    const headers = `HTTP/1.1 200 OK\r\nX: ${'x'.repeat(20_000)}\r\n\r\n`
    assert.match(await rawOutcomeOf(headers, {}), /^protocol: Parse Error: Header overflow/)
  })
})

describe('what is sent', () => {
  async function sent(options: Options): Promise<IncomingMessage> {
    let seen: IncomingMessage | undefined
    const handler: RequestListener = (request, response) => {
      seen = request
      response.end()
    }
    assert.match(await outcomeOf(handler, options), /^ok/)
    assert.ok(seen)
    return seen
  }

  test('RFC 9112 §3: method=, path=, host= and every header= line are sent', async () => {
    const request = await sent({
      method: 'HEAD',
      path: '/healthz?deep=1',
      host: 'intranet.corp.example',
      header: 'X-Probe: yes\nAuthorization: Basic Zm9v',
    })
    assert.equal(`${request.method} ${request.url}`, 'HEAD /healthz?deep=1')
    assert.deepEqual(request.rawHeaders.slice(0, 2), ['Host', 'intranet.corp.example'])
    assert.equal(request.headers['x-probe'], 'yes')
    assert.equal(request.headers.authorization, 'Basic Zm9v')
  })

  test('send= is the body, as text/plain unless header= says otherwise', async () => {
    let content = ''
    const handler: RequestListener = async (request, response) => {
      for await (const chunk of request) content += chunk
      response.setHeader('Seen', `${request.headers['content-type']} ${request.headers['content-length']}`)
      response.end()
    }
    const seen = (options: Options, text: string) =>
      outcomeOf(handler, {
        method: 'POST',
        send: '{"a":1}\\n',
        'response-header': `Seen: ${text}`,
        ...options,
      })
    assert.equal(await seen({}, 'text/plain; charset=utf-8 8'), 'ok: 200')
    assert.equal(
      await seen({ method: 'PUT', header: 'content-type: application/json' }, 'application/json 8'),
      'ok: 200',
    )
    assert.equal(content, '{"a":1}\n{"a":1}\n')
  })

  test('RFC 9110 §8.6: POST without a body says that it has none', async () => {
    assert.equal((await sent({ method: 'POST' })).headers['content-length'], '0')
    assert.equal((await sent({ method: 'GET' })).headers['content-length'], undefined)
  })

  test('header= takes the place of what is sent otherwise', async () => {
    const { rawHeaders } = await sent({ header: 'user-agent: mine' })
    assert.deepEqual(
      rawHeaders.filter((text) => /user-agent|failover|mine/i.test(text)),
      ['user-agent', 'mine'],
    )
  })

  test('RFC 9112 §9.6: each probe closes its connection', async () => {
    assert.equal((await sent({})).headers.connection, 'close')
  })

  test('RFC 9110 §7.2: without host= the Host field is the address, with a port that is not the own one', () => {
    assert.equal(hostField(undefined, '192.0.2.1', 80, 80), '192.0.2.1')
    assert.equal(hostField(undefined, '192.0.2.1', 8080, 80), '192.0.2.1:8080')
    assert.equal(hostField(undefined, '2001:db8::1', 443, 443), '[2001:db8::1]')
    assert.equal(hostField('www.corp.example:81', '192.0.2.1', 8080, 80), 'www.corp.example:81')
  })
})

describe('what is refused', () => {
  const cases: readonly (readonly [Options, string])[] = [
    [{ path: 'healthz' }, 'path= must begin with / and have no spaces or other than ASCII characters'],
    [{ path: '/a b' }, 'path= must begin with / and have no spaces or other than ASCII characters'],
    [{ status: '299-200' }, 'status= must be status codes from 100 to 599 and ranges of them: 200-299,401'],
    [{ header: 'no colon' }, 'header= must be "Name: value"'],
    [{ header: 'Host: x' }, 'header= cannot set Host; for the host there is host='],
    [{ header: 'TE: trailers' }, 'header= cannot set TE; for the host there is host='],
    [{ header: 'X-A: 1\nx-a: 2' }, 'header= sets x-a twice'],
    [{ send: 'x' }, 'send= needs another method= than GET, such as POST'],
    [{ header: 'X: a\rY: b' }, 'header= must be "Name: value"'],
    [{ port: '65536' }, 'port= must be a whole number from 1 to 65535'],
    [{ host: 'http://x' }, 'host= must be a host name, with or without :port'],
  ]
  for (const [options, sentence] of cases)
    test(`${JSON.stringify(options)}: ${sentence}`, () => {
      assert.deepEqual(refusals(http, options), [sentence])
    })

  test('RFC 9112 §3.2.1: a path with its query is taken as it is', () => {
    assert.deepEqual(refusals(http, { path: '/a?b=c%20d' }), [])
  })
})
