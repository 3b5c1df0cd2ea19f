import assert from 'node:assert/strict'
import { once } from 'node:events'
import { after, describe, test } from 'node:test'
import type { TlsOptions } from 'node:tls'
import { tls } from '../../src/probe/tls.ts'
import { makeAuthority } from '../support/certificates.ts'
import { type Options, outcomeOf, refusals } from './run.ts'
import { tcpServer, tlsServer } from './servers.ts'

const NAME = 'vpn.corp.example'
const authority = makeAuthority()
after(() => authority.remove())

async function outcomeAgainst(credentials: TlsOptions, options: Options): Promise<string> {
  const server = await tlsServer(credentials, (socket) => socket.resume())
  const outcome = await outcomeOf(tls, { ca: authority.file, ...options, port: `${server.port}` })
  await server.close()
  return outcome
}

const good = (days = 30) => authority.issue([`DNS:${NAME}`], days)

describe('the certificate', () => {
  test('one that is trusted, for the name and of long enough life passes, with its days left', async () => {
    assert.equal(await outcomeAgainst(good(), { name: NAME, days: '29' }), 'ok: TLSv1.3, 29 days left')
  })

  test('the version of TLS is the one that the server wants', async () => {
    const old = { ...good(), maxVersion: 'TLSv1.2' } as const
    assert.equal(await outcomeAgainst(old, { name: NAME }), 'ok: TLSv1.2, 29 days left')
  })

  test('without name= it must be for the address', async () => {
    assert.match(await outcomeAgainst(authority.issue(['IP:127.0.0.1'], 30), {}), /^ok: /)
    assert.match(await outcomeAgainst(good(), {}), /^tls-name: .*127\.0\.0\.1/)
  })

  const faults: readonly (readonly [string, () => TlsOptions, Options, RegExp])[] = [
    ['for another name', good, { name: 'www.corp.example' }, /^tls-name: /],
    ['that has expired', () => good(-1), { name: NAME }, /^tls-expired: certificate has expired$/],
    ['that ends too soon', good, { name: NAME, days: '31' }, /^tls-expiring: 29 days left, expected 31$/],
    ['that is self-signed', () => authority.selfSigned([`DNS:${NAME}`]), { name: NAME }, /^tls-untrusted: /],
  ]
  for (const [title, credentials, options, outcome] of faults)
    test(`one ${title} fails`, async () => {
      assert.match(await outcomeAgainst(credentials(), options), outcome)
    })

  test('verify=no accepts any chain and name, but keeps days=', async () => {
    const own = authority.selfSigned(['DNS:x.example'])
    assert.match(await outcomeAgainst(own, { verify: 'no' }), /^ok: /)
    assert.match(await outcomeAgainst(own, { verify: 'no', days: '365' }), /^tls-expiring: /)
  })
})

test('a server that wants a certificate of its clients passes', async () => {
  const strict = { ...good(), requestCert: true, rejectUnauthorized: true }
  assert.match(await outcomeAgainst(strict, { name: NAME }), /^ok: /)
})

test('nothing is sent after the handshake', async () => {
  const octets: number[] = []
  const server = await tlsServer(good(), (socket) => socket.on('data', (chunk) => octets.push(...chunk)))
  await outcomeOf(tls, { ca: authority.file, name: NAME, port: `${server.port}` })
  await server.allClosed()
  await server.close()
  assert.deepEqual(octets, [])
})

test('a server that speaks first, in plain text, does not speak TLS', async () => {
  const server = await tcpServer((socket) => socket.write('220 mail.corp.example ESMTP\r\n'))
  assert.match(await outcomeOf(tls, { port: `${server.port}` }), /^tls-failed: /)
  await server.close()
})

test('a server that closes in the middle of the handshake is closed', async () => {
  const server = await tcpServer(async (socket) => {
    await once(socket, 'data')
    socket.end(Buffer.of(0x16, 3, 3))
  })
  assert.equal(await outcomeOf(tls, { port: `${server.port}` }), 'closed: during the TLS handshake')
  await server.close()
})

test('port= is required, for TLS is spoken on so many', () => {
  assert.deepEqual(refusals(tls, {}), ['port= is required'])
})
