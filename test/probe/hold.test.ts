// hold=yes, for every probe type that has it: one connection is kept open, and its end is told.
import assert from 'node:assert/strict'
import type { Socket } from 'node:net'
import { describe, test } from 'node:test'
import { PROBES } from '../../src/probe/index.ts'
import { tcp } from '../../src/probe/tcp.ts'
import { FIXTURES } from './fixtures/index.ts'
import { held, holdOf } from './held.ts'
import type { Options } from './run.ts'
import { tcpServer, unusedPort } from './servers.ts'

/** A server has a connection some turns before the client knows that it stands. */
async function handshakesEnded(): Promise<void> {
  for (let turn = 0; turn < 100; turn++) await new Promise(setImmediate)
}

const holders = PROBES.filter(({ optionNames }) => optionNames.includes('hold'))

for (const probe of holders)
  describe(`hold=yes of ${probe.type}`, () => {
    const fixture = FIXTURES[probe.type]
    const options = (port: number): Options => ({ ...fixture.options(), ...fixture.holding, port: `${port}` })

    test('without hold=yes nothing is held', async () => {
      const configured = probe.configure({ ...fixture.options(), port: '9' })
      assert.ok(configured.ok && configured.hold === undefined)
    })

    test('a connection that stood and that the server ends is told', async () => {
      const server = await fixture.good('127.0.0.1')
      const { ended } = held(holdOf(probe, options(server.port)))
      await server.reached
      await handshakesEnded()
      await server.close()
      assert.equal(await ended, true)
    })

    test('a connection that is refused is told as one that never stood', async () => {
      const { ended } = held(holdOf(probe, options(await unusedPort())))
      assert.equal(await ended, false)
    })

    test('what is not an address is told as one that never stood, and nothing is thrown', async () => {
      const { ended } = held(holdOf(probe, options(9)), 'localhost')
      assert.equal(await ended, false)
    })

    test('a connection that we close ourselves is closed at the server, and nothing is told', async () => {
      const server = await fixture.good('127.0.0.1')
      const { close, ended } = held(holdOf(probe, options(server.port)))
      void ended.then(() => assert.fail('told'))
      await server.reached
      close()
      await server.allClosed()
      await server.close()
    })
  })

describe('what a server may do on a held connection', () => {
  /** A held connection and the server's end of it. */
  async function heldPair(): Promise<{ peer: Socket; ended: Promise<boolean>; close: () => Promise<void> }> {
    const { promise, resolve } = Promise.withResolvers<Socket>()
    const server = await tcpServer(resolve)
    const { ended } = held(holdOf(tcp, { port: `${server.port}` }))
    const peer = await promise
    await handshakesEnded()
    return { peer, ended, close: server.close }
  }

  test('a server that resets the connection is heard of like one that closes it', async () => {
    const { peer, ended, close } = await heldPair()
    peer.resetAndDestroy()
    assert.equal(await ended, true)
    await close()
  })

  test('a greeting is read and ignored; the end that comes after it is told', async () => {
    const { peer, ended, close } = await heldPair()
    peer.end('220 ready\r\n')
    assert.equal(await ended, true)
    await close()
  })

  test('a server that sends without end is not listened to: the connection is given up', async () => {
    const { peer, ended, close } = await heldPair()
    const flood = (): void => {
      while (!peer.destroyed && peer.write(Buffer.alloc(16_384)));
    }
    peer.on('drain', flood)
    flood()
    assert.equal(await ended, true)
    await close()
  })
})
