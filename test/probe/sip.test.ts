import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { optionsRequest } from '../../src/probe/protocol/sip-message.ts'
import { sip } from '../../src/probe/sip.ts'
import { makeAuthority } from '../support/certificates.ts'
import { type Kamailio, startKamailio } from './real/kamailio.ts'
import { Folder, withoutProgram } from './real/real-server.ts'
import { ask, type Options, outcomeOf, refusals } from './run.ts'
import { tcpServer, udpServer } from './servers.ts'
import { sipResponse } from './sip-peer.ts'

const NAME = 'pbx.corp.example'

describe('Kamailio itself', { skip: withoutProgram('kamailio') }, () => {
  const folder = new Folder()
  const authority = makeAuthority()
  let kamailio: Kamailio
  before(async () => {
    kamailio = await startKamailio(folder, authority.issue([`DNS:${NAME}`], 30))
  })
  after(async () => {
    await kamailio.stop()
    authority.remove()
  })
  const asked = (options: Options = {}) => outcomeOf(sip, { port: `${kamailio.port}`, ...options })

  test('OPTIONS is answered over UDP, unless the check says otherwise', async () => {
    assert.equal(await asked(), 'ok: 200')
  })

  test('transport=tcp asks over TCP', async () => {
    assert.equal(await asked({ transport: 'tcp' }), 'ok: 200')
  })

  test('transport=tls asks over TLS, with a certificate for the right name', async () => {
    const port = `${kamailio.tlsPort}`
    const options = { transport: 'tls', port, ca: authority.file }
    assert.equal(await asked({ ...options, name: NAME }), 'ok: 200')
    assert.match(await asked({ ...options, name: 'other.corp.example' }), /^tls-name: /)
    assert.match(await asked({ ...options, name: NAME, days: '60' }), /^tls-expiring: 29 days left/)
  })

  test('uri= says who is asked, status= what passes', async () => {
    const [busy, nobody] = ['sip:busy@corp.example', 'sip:nobody@corp.example;user=phone']
    assert.equal(await asked({ uri: busy }), 'status: 503 Service Unavailable, expected 200')
    assert.equal(await asked({ uri: nobody, transport: 'tcp' }), 'status: 404 Not Found, expected 200')
    assert.equal(await asked({ uri: nobody, status: '200-499' }), 'ok: 404')
    assert.equal(
      await asked({ uri: busy, status: '200-499' }),
      'status: 503 Service Unavailable, expected 200-499',
    )
  })
})

/** The request that a server gets. */
async function requestWith(options: Options, address = '127.0.0.1'): Promise<string> {
  let request = ''
  const server = await udpServer((message, reply) => {
    request = message.toString('latin1')
    reply(sipResponse(message, '200 OK'))
  }, address)
  await ask(sip, { ...options, port: `${server.port}` }, address)
  await server.close()
  return request
}

describe('the request', () => {
  test('RFC 3261 §8.1.1.1, §11: OPTIONS is asked of uri=, by from=', async () => {
    const request = await requestWith({ uri: 'sip:600@corp.example', from: 'sip:monitor@corp.example' })
    assert.match(request, /^OPTIONS sip:600@corp\.example SIP\/2\.0\r\n/)
    assert.match(request, /\r\nTo: <sip:600@corp\.example>\r\n/)
    assert.match(request, /\r\nFrom: <sip:monitor@corp\.example>;tag=\w+\r\n/)
  })

  test('RFC 3261 §25.1: without them they are the addresses of both sides, IPv6 in brackets', async () => {
    const request = await requestWith({}, '::1')
    assert.match(request, /^OPTIONS sip:\[::1\]:\d+ SIP\/2\.0\r\n/)
    assert.match(request, /\r\nFrom: <sip:failover@\[::1\]>;tag=/)
    const own = { address: 'fe80::1%eth0', port: 5060 }
    const { octets } = optionsRequest({ uri: 'sip:x', from: undefined, transport: 'UDP' }, own)
    assert.match(octets.toString(), /\r\nFrom: <sip:failover@\[fe80::1\]>;tag=/)
  })

  test('RFC 3261 §8.1.1.7, RFC 3581 §3: a branch of its own, and the response back to the same port', async () => {
    const VIA = /\r\nVia: SIP\/2\.0\/UDP 127\.0\.0\.1:\d+;branch=(z9hG4bK\w+);rport\r\n/
    const first = VIA.exec(await requestWith({}))?.[1]
    const second = VIA.exec(await requestWith({}))?.[1]
    assert.ok(first !== undefined && second !== undefined && first !== second)
  })

  test('RFC 3261 §17.1.2.2: over UDP it is sent again, octet by octet, until it is answered', async () => {
    const seen: Buffer[] = []
    const server = await udpServer((message, reply) => {
      seen.push(message)
      if (seen.length > 1) reply(sipResponse(message, '200 OK'))
    })
    assert.equal(await outcomeOf(sip, { port: `${server.port}` }), 'ok: 200')
    await server.close()
    assert.equal(seen.length, 2)
    assert.deepEqual(seen[0], seen[1])
  })
})

describe('what is no final response of ours is passed over for the one that follows', () => {
  const foreign: readonly (readonly [string, (request: Buffer) => Buffer])[] = [
    ['RFC 3261 §7.2: a provisional response', (request) => sipResponse(request, '100 Trying')],
    [
      'RFC 3261 §17.1.3: a response to another request',
      (request) =>
        sipResponse(request, '503 No', (lines) => lines.map((line) => line.replace('z9hG4bK', 'z9hG4bKx'))),
    ],
    [
      'RFC 3261 §17.1.3: a response to another method',
      (request) =>
        sipResponse(request, '503 No', (lines) => lines.map((line) => line.replace('1 OPTIONS', '1 INVITE'))),
    ],
    [
      'RFC 3261 §8.1.3.3: a response with two Via',
      (request) =>
        sipResponse(request, '503 No', (lines) => ['Via: SIP/2.0/UDP 10.0.0.1;branch=z9hG4bKa', ...lines]),
    ],
    [
      'RFC 3261 §7.1: a request of the server',
      () => Buffer.from('OPTIONS sip:failover@127.0.0.1 SIP/2.0\r\nContent-Length: 3\r\n\r\nabc'),
    ],
    ['RFC 3261 §7.5, RFC 5626 §3.5.1: empty lines', () => Buffer.from('\r\n\r\n')],
  ]
  for (const [title, message] of foreign) {
    test(`${title}, over UDP`, async () => {
      const server = await udpServer((request, reply) => {
        reply(message(request))
        reply(sipResponse(request, '200 OK'))
      })
      assert.equal(await outcomeOf(sip, { port: `${server.port}` }), 'ok: 200')
      await server.close()
    })
    test(`${title}, over TCP`, async () => {
      const server = await tcpServer((socket) =>
        socket.once('data', (request) =>
          socket.write(Buffer.concat([message(request), sipResponse(request, '200 OK')])),
        ),
      )
      assert.equal(await outcomeOf(sip, { port: `${server.port}`, transport: 'tcp' }), 'ok: 200')
      await server.close()
    })
  }
})

describe('how a response may be written', () => {
  test('RFC 3261 §7.5: empty lines may stand before it', async () => {
    const server = await udpServer((request, reply) =>
      reply(Buffer.concat([Buffer.from('\r\n\r\n'), sipResponse(request, '200 OK')])),
    )
    assert.equal(await outcomeOf(sip, { port: `${server.port}` }), 'ok: 200')
    await server.close()
  })

  const forms: readonly (readonly [string, (lines: string[]) => string[]])[] = [
    [
      'RFC 3261 §7.3.3: names in their compact form',
      (lines) => lines.map((line) => line.replace(/^Via:/, 'v:')),
    ],
    ['RFC 3261 §7.3.1: names in any case', (lines) => lines.map((line) => line.replace(/^CSeq:/, 'CSEQ :'))],
    [
      'RFC 3261 §7.3.1: a field on two lines',
      (lines) => lines.map((line) => line.replace(';branch', '\r\n ;branch')),
    ],
  ]
  for (const [title, change] of forms)
    test(title, async () => {
      const server = await udpServer((request, reply) => reply(sipResponse(request, '200 OK', change)))
      assert.equal(await outcomeOf(sip, { port: `${server.port}` }), 'ok: 200')
      await server.close()
    })

  test('RFC 3261 §18.3: on a stream a body of the length that is told lies before the next message', async () => {
    const server = await tcpServer((socket) =>
      socket.once('data', async (request) => {
        const early = sipResponse(request, '183 Progress').toString('latin1')
        socket.write(early.replace('Content-Length: 0', 'l: 11'))
        await new Promise(setImmediate)
        socket.write('SIP/2.0 500')
        socket.write(sipResponse(request, '200 OK'))
      }),
    )
    assert.equal(await outcomeOf(sip, { port: `${server.port}`, transport: 'tcp' }), 'ok: 200')
    await server.close()
  })
})

describe('what is not SIP', () => {
  test('a datagram is not the protocol', async () => {
    const server = await udpServer((_, reply) => reply(Buffer.from('pong')))
    assert.equal(await outcomeOf(sip, { port: `${server.port}` }), 'protocol: not a message of SIP')
    await server.close()
  })

  test('a line on a stream is not the protocol, and no more than 64 KiB are read', async () => {
    const saying = async (text: string) => {
      const server = await tcpServer((socket) => socket.once('data', () => socket.write(text)))
      const outcome = await outcomeOf(sip, { port: `${server.port}`, transport: 'tcp' })
      await server.close()
      return outcome
    }
    assert.equal(await saying('HTTP/1.1 400 Bad Request\r\n'), 'protocol: not a message of SIP')
    assert.equal(
      await saying('SIP/2.0 100 Trying\r\n\r\n'.repeat(5000)),
      'protocol: no end in the first 65536 octets',
    )
  })

  test('a server that closes a stream at once is closed', async () => {
    const server = await tcpServer((socket) => socket.end())
    assert.match(await outcomeOf(sip, { port: `${server.port}`, transport: 'tcp' }), /^(closed|reset): /)
    await server.close()
  })
})

test('options that say nothing together, and URIs that could break out of the request, are refused', () => {
  assert.deepEqual(refusals(sip, { name: 'x', transport: 'tcp' }), [
    'name= says nothing without transport=tls',
  ])
  for (const uri of ['sip:a b', 'sip:a>', 'sip:', 'http://x', 'sip:x\r', 'sip:ä'])
    assert.deepEqual(refusals(sip, { uri }), [
      'uri= must be a SIP URI: sip:corp.example, sip:600@corp.example:5060',
    ])
  for (const uri of ['sips:corp.example', 'sip:[2001:db8::1]:5060;transport=tcp', 'sip:+49:x@10.0.0.1'])
    assert.deepEqual(refusals(sip, { uri }), [])
  assert.deepEqual(refusals(sip, { status: '700' }), [
    'status= must be status codes from 200 to 699 and ranges of them: 200-299,401',
  ])
})

test('RFC 3261 §19.1.1, §19.1.2: the ports are 5060, and 5061 over TLS', async () => {
  const host = '127.50.60.61'
  const udp = await udpServer((message, reply) => reply(sipResponse(message, '200 OK')), host, 5060)
  const tcp = await tcpServer((socket) => socket.end(), host, 5060)
  const tls = await tcpServer((socket) => socket.end(), host, 5061)
  assert.equal((await ask(sip, {}, host)).ending, 'ok')
  assert.equal((await ask(sip, { transport: 'tcp' }, host)).ending, 'closed')
  assert.equal((await ask(sip, { transport: 'tls' }, host)).ending, 'closed')
  for (const server of [udp, tcp, tls]) await server.close()
})
