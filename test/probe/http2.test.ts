import assert from 'node:assert/strict'
import http2, { type ServerHttp2Stream } from 'node:http2'
import { describe, test } from 'node:test'
import { https } from '../../src/probe/https.ts'
import { authority } from './fixtures/authority.ts'
import { ask, type Options, outcomeOf } from './run.ts'
import { http2Server, httpsServer, tlsServer } from './servers.ts'

const NAME = 'www.corp.example'
const credentials = authority().issue([`DNS:${NAME}`], 30)
const trusted = { ca: authority().file, name: NAME }

type Handler = Parameters<typeof http2Server>[1]

async function outcomeWith(handler: Handler, options: Options = {}, allowHTTP1 = false): Promise<string> {
  const server = await http2Server({ ...credentials, allowHTTP1 }, handler)
  const outcome = await outcomeOf(https, { ...trusted, http: '2', ...options, port: `${server.port}` })
  await server.close()
  return outcome
}

/** The outcome when the server does this with the stream of the request. */
function outcomeAfter(
  action: (stream: ServerHttp2Stream) => unknown,
  options: Options = {},
): Promise<string> {
  return outcomeWith(({ stream }) => {
    stream.on('error', () => stream.destroy())
    action(stream)
  }, options)
}

describe('which version is spoken', () => {
  const version: Handler = (request, response) => response.end(`HTTP/${request.httpVersion}`)

  test('http=2 is HTTP/2, though the server speaks both', async () => {
    assert.equal(await outcomeWith(version, { body: 'HTTP/2.0' }, true), 'ok: 200')
  })

  test('http=any leaves the choice to the server', async () => {
    assert.equal(await outcomeWith(version, { http: 'any', body: 'HTTP/2.0' }, true), 'ok: 200')
    const server = await httpsServer(credentials, (request, response) => response.end(request.httpVersion))
    const options = { ...trusted, http: 'any', body: '1.1', port: `${server.port}` }
    assert.equal(await outcomeOf(https, options), 'ok: 200')
    await server.close()
  })

  test('RFC 9113 §3.2: HTTP/1.1 is spoken when nothing is said, and h2 is not offered', async () => {
    assert.equal(await outcomeWith(version, { http: '1.1', body: 'HTTP/1.1' }, true), 'ok: 200')
  })

  test('RFC 7301 §3.2: a server that has no HTTP/2 refuses in the handshake, or says nothing of it', async () => {
    const refusing = await httpsServer(credentials, (_, response) => response.end())
    const silent = await tlsServer(credentials, () => undefined)
    const ask = (port: number) => outcomeOf(https, { ...trusted, http: '2', port: `${port}` })
    assert.match(await ask(refusing.port), /^tls-failed: .*no application protocol/)
    assert.equal(await ask(silent.port), 'protocol: the server does not offer HTTP/2')
    await refusing.close()
    await silent.close()
  })
})

describe('a request over HTTP/2', () => {
  test('RFC 9113 §8.3.1: has its method, scheme, host and path in fields of their own', async () => {
    let seen: http2.IncomingHttpHeaders = {}
    const outcome = await outcomeWith(
      ({ headers }, response) => {
        seen = headers
        response.end()
      },
      { method: 'OPTIONS', path: '/healthz?deep=1', host: 'intranet.corp.example:8443' },
    )
    assert.equal(outcome, 'ok: 200')
    const fields = [':method', ':scheme', ':authority', ':path', 'host', 'user-agent'].map(
      (name) => seen[name],
    )
    assert.deepEqual(fields, [
      'OPTIONS',
      'https',
      'intranet.corp.example:8443',
      '/healthz?deep=1',
      undefined,
      'failover',
    ])
  })

  test('RFC 9113 §8.2: sends its fields in lower case, and its body', async () => {
    const echo: Handler = async (request, response) => {
      let content = ''
      for await (const chunk of request) content += chunk
      response.end(`${request.headers['x-probe']} ${request.headers['content-length']} ${content}`)
    }
    const options = { method: 'POST', send: 'ping', header: 'X-Probe: 1', match: '^1 4 ping$' }
    assert.equal(await outcomeWith(echo, options), 'ok: 200')
  })
})

describe('an answer over HTTP/2', () => {
  test('is judged like any other', async () => {
    const sick: Handler = (_, response) => {
      response.writeHead(503, { 'X-State': 'draining' })
      response.end('{"status":"DOWN"}')
    }
    assert.equal(await outcomeWith(sick), 'status: 503, expected 200-299')
    const options = { status: '503', 'response-header': 'x-state: drain', json: 'status=DOWN' }
    assert.equal(await outcomeWith(sick, options), 'ok: 503')
    assert.equal(
      await outcomeWith(sick, { ...options, 'response-header': 'X-State: ready' }),
      'header: no X-State with "ready"',
    )
  })

  const { NGHTTP2_CANCEL, NGHTTP2_REFUSED_STREAM, NGHTTP2_ENHANCE_YOUR_CALM } = http2.constants
  const faults: readonly (readonly [string, (stream: ServerHttp2Stream) => unknown, string])[] = [
    [
      'a refused stream is not the protocol',
      (stream) => stream.close(NGHTTP2_REFUSED_STREAM),
      'protocol: Stream closed with error code NGHTTP2_REFUSED_STREAM',
    ],
    [
      'a session that is given up is not the protocol',
      ({ session }) => session?.goaway(NGHTTP2_ENHANCE_YOUR_CALM),
      'protocol: Session closed with error code 11',
    ],
    [
      'a cancelled stream is closed',
      (stream) => stream.close(NGHTTP2_CANCEL),
      'closed: while waiting for the answer',
    ],
    [
      'a closed session is closed',
      ({ session }) => session?.destroy(),
      'closed: while waiting for the answer',
    ],
    [
      'a body that is cut off is closed',
      (stream) => {
        stream.respond()
        stream.write('{"a":', () => stream.session?.destroy())
      },
      'closed: while reading the body',
    ],
    [
      'no more is read than max-body=',
      (stream) => {
        const pour = () => {
          while (!stream.destroyed && stream.write(Buffer.alloc(16_384, ' ')));
        }
        stream.on('drain', pour).respond()
        pour()
      },
      'data: the JSON has more than 65536 octets',
    ],
  ]
  for (const [title, action, outcome] of faults)
    test(title, async () => {
      assert.equal(await outcomeAfter(action, { json: 'a=1' }), outcome)
    })

  test('what is not HTTP/2 is not the protocol', async () => {
    const options = { ...credentials, ALPNProtocols: ['h2'] }
    const server = await tlsServer(options, (socket) => socket.end('HTTP/1.1 200 OK\r\n\r\n'))
    assert.match(await outcomeOf(https, { ...trusted, http: '2', port: `${server.port}` }), /^protocol: /)
    await server.close()
  })
})

test('an abort in the middle of a body settles at once and closes the connection', async () => {
  const stop = new AbortController()
  const server = await http2Server(credentials, (_, response) => {
    response.write('half', () => stop.abort())
  })
  const options = { ...trusted, http: '2', match: 'whole', port: `${server.port}` }
  const { ending } = await ask(https, options, '127.0.0.1', stop.signal)
  assert.equal(ending, 'timeout')
  await server.allClosed()
  await server.close()
})
