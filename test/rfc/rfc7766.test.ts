// RFC 7766: DNS over TCP, as a transport of its own and not only when UDP was too short.
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { test } from 'node:test'
import { framed, request, tcpClient } from '../serve/support/clients.ts'
import { DO } from '../serve/support/fake-answerer.ts'
import { serve } from '../serve/support/serve.ts'
import { serveZone } from '../serve/support/serve-zone.ts'
import { answeredFrom, requestOf } from '../support/ask.ts'
import { dig } from '../support/dig.ts'

const ids = (messages: readonly Buffer[]) => messages.map((message) => message.readUInt16BE(0))
const echo = (id: number, length = 20) => request(DO.echo, { id, length })

test('RFC 7766 §5: every question is answered over TCP, also when UDP would have been enough', async (t) => {
  const { at } = await serveZone(t, 'www A 192.0.2.1')
  assert.deepEqual((await dig(at, '+tcp', 'www.example.com')).answer, ['www.example.com. 300 A 192.0.2.1'])
})

test('RFC 7766 §6.2.1: many questions are asked and answered on one connection, one after the other', async (t) => {
  const { serving, at } = await serveZone(t, 'www A 192.0.2.1')
  const client = await tcpClient(t, at)
  for (let asked = 1; asked <= 20; asked++) {
    await client.write(framed(requestOf('www.example.com')))
    const replies = await client.wait(asked)
    answeredFrom(replies.at(-1) ?? Buffer.alloc(0)).answers('www.example.com. 300 A 192.0.2.1')
  }
  assert.equal(serving.counters()['tcp-accepted'], 1)
})

test('RFC 7766 §6.2.1.1: pipelined messages in one segment are all answered, in their order', async (t) => {
  const { at } = await serve(t)
  const client = await tcpClient(t, at)
  const all = Array.from({ length: 2000 }, (_, id) => id)
  await client.write(framed(...all.map((id) => echo(id, 20 + (id % 300)))))
  assert.deepEqual(ids(await client.wait(all.length)), all)
})

test('RFC 7766 §6.2.2: one client has a bounded number of connections, and the others keep theirs', async (t) => {
  const { at } = await serve(t, { tcp: { maxConnectionsPerClient: 2 } })
  const open = [await tcpClient(t, at), await tcpClient(t, at)]
  await (await tcpClient(t, at)).closed
  for (const [id, client] of open.entries()) {
    await client.write(framed(echo(id)))
    assert.deepEqual(ids(await client.wait(1)), [id])
  }
})

test('RFC 7766 §6.2.3: a connection without queries is closed after the idle timeout', async (t) => {
  const { serving, at } = await serve(t, { tcp: { idleTimeoutMs: 200 } })
  const client = await tcpClient(t, at)
  await client.write(framed(echo(1)))
  await client.wait(1)
  await client.closed
  assert.equal(serving.counters()['tcp-timed-out'], 1)
})

test('RFC 7766 §7: each answer repeats the id and the question, so that a client can tell them apart', async (t) => {
  const { at } = await serveZone(t, 'a A 192.0.2.1\nb A 192.0.2.2')
  const client = await tcpClient(t, at)
  const asked = ['a.example.com', 'b.example.com', 'none.example.com'].map((name, id) => {
    const message = requestOf(name)
    message.writeUInt16BE(id, 0)
    return message
  })
  await client.write(framed(...asked))
  const replies = await client.wait(3)
  assert.deepEqual(
    new Set(replies.map((reply) => `${reply.readUInt16BE(0)} ${answeredFrom(reply).message.question?.name}`)),
    new Set(asked.map((query, id) => `${id} ${answeredFrom(query).message.question?.name}`)),
  )
})

test('RFC 7766 §8: the length and the message leave together', async (t) => {
  const { at } = await serve(t)
  const client = await tcpClient(t, at)
  const first = once(client.socket, 'data')
  await client.write(framed(echo(1)))
  const [chunk] = await first
  assert.equal(chunk.length, 22)
})

test('RFC 7766 §8: a message that comes in several segments is one message', async (t) => {
  const { at } = await serve(t)
  const client = await tcpClient(t, at)
  const stream = framed(echo(1))
  for (const [from, to] of [
    [0, 1],
    [1, 2],
    [2, 10],
    [10, stream.length],
  ] as const)
    await client.write(stream.subarray(from, to))
  assert.deepEqual(ids(await client.wait(1)), [1])
})
