// TCP through a real worker: framing, order, and every way in which a client may misbehave.

import assert from 'node:assert/strict'
import { once } from 'node:events'
import { describe, test } from 'node:test'
import { framed, request, type TcpClient, tcpClient } from './support/clients.ts'
import { DO, fakeBook } from './support/fake-answerer.ts'
import { nextEvent, reaches, serve } from './support/serve.ts'

const ids = (messages: readonly Buffer[]) => messages.map((message) => message.readUInt16BE(0))
const echo = (id: number, length = 20) => request(DO.echo, { id, length })

describe('framing', () => {
  test('RFC 1035 §4.2.2: a message behind its length of two octets is answered in the same form', async (t) => {
    const { serving, at } = await serve(t)
    const client = await tcpClient(t, at)
    await client.write(framed(echo(0xabcd)))
    const [reply] = await client.wait(1)
    assert.equal(reply?.toString('hex', 0, 14), 'abcd800000000000000000000001')
    assert.equal(serving.counters()['asked-tcp'], 1)
  })

  test('a message that comes one octet at a time is answered', async (t) => {
    const { at } = await serve(t)
    const client = await tcpClient(t, at)
    for (const octet of framed(echo(3))) await client.write(Buffer.of(octet))
    assert.deepEqual(ids(await client.wait(1)), [3])
  })

  test('a segment that ends within a message is answered as far as it goes, the rest with the next', async (t) => {
    const { at } = await serve(t)
    const client = await tcpClient(t, at)
    const stream = framed(echo(1), echo(2), echo(3))
    await client.write(stream.subarray(0, 50))
    assert.deepEqual(ids(await client.wait(2)), [1, 2])
    await client.write(stream.subarray(50))
    assert.deepEqual(ids(await client.wait(3)), [1, 2, 3])
  })

  test('the longest message and the longest reply pass', async (t) => {
    const { at } = await serve(t)
    const client = await tcpClient(t, at)
    await client.write(framed(echo(1, 65535), request(DO.big, { id: 2, size: 65535 })))
    assert.deepEqual(
      (await client.wait(2)).map(({ length }) => length),
      [65535, 65535],
    )
  })

  test('the answerer gets the address of the client', async (t) => {
    const { at } = await serve(t)
    const client = await tcpClient(t, at)
    await client.write(framed(request(DO.client)))
    assert.deepEqual([...((await client.wait(1))[0]?.subarray(16) ?? [])], [127, 0, 0, 1])
  })
})

describe('ends', () => {
  test('a client that closes its side gets its answers, then the connection is closed', async (t) => {
    const { at } = await serve(t)
    const client = await tcpClient(t, at)
    client.socket.end(framed(echo(1), echo(2)))
    await client.closed
    assert.deepEqual(ids(client.messages()), [1, 2])
    assert.equal(client.reset, false)
  })

  for (const [what, octets] of [
    ['shorter than a DNS header', framed(Buffer.alloc(11))],
    ['of length 0', framed(Buffer.alloc(0))],
    ['that deserves no answer', framed(request(DO.drop))],
  ] as const) {
    test(`a message ${what} ends the connection, after the answers before it`, async (t) => {
      const { serving, at } = await serve(t)
      const client = await tcpClient(t, at)
      await client.write(Buffer.concat([framed(echo(1)), octets, framed(echo(2))]))
      await client.closed
      assert.deepEqual(ids(client.messages()), [1])
      assert.equal(serving.counters()['tcp-malformed'], 1)
    })
  }

  test('octets that drip in slowly do not extend the time that a message may take', async (t) => {
    const { serving, at } = await serve(t, { tcp: { frameTimeoutMs: 300, idleTimeoutMs: 60_000 } })
    const client = await tcpClient(t, at)
    const startedMs = performance.now()
    const drip = setInterval(() => client.socket.write(Buffer.of(1)), 50)
    await client.closed
    clearInterval(drip)
    const tookMs = performance.now() - startedMs
    assert.ok(tookMs >= 290, `${tookMs} ms`)
    assert.equal(serving.counters()['tcp-timed-out'], 1)
  })

  test('a message that follows another in the same segment has its own time', async (t) => {
    const { at } = await serve(t, { tcp: { frameTimeoutMs: 250 } })
    const client = await tcpClient(t, at)
    const stream = framed(echo(1), echo(2), echo(3), echo(4), echo(5))
    // Each piece ends one message and begins the next: never idle, and longer than one frame's time in all.
    let answered = 0
    for (let from = 0; from < stream.length; from += 22, answered++) {
      await client.write(stream.subarray(Math.max(0, from - 11), from + 11))
      await client.wait(answered)
      await once(AbortSignal.timeout(80), 'abort')
    }
    await client.write(stream.subarray(stream.length - 11))
    assert.deepEqual(ids(await client.wait(5)), [1, 2, 3, 4, 5])
  })

  test('a client that does not read is paused at the bound, then closed, and others are served meanwhile', async (t) => {
    const { serving, at } = await serve(t, { tcp: { maxBytesInFlight: 100_000, writeTimeoutMs: 500 } })
    const greedy = await tcpClient(t, at)
    greedy.socket.pause()
    const queries = Array.from({ length: 3000 }, (_, id) => request(DO.big, { id, size: 60_000 }))
    greedy.socket.write(framed(...queries))
    const other = await tcpClient(t, at)
    await other.write(framed(echo(1)))
    await other.wait(1)
    const asked = serving.counters()['asked-tcp'] ?? 0
    assert.ok(asked < 1000, `${asked} answered of 3000`)
    await reaches(() => serving.counters()['tcp-timed-out'], 1)
    greedy.socket.resume()
    await greedy.closed
  })

  test('a client that reads late gets every answer', async (t) => {
    const { at } = await serve(t, { tcp: { maxBytesInFlight: 100_000 } })
    const client = await tcpClient(t, at)
    client.socket.pause()
    const all = Array.from({ length: 300 }, (_, id) => id)
    await client.write(framed(...all.map((id) => request(DO.big, { id, size: 60_000 }))))
    client.socket.end()
    client.socket.resume()
    await client.closed
    assert.deepEqual(ids(client.messages()), all)
  })
})

describe('bounds', () => {
  test('connections beyond the bound per client are closed; when one ends there is room for another', async (t) => {
    const { serving, at } = await serve(t, { tcp: { maxConnectionsPerClient: 2 } })
    const first = await tcpClient(t, at)
    const second = await tcpClient(t, at)
    await second.write(framed(echo(1)))
    await second.wait(1)
    await assertRefused(await tcpClient(t, at))
    assert.equal(serving.counters()['tcp-refused'], 1)
    first.socket.end()
    await first.closed
    const third = await tcpClient(t, at)
    await third.write(framed(echo(3)))
    assert.deepEqual(ids(await third.wait(1)), [3])
  })

  test('RFC 7766 §10: beyond the bound of all, whoever has the most connections loses the oldest of them', async (t) => {
    const { serving, at } = await serve(t, { tcp: { maxConnections: 3 } })
    const modest = await tcpClient(t, at, '127.0.0.2')
    const oldest = await tcpClient(t, at)
    const newer = await tcpClient(t, at)
    const comer = await tcpClient(t, at, '127.0.0.3')
    await oldest.closed
    for (const kept of [modest, newer, comer]) {
      await kept.write(framed(echo(1)))
      await kept.wait(1)
    }
    const { 'tcp-accepted': accepted, 'tcp-evicted': evicted } = serving.counters()
    assert.deepEqual({ accepted, evicted }, { accepted: 4, evicted: 1 })
  })
})

describe('life', () => {
  test('the first query after useBook is answered from the new book, also on an open connection', async (t) => {
    const { serving, at } = await serve(t)
    const client = await tcpClient(t, at)
    for (let tag = 2; tag < 40; tag++) {
      serving.useBook(fakeBook(tag))
      await client.write(framed(echo(tag)))
      assert.equal((await client.wait(tag - 1)).at(-1)?.[13], tag)
    }
  })

  test('a stop answers what has arrived, and closes connections without a reset', async (t) => {
    const { serving, at } = await serve(t)
    const clients = await Promise.all(Array.from({ length: 20 }, () => tcpClient(t, at)))
    await Promise.all(clients.map((client, id) => client.write(framed(echo(id)))))
    await serving.stop()
    await Promise.all(clients.map(({ closed }) => closed))
    assert.deepEqual(
      clients.map((client) => ids(client.messages())),
      clients.map((_, id) => [id]),
    )
    assert.ok(clients.every(({ reset }) => !reset))
  })

  test('a client that keeps its side open does not hold up the stop', async (t) => {
    const { serving, at } = await serve(t)
    const client = await tcpClient(t, at)
    client.socket.removeAllListeners('end')
    await client.write(framed(echo(1)).subarray(0, 5))
    await serving.stop()
  })

  test('a TCP worker that dies is started again with the current book', async (t) => {
    const { serving, at } = await serve(t)
    serving.useBook(fakeBook(6))
    const restarted = nextEvent('worker-restarted')
    const victim = await tcpClient(t, at)
    await victim.write(framed(request(DO.throw)))
    await restarted
    const client = await tcpClient(t, at)
    await client.write(framed(echo(1)))
    assert.equal((await client.wait(1))[0]?.[13], 6)
  })
})

async function assertRefused(client: TcpClient): Promise<void> {
  await client.closed
  assert.equal(client.octets, 0)
}
