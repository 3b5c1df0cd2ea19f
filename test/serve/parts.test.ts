// The pure parts under the sockets: frames, addresses, the choice of UDP, the control block.

import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { MessageChannel } from 'node:worker_threads'
import fc from 'fast-check'
import ipaddr from 'ipaddr.js'
import { chooseUdp, koffiObstacle } from '../../src/serve/choose-udp.ts'
import { writeAddress } from '../../src/serve/client-address.ts'
import { ControlBlock } from '../../src/serve/control-block.ts'
import { FrameBuffer } from '../../src/serve/frame-buffer.ts'
import { WorkerControl } from '../../src/serve/worker-control.ts'
import { framed } from './support/clients.ts'
import { FakeAnswerer, fakeBook } from './support/fake-answerer.ts'

test('the same messages come out however a stream is cut into segments', () => {
  const message = fc.uint8Array({ maxLength: 40 }).map((octets) => Buffer.from(octets))
  const cuts = fc.array(fc.integer({ min: 1, max: 30 }), { minLength: 1 })
  fc.assert(
    fc.property(fc.array(message), cuts, (messages, sizes) => {
      const stream = framed(...messages)
      const frames = new FrameBuffer()
      const out: string[] = []
      for (let at = 0, i = 0; at < stream.length; i++) {
        const size = sizes[i % sizes.length] ?? 1
        frames.push(Buffer.from(stream.subarray(at, at + size)))
        at += size
        for (let length = frames.messageLength(); length >= 0; length = frames.messageLength()) {
          const target = Buffer.alloc(64)
          frames.take(length, target, 3)
          out.push(target.toString('hex', 3, 3 + length))
        }
      }
      assert.deepEqual(
        out,
        messages.map((one) => one.toString('hex')),
      )
      assert.equal(frames.length, 0)
    }),
  )
})

describe('addresses', () => {
  test('IPv4 text becomes its four octets', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 4, maxLength: 4 }), (octets) => {
        const out = new Uint8Array(6)
        assert.equal(writeAddress(octets.join('.'), out, 1), 4)
        assert.deepEqual(out.subarray(1, 5), octets)
      }),
    )
  })

  test('RFC 4291 §2.2: IPv6 text becomes its sixteen octets, shortened or not', () => {
    const octet = fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 255 }))
    fc.assert(
      fc.property(fc.array(octet, { minLength: 16, maxLength: 16 }), (octets) => {
        const address = new ipaddr.IPv6(octets)
        for (const text of [address.toString(), address.toNormalizedString(), address.toRFC5952String()]) {
          const out = new Uint8Array(16).fill(0xff)
          assert.equal(writeAddress(text, out, 0), 6)
          assert.deepEqual([...out], octets, text)
        }
      }),
    )
  })

  for (const [text, hex] of [
    ['::ffff:192.0.2.1', '00000000000000000000ffffc0000201'],
    ['fe80::1%eth0', 'fe800000000000000000000000000001'],
    ['::', '00000000000000000000000000000000'],
  ] as const) {
    test(`${text} is ${hex}`, () => {
      const out = Buffer.alloc(16, 0xee)
      writeAddress(text, out, 0)
      assert.equal(out.toString('hex'), hex)
    })
  }
})

describe('the choice of UDP', () => {
  const works = async () => undefined
  const broken = async () => 'it is broken'
  test('auto takes koffi where it works', async () => {
    assert.equal((await choice('auto', works)).io, 'koffi')
  })
  test('auto takes dgram where koffi does not work, and says why', async () => {
    assert.deepEqual(await chooseUdp('auto', broken), { io: 'dgram', reason: 'it is broken' })
  })
  test('koffi that was asked for is never replaced silently', async () => {
    assert.deepEqual(await chooseUdp('koffi', broken), { unusable: 'it is broken' })
  })
  test('dgram that was asked for needs no koffi', async () => {
    assert.deepEqual(await chooseUdp('dgram', broken), { io: 'dgram', reason: 'as configured' })
  })
  test('other systems, whose layout of recvmmsg is not known, get dgram', async () => {
    assert.match((await koffiObstacle('darwin', 'arm64')) ?? '', /darwin arm64/)
    assert.match((await koffiObstacle('linux', 'ia32')) ?? '', /linux ia32/)
  })
})

test('of several books that wait, a worker takes the newest', () => {
  const block = ControlBlock.forWorkers(1)
  const { port1, port2 } = new MessageChannel()
  const answerer = new FakeAnswerer(new Float64Array(2))
  answerer.use(fakeBook(1))
  const control = new WorkerControl(block.memory, 0, port2, answerer)
  for (const tag of [2, 3, 4]) {
    port1.postMessage(fakeBook(tag, tag))
    block.announceBook()
  }
  assert.equal(block.slowestGeneration(), 0)
  control.refresh()
  assert.equal(answerer.generation, 4)
  assert.equal(block.slowestGeneration(), 4)
  port1.close()
})

async function choice(...options: Parameters<typeof chooseUdp>) {
  const chosen = await chooseUdp(...options)
  assert.ok('io' in chosen)
  return chosen
}
