// DNS over TLS through a real worker: the same streams as over TCP, behind a handshake that is bounded too.

import assert from 'node:assert/strict'
import { connect } from 'node:net'
import { describe, test } from 'node:test'
import { framed, request, tcpClient } from './support/clients.ts'
import { DOT, FIRST, namesShown, SECOND, tlsClient } from './support/encrypted.ts'
import { DO, fakeBook } from './support/fake-answerer.ts'
import { nextEvent, reaches, serve, tryServe } from './support/serve.ts'

const ids = (messages: readonly Buffer[]) => messages.map((message) => message.readUInt16BE(0))
const echo = (id: number, length = 20) => request(DO.echo, { id, length })

describe('streams', () => {
  test('pipelined messages are answered in their order, whole, by the transport that they came on', async (t) => {
    const { serving, dot } = await serve(t, { encrypted: DOT })
    const { client } = await tlsClient(t, dot)
    const all = Array.from({ length: 500 }, (_, id) => id)
    await client.write(framed(...all.map((id) => echo(id, 20 + (id % 300)))))
    assert.deepEqual(ids(await client.wait(all.length)), all)
    assert.equal(serving.counters()['asked-tls'], 500)
  })

  test('the longest message and the longest reply pass', async (t) => {
    const { dot } = await serve(t, { encrypted: DOT })
    const { client } = await tlsClient(t, dot)
    await client.write(framed(echo(1, 65535), request(DO.big, { id: 2, size: 65535 })))
    assert.deepEqual(
      (await client.wait(2)).map(({ length }) => length),
      [65535, 65535],
    )
  })

  test('the answerer gets the address of the client', async (t) => {
    const { dot } = await serve(t, { encrypted: DOT })
    const { client } = await tlsClient(t, dot)
    await client.write(framed(request(DO.client)))
    assert.deepEqual([...((await client.wait(1))[0]?.subarray(16) ?? [])], [127, 0, 0, 1])
  })

  test('a client that closes its side gets its answers', async (t) => {
    const { dot } = await serve(t, { encrypted: DOT })
    const { client, socket } = await tlsClient(t, dot)
    socket.end(framed(echo(1), echo(2)))
    await client.closed
    assert.deepEqual(ids(client.messages()), [1, 2])
    assert.equal(client.reset, false)
  })

  test('a client that does not read is paused at the bound, then closed', async (t) => {
    const { serving, dot } = await serve(t, {
      encrypted: DOT,
      tcp: { maxBytesInFlight: 100_000, writeTimeoutMs: 500 },
    })
    const { client, socket } = await tlsClient(t, dot)
    socket.pause()
    socket.write(framed(...Array.from({ length: 3000 }, (_, id) => request(DO.big, { id, size: 60_000 }))))
    await reaches(() => serving.counters()['tcp-timed-out'], 1)
    const asked = serving.counters()['asked-tls'] ?? 0
    assert.ok(asked > 0 && asked < 1000, `${asked} answered of 3000`)
    socket.resume()
    await client.closed
  })

  test('a connection without queries is closed after the idle timeout', async (t) => {
    const { serving, dot } = await serve(t, { encrypted: DOT, tcp: { idleTimeoutMs: 200 } })
    const { client } = await tlsClient(t, dot)
    await client.closed
    assert.equal(serving.counters()['tcp-timed-out'], 1)
  })
})

describe('handshakes', () => {
  for (const version of ['TLSv1.2', 'TLSv1.3'] as const) {
    test(`${version} is spoken`, async (t) => {
      const { dot } = await serve(t, { encrypted: DOT })
      const { client, socket } = await tlsClient(t, dot, { minVersion: version, maxVersion: version })
      assert.equal(socket.getProtocol(), version)
      await client.write(framed(echo(1)))
      await client.wait(1)
    })
  }

  test('RFC 9325 §3.1.1: TLS 1.1 is not spoken', async (t) => {
    const { serving, dot } = await serve(t, { encrypted: DOT })
    const ciphers = 'DEFAULT@SECLEVEL=0'
    const { client } = await tlsClient(t, dot, { minVersion: 'TLSv1.1', maxVersion: 'TLSv1.1', ciphers })
    await client.closed
    await reaches(() => serving.counters()['tls-failed'], 1)
  })

  test('the protocol is `dot` for clients that name protocols; those that name others only are turned away', async (t) => {
    const { serving, dot } = await serve(t, { encrypted: DOT })
    const named = await tlsClient(t, dot, { ALPNProtocols: ['dot'] })
    assert.equal(named.socket.alpnProtocol, 'dot')
    const { client } = await tlsClient(t, dot, { ALPNProtocols: ['h2'] })
    await client.closed
    await reaches(() => serving.counters()['tls-failed'], 1)
  })

  test('a handshake that does not come to an end is cut, and counts as a connection until then', async (t) => {
    const { serving, dot } = await serve(t, {
      encrypted: DOT,
      tcp: { handshakeTimeoutMs: 300, maxConnectionsPerClient: 1 },
    })
    const silent = await tcpClient(t, dot)
    await silent.write(Buffer.from('160301', 'hex'))
    const second = await tcpClient(t, dot)
    await second.closed
    assert.equal(serving.counters()['tcp-refused'], 1)
    await silent.closed
    await reaches(() => serving.counters()['tls-failed'], 1)
    await reaches(() => serving.counters()['tcp-closed'], 1)
    const { client } = await tlsClient(t, dot)
    await client.write(framed(echo(1)))
    await client.wait(1)
  })

  test('what is no TLS is closed and counted, and harms nobody', async (t) => {
    const { serving, dot } = await serve(t, { encrypted: DOT })
    const plain = await tcpClient(t, dot)
    await plain.write(framed(echo(1)))
    await plain.closed
    const reset = connect(dot.port, dot.address)
    await reaches(() => serving.counters()['tcp-accepted'], 2)
    reset.resetAndDestroy()
    await reaches(() => serving.counters()['tcp-closed'], 2)
    const { client } = await tlsClient(t, dot)
    await client.write(framed(echo(1)))
    await client.wait(1)
  })
})

describe('life', () => {
  test('a new certificate is shown to new connections, and open ones go on', async (t) => {
    const { serving, dot } = await serve(t, { encrypted: DOT })
    const before = await tlsClient(t, dot)
    assert.match(namesShown(before.socket) ?? '', /first/)
    serving.useCertificate(SECOND)
    await showsSecond()
    await before.client.write(framed(echo(7)))
    assert.deepEqual(ids(await before.client.wait(1)), [7])

    async function showsSecond(): Promise<void> {
      for (let tries = 0; tries < 100; tries++) {
        const { socket } = await tlsClient(t, dot)
        if (namesShown(socket)?.includes('second') === true) return
      }
      assert.fail('the new certificate is not shown')
    }
  })

  test('a TLS worker that dies is started again with the current book and the current certificate', async (t) => {
    const { serving, dot } = await serve(t, { encrypted: DOT })
    serving.useBook(fakeBook(6))
    serving.useCertificate(SECOND)
    const restarted = nextEvent('worker-restarted')
    const victim = await tlsClient(t, dot)
    await victim.client.write(framed(request(DO.throw)))
    await restarted
    const { client, socket } = await tlsClient(t, dot)
    assert.match(namesShown(socket) ?? '', /second/)
    await client.write(framed(echo(1)))
    assert.equal((await client.wait(1))[0]?.[13], 6)
  })

  test('a stop answers what has arrived and ends connections, also those within their handshake', async (t) => {
    const { serving, dot } = await serve(t, { encrypted: DOT })
    await tcpClient(t, dot)
    const { client } = await tlsClient(t, dot)
    await client.write(framed(echo(1)))
    await serving.stop()
    await client.closed
    assert.deepEqual(ids(client.messages()), [1])
  })

  test('a port that is taken is a problem that names the transport', async (t) => {
    const { dot } = await serve(t, { encrypted: DOT })
    const started = await tryServe({ encrypted: { dot: [dot], doh: [], certificate: FIRST } })
    assert.ok('problem' in started)
    assert.match(started.problem.sentence, /^TLS 127\.0\.0\.1:\d+: another process has this port/)
  })
})
