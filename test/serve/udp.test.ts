// One contract for both ways to do UDP: what udp-socket.ts promises, through real workers and real sockets.

import assert from 'node:assert/strict'
import { networkInterfaces } from 'node:os'
import { describe, type TestContext, test } from 'node:test'
import { koffiObstacle } from '../../src/serve/choose-udp.ts'
import { askUdp, request, sendUdp, udpClient } from './support/clients.ts'
import { DO, fakeBook } from './support/fake-answerer.ts'
import { nextEvent, serve } from './support/serve.ts'

const obstacle = await koffiObstacle()
const hasIpv6 = Object.values(networkInterfaces()).some((list) => list?.some((one) => one.address === '::1'))

for (const io of ['koffi', 'dgram'] as const) {
  const skip = io === 'koffi' && obstacle !== undefined ? obstacle : false
  describe(`UDP through ${io}`, { skip }, () => {
    test('a datagram is answered from where it was sent to', async (t) => {
      const { serving, at } = await serve(t, { io })
      const client = await udpClient(t)
      const reply = await askUdp(client, at, request(DO.echo, { id: 0xabcd }))
      assert.equal(reply.toString('hex', 0, 14), 'abcd80000000000000000000' + '0001')
      assert.equal(serving.counters()['asked-udp'], 1)
    })

    test('the answerer gets the IPv4 address of the client', async (t) => {
      const { at } = await serve(t, { io })
      const client = await udpClient(t, '127.1.2.3')
      const reply = await askUdp(client, at, request(DO.client))
      assert.deepEqual([...reply.subarray(16)], [127, 1, 2, 3])
    })

    test('RFC 3493 §5.3: an IPv6 listener serves IPv6 alone, beside an IPv4 listener on the same port', {
      skip: !hasIpv6,
    }, async (t) => {
      const { at } = await serve(t, { io, listen: [{ address: '::', port: 0 }] })
      await serve(t, { io, listen: [{ address: '0.0.0.0', port: at.port }] })
      const client = await udpClient(t, '::1')
      const reply = await askUdp(client, { address: '::1', port: at.port }, request(DO.client))
      assert.equal(reply.toString('hex', 16), `${'00'.repeat(15)}01`)
    })

    test('each of a burst gets its own answer, also when others are dropped', async (t) => {
      const { at } = await serve(t, { io })
      const client = await udpClient(t)
      const ids: number[] = []
      const all = new Promise<void>((resolve) => {
        client.on('message', (reply) => {
          ids.push(reply.readUInt16BE(0))
          if (ids.length === 200) resolve()
        })
      })
      const send = (id: number) =>
        sendUdp(client, at, request(id % 3 === 2 ? DO.drop : DO.echo, { id, length: 20 + (id % 50) }))
      await Promise.all(Array.from({ length: 300 }, (_, id) => send(id)))
      await all
      const answered = Array.from({ length: 300 }, (_, id) => id).filter((id) => id % 3 !== 2)
      assert.deepEqual(new Set(ids), new Set(answered))
    })

    test('a datagram longer than any request is counted and dropped', async (t) => {
      const { serving, at } = await serve(t, { io })
      const client = await udpClient(t)
      await sendUdp(client, at, request(DO.echo, { length: 3000 }))
      assert.equal((await askUdp(client, at, request(DO.echo, { id: 7 }))).readUInt16BE(0), 7)
      assert.equal(serving.counters()['udp-oversized'], 1)
    })

    test('an empty datagram harms nobody', async (t) => {
      const { serving, at } = await serve(t, { io })
      const client = await udpClient(t)
      await sendUdp(client, at, Buffer.alloc(0))
      await askUdp(client, at, request(DO.echo))
      assert.equal(serving.counters()['asked-udp'], 2)
    })

    test('a datagram from port 0 is counted and dropped, and the next one answered', {
      skip: obstacle !== undefined || process.getuid?.() !== 0 ? 'needs root' : false,
    }, async (t) => {
      const { serving, at } = await serve(t, { io })
      await sendFromPortZero(at.port)
      const client = await udpClient(t)
      await askUdp(client, at, request(DO.echo))
      assert.equal(serving.counters()['udp-port-zero'], 1)
      assert.equal(serving.counters()['asked-udp'], 1)
    })

    test('the first query after useBook is answered from the new book', async (t) => {
      const { serving, at } = await serve(t, { io })
      const client = await udpClient(t)
      for (let tag = 2; tag < 40; tag++) {
        serving.useBook(fakeBook(tag))
        assert.equal((await askUdp(client, at, request(DO.echo)))[13], tag)
      }
    })

    test('a stop answers what has arrived', async (t) => {
      const { serving, at } = await serve(t, { io })
      const client = await udpClient(t)
      let replies = 0
      const all = new Promise<void>((resolve) => {
        client.on('message', () => {
          if (++replies === 500) resolve()
        })
      })
      await Promise.all(Array.from({ length: 500 }, () => sendUdp(client, at, request(DO.echo))))
      await serving.stop()
      await all
    })

    test('a worker that dies is started again with the current book, and its counters go on', async (t) => {
      const { serving, at } = await serve(t, { io })
      const client = await udpClient(t)
      await askUdp(client, at, request(DO.echo))
      serving.useBook(fakeBook(9))
      const restarted = nextEvent('worker-restarted')
      const died = nextEvent('worker-died')
      await sendUdp(client, at, request(DO.throw))
      const event = await died
      assert.ok(event.event === 'worker-died')
      assert.equal(event.reason, 'the magic datagram')
      await restarted
      assert.equal((await askUdp(client, at, request(DO.echo)))[13], 9)
      assert.equal(serving.counters()['asked-udp'], 3)
    })

    test('several workers share one port and each answers', async (t) => {
      const { serving, at } = await serve(t, { io, workers: 2 })
      for (let i = 0; i < 20; i++) await askUdp(await udpClient(t), at, request(DO.echo))
      assert.equal(serving.counters()['asked-udp'], 20)
    })

    test('a worker that hangs does not hold up the stop, and its port is free afterwards', async (t) => {
      const { serving, at } = await serve(t, { io })
      const client = await udpClient(t)
      await askUdp(client, at, request(DO.echo))
      const terminated = nextEvent('worker-terminated')
      await sendUdp(client, at, request(DO.hang))
      await Promise.all([serving.stop(), terminated])
      await serve(t, { io, listen: [at] })
    })
  })
}

test('queries that arrive while a dead koffi worker is replaced wait and are answered', {
  skip: obstacle ?? false,
}, async (t: TestContext) => {
  const { at } = await serve(t, { io: 'koffi' })
  const client = await udpClient(t)
  const died = nextEvent('worker-died')
  await sendUdp(client, at, request(DO.throw))
  await died
  assert.equal((await askUdp(client, at, request(DO.echo, { id: 5 }))).readUInt16BE(0), 5)
})

async function sendFromPortZero(port: number): Promise<void> {
  const { default: koffi } = await import('koffi')
  const { AF_INET, close, socket } = await import('../../src/serve/libc.ts')
  const { socketAddress } = await import('../../src/serve/socket-address.ts')
  const libc = koffi.load(null)
  const sendto = libc.func(
    'int64_t sendto(int fd, void *octets, size_t length, int flags, void *to, unsigned int n)',
  )
  const [raw, udp] = [3, 17]
  const descriptor = socket(AF_INET, raw, udp)
  const payload = request(DO.echo)
  const datagram = Buffer.concat([Buffer.alloc(8), payload])
  datagram.writeUInt16BE(port, 2)
  datagram.writeUInt16BE(datagram.length, 4)
  const { octets } = socketAddress('127.0.0.1', 0)
  assert.equal(
    Number(sendto(descriptor, datagram, datagram.length, 0, octets, octets.length)),
    datagram.length,
  )
  close(descriptor)
}
