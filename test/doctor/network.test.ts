// The questions of the doctor: what counts as an answer, and whom it would ask.
import assert from 'node:assert/strict'
import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, type TestContext, test } from 'node:test'
import { TYPE } from '../../src/dns/type.ts'
import { askDns } from '../../src/doctor/network/ask.ts'
import { askDoor } from '../../src/doctor/network/ask-door.ts'
import { askTime } from '../../src/doctor/network/ask-time.ts'
import { endpointsFrom } from '../../src/doctor/network/endpoint-text.ts'
import { resolversIn } from '../../src/doctor/network/resolv-conf.ts'
import { ntpResponse } from '../probe/ntp-peer.ts'
import { nameOf } from '../support/ask.ts'
import { freePort } from '../support/free-port.ts'

type Answering = (request: Buffer, send: (reply: Buffer) => void) => void

async function udpServer(t: TestContext, answering: Answering): Promise<{ address: string; port: number }> {
  const socket = createSocket('udp4')
  socket.on('message', (request, from) =>
    answering(request, (reply) => socket.send(reply, from.port, from.address)),
  )
  socket.bind(0, '127.0.0.1')
  await once(socket, 'listening')
  t.after(() => socket.close())
  return { address: '127.0.0.1', port: socket.address().port }
}

/** The question back as an answer, with the octets that are changed. */
function echo(request: Buffer, changes: Readonly<Record<number, number>>): Buffer {
  const reply = Buffer.from(request)
  for (const [at, value] of Object.entries({ 2: 0x80, ...changes })) reply[Number(at)] = value
  return reply
}

const ASKING = { name: nameOf('corp.example.'), type: TYPE.SOA, isPlain: true }

describe('a DNS question', () => {
  test('RFC 5452 §9.1: is not answered by what has another id, another question, or is no answer', async (t) => {
    const server = await udpServer(t, (request, send) => {
      send(echo(request, { 0: (request[0] ?? 0) ^ 0xff }))
      send(echo(request, { 13: 0x78 }))
      send(request)
      send(Buffer.from('no DNS'))
      send(echo(request, { 3: 5 }))
    })
    const reply = await askDns(server, ASKING)
    assert.ok('message' in reply)
    assert.equal(reply.message.rcode, 5)
  })

  test('that nobody hears ends, and says so', async () => {
    const port = await freePort('127.0.0.1')
    for (const transport of ['UDP', 'TCP'] as const)
      assert.deepEqual(await askDns({ address: '127.0.0.1', port }, ASKING, transport), {
        failure: 'nobody listens there',
      })
  })

  test('that is lost once is asked again', async (t) => {
    let asked = 0
    const server = await udpServer(t, (request, send) => {
      if (++asked === 2) send(echo(request, {}))
    })
    assert.ok('message' in (await askDns(server, ASKING)))
  })
})

test('a time server is asked once, and its clock compared', async (t) => {
  const server = await udpServer(t, (request, send) => send(ntpResponse(request, { offsetMs: 7000 })))
  const reply = await askTime(server)
  assert.ok('compared' in reply)
  assert.ok(Math.abs(reply.compared.offsetMs - 7000) < 1000)
  const lost = await udpServer(t, (request, send) => send(ntpResponse(request, { leap: 3 })))
  assert.deepEqual(await askTime(lost), { failure: 'its own clock is not synchronized' })
})

test('what answers on the port of our API and is not failover is told', async (t) => {
  const server = createServer((_, response) => response.end('hello')).listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.after(() => server.close())
  const { port } = server.address() as AddressInfo
  const door = { address: '127.0.0.1', port, path: '/v1/status', isTls: false }
  assert.equal(await askDoor(door), 'what answers there is not failover (HTTP 200)')
})

test('resolvers are the first three of resolv.conf, in its order', () => {
  const text =
    '# nameserver 10.9.9.9\nsearch corp.example\nnameserver 10.0.0.1\n nameserver\t::1 \nnameserver bad\nnameserver 10.0.0.3\nnameserver 10.0.0.4\n'
  assert.deepEqual(
    resolversIn(text).map(({ address }) => address),
    ['10.0.0.1', '::1', '10.0.0.3'],
  )
})

test('servers are given as addresses, with a port or without', () => {
  assert.deepEqual(endpointsFrom('10.0.0.1, 10.0.0.2:5300,::1,[::1]:54', '--resolver', 53), {
    endpoints: [
      { address: '10.0.0.1', port: 53 },
      { address: '10.0.0.2', port: 5300 },
      { address: '::1', port: 53 },
      { address: '::1', port: 54 },
    ],
  })
  assert.ok('problems' in endpointsFrom(Array.from({ length: 17 }, () => '10.0.0.1').join(), '--parent', 53))
})
