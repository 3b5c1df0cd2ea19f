import assert from 'node:assert/strict'
import type { ServerOptions } from 'node:https'
import { after, before, describe, test } from 'node:test'
import type { TLSSocket } from 'node:tls'
import { https } from '../../src/probe/https.ts'
import { type Authority, makeAuthority } from '../support/certificates.ts'
import { ask, type Options, refusals } from './run.ts'
import { httpServer, httpsServer, tcpServer } from './servers.ts'

const NAME = 'www.corp.example'
let authority: Authority
before(() => {
  authority = makeAuthority()
})
after(() => authority.remove())

interface Seen {
  readonly outcome: string
  /** The server names of the requests that came through. */
  readonly requests: readonly (string | false | null | undefined)[]
}

async function probed(credentials: ServerOptions, options: Options): Promise<Seen> {
  const requests: Seen['requests'][number][] = []
  const server = await httpsServer(credentials, (request, response) => {
    requests.push((request.socket as TLSSocket & { servername?: string | false }).servername)
    response.end('ready')
  })
  const { ending, detail } = await ask(https, { ...options, port: `${server.port}` })
  await server.close()
  return { outcome: `${ending}: ${detail}`, requests }
}

describe('the certificate', () => {
  test('one of a trusted authority for the expected name passes, and the name is sent as SNI', async () => {
    const { outcome, requests } = await probed(authority.issue([`DNS:${NAME}`], 30), {
      ca: authority.file,
      name: NAME,
      body: 'ready',
    })
    assert.equal(outcome, 'ok: 200')
    assert.deepEqual(requests, [NAME])
  })

  test('without name= the name comes from host=, without its port', async () => {
    const options = { ca: authority.file, host: `${NAME}:8443` }
    const { outcome, requests } = await probed(authority.issue([`DNS:${NAME}`], 30), options)
    assert.equal(outcome, 'ok: 200')
    assert.deepEqual(requests, [NAME])
  })

  test('RFC 6066 §3: without name= and host= it must be for the address, which is not sent as SNI', async () => {
    const { outcome, requests } = await probed(authority.issue(['IP:127.0.0.1'], 30), { ca: authority.file })
    assert.equal(outcome, 'ok: 200')
    assert.deepEqual(requests, [false])
  })

  const faults: readonly (readonly [string, () => ServerOptions, Options, RegExp])[] = [
    [
      'an expired one',
      () => authority.issue([`DNS:${NAME}`], -1),
      {},
      /^tls-expired: certificate has expired/,
    ],
    ['one for another name', () => authority.issue(['DNS:x.example'], 30), {}, /^tls-name: .*altnames/],
    ['a self-signed one', () => authority.selfSigned([`DNS:${NAME}`]), {}, /^tls-untrusted: self-signed/],
    [
      'one that ends too soon',
      () => authority.issue([`DNS:${NAME}`], 5),
      { days: '14' },
      /^tls-expiring: 4 days left, expected 14$/,
    ],
  ]
  for (const [title, credentials, options, outcome] of faults)
    test(`${title} fails, and no request is sent`, async () => {
      const seen = await probed(credentials(), { ca: authority.file, name: NAME, ...options })
      assert.match(seen.outcome, outcome)
      assert.deepEqual(seen.requests, [])
    })

  test('one of an authority that nobody trusts fails', async () => {
    const { outcome } = await probed(authority.issue([`DNS:${NAME}`], 30), { name: NAME })
    assert.match(outcome, /^tls-untrusted: unable to verify/)
  })

  test('verify=no accepts any chain and name, but keeps days=', async () => {
    const credentials = authority.selfSigned(['DNS:x.example'])
    assert.equal((await probed(credentials, { verify: 'no' })).outcome, 'ok: 200')
    assert.match((await probed(credentials, { verify: 'no', days: '365' })).outcome, /^tls-expiring/)
  })
})

test('a server without TLS fails in the handshake', async () => {
  const server = await httpServer((_, response) => response.end())
  const outcome = await ask(https, { port: `${server.port}` })
  await server.close()
  assert.equal(outcome.ending, 'tls-failed')
})

test('a server that accepts but never speaks times out in the handshake', async () => {
  const server = await tcpServer((socket) => socket.once('data', () => stop.abort()))
  const stop = new AbortController()
  const outcome = await ask(https, { port: `${server.port}` }, '127.0.0.1', stop.signal)
  await server.close()
  assert.equal(`${outcome.ending}: ${outcome.detail}`, 'timeout: during the TLS handshake')
})

test('ca= must be an absolute path of a file with PEM certificates', () => {
  assert.deepEqual(refusals(https, { ca: 'corp.pem' }), ['ca= must be an absolute path'])
  assert.match(refusals(https, { ca: '/nonexistent.pem' })[0] ?? '', /^ca= cannot be read: ENOENT/)
  assert.deepEqual(refusals(https, { ca: '/etc/hostname' }), ['ca= has no PEM certificate in /etc/hostname'])
})
