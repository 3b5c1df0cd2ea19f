// The stream of events as a command reads it: pieces of any size, silence, an end.
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { openStream } from '../../src/cli/client.ts'
import { type EventIds, eventIds } from '../../src/cli/events.ts'
import { EXIT } from '../../src/cli/exit-codes.ts'

const TEXT =
  'retry: 1000\n\nid: 7\nevent: verdict\ndata: {"id":7}\n\n:\n\nid: 12\nevent: answer\ndata: {}\n\n'
const NEVER = new AbortController().signal

async function* piecesOf(text: string, length: number): AsyncGenerator<Buffer> {
  for (let at = 0; at < text.length; at += length) yield Buffer.from(text.slice(at, at + length))
}

async function all(events: EventIds): Promise<number[]> {
  const ids: number[] = []
  for await (const some of events) ids.push(...some)
  return ids
}

test('events are read whole, wherever the pieces of the stream end; comments tell nothing', async () => {
  for (let length = 1; length <= TEXT.length; length++) {
    const told = await all(eventIds(piecesOf(TEXT, length)))
    assert.deepEqual(told, [7, 12], `pieces of ${length}`)
  }
})

test('an event without an end ends the stream, and fills no memory', async () => {
  let read = 0
  async function* endless(): AsyncGenerator<Buffer> {
    for (; read < 1000; read++) yield Buffer.alloc(1 << 16, 'x')
  }
  assert.deepEqual(await all(eventIds(endless())), [])
  assert.ok(read < 20, `${read} pieces were read`)
})

/** A daemon that says `head` to whoever connects, and then nothing. */
async function startSilent(t: TestContext, head: string): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'failover-events-'))
  const socketPath = join(folder, 'failover.sock')
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(socket.on('error', () => undefined))
    socket.write(head)
  })
  t.after(() => {
    for (const socket of sockets) socket.destroy()
    server.close()
    rmSync(folder, { recursive: true })
  })
  await once(server.listen(socketPath), 'listening')
  return socketPath
}

test('a daemon that accepts and says nothing is not waited for for ever', async (t) => {
  const stream = await openStream(await startSilent(t, ''), '/v1/events', NEVER, 50)
  assert.ok(!('answer' in stream))
  assert.equal(stream.code, EXIT.unreachable.code)
  assert.match(stream.problems.join(), /no answer within 0\.05s/)
})

test('a stream that shows no sign of life any more has ended', async (t) => {
  const head = 'HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n'
  const socketPath = await startSilent(t, head)
  // On a machine that is busy even the head may come too late for a patience that is short.
  for (let silentMs = 200; silentMs < 60_000; silentMs *= 2) {
    const stream = await openStream(socketPath, '/v1/events', NEVER, silentMs)
    if (!('answer' in stream)) continue
    assert.deepEqual(await all(eventIds(stream.answer)), [])
    return
  }
  assert.fail('the stream never began')
})
