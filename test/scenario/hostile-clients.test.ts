// Whatever arrives on the sockets: good questions go on being answered.
import assert from 'node:assert/strict'
import { createSocket, type Socket } from 'node:dgram'
import { once } from 'node:events'
import { connect } from 'node:net'
import { type TestContext, test } from 'node:test'
import { corpZone, startDaemon, type TestDaemon } from '../support/daemon.ts'
import { encodeQuestion, framed } from '../support/dns-client.ts'
import { mayUseRawSockets, sendFromPortZero } from '../support/raw-datagram.ts'

const ZONE = { 'corp.example.zone': corpZone('www 30 A 127.0.0.10') }
const QUESTION = 'www.corp.example A'

for (const io of ['auto', 'dgram'] as const) {
  const setup = { zones: ZONE, config: `udp: { io: ${io} }` }

  test(`random and truncated datagrams keep nobody from an answer (udp: { io: ${io} })`, async (t) => {
    const daemon = await startDaemon(t, setup)
    const client = createSocket('udp4')
    t.after(() => client.close())
    const query = encodeQuestion(QUESTION)
    for (let length = 0; length < query.length; length++)
      await send(client, daemon, query.subarray(0, length))
    const random = generator(4711)
    for (let count = 0; count < 2000; count++) {
      await send(client, daemon, randomDatagram(random, query))
      if (count % 100 === 0) await isAnswered(daemon)
    }
    await isAnswered(daemon)
    assert.ok(!daemon.log().some(({ msg }) => msg?.startsWith('worker') === true))
  })

  test(`a datagram from port 0 is counted and dropped (udp: { io: ${io} })`, {
    skip: mayUseRawSockets ? false : 'raw sockets need root',
  }, async (t) => {
    const daemon = await startDaemon(t, setup)
    for (let count = 0; count < 3; count++) sendFromPortZero(daemon.endpoint, encodeQuestion(QUESTION))
    await isAnswered(daemon)
    assert.equal(await counted(daemon, 'udp-port-zero'), 3)
  })
}

test('responses are never answered, so that two servers cannot be set upon each other', async (t) => {
  const daemon = await startDaemon(t, { zones: ZONE })
  const client = createSocket('udp4')
  t.after(() => client.close())
  const response = encodeQuestion(QUESTION)
  response[2] = 0x80
  let replies = 0
  client.on('message', () => replies++)
  for (let count = 0; count < 10; count++) await send(client, daemon, response)
  await isAnswered(daemon)
  assert.equal(replies, 0)
})

test('TCP clients that send one byte and wait keep nobody from an answer', async (t) => {
  const daemon = await startDaemon(t, { zones: ZONE })
  const idlers = await Promise.all(Array.from({ length: 50 }, () => idleConnection(t, daemon)))
  for (let count = 0; count < 20; count++) await isAnswered(daemon)
  assert.ok(idlers.every((socket) => !socket.destroyed))
})

test('a TCP client may send its question octet by octet, or many in one segment', async (t) => {
  const daemon = await startDaemon(t, { zones: ZONE })
  const socket = connect({ ...hostOf(daemon), noDelay: true })
  t.after(() => socket.destroy())
  await once(socket, 'connect')
  let octets = 0
  socket.on('data', (chunk: Buffer) => {
    octets += chunk.length
  })
  const query = framed(encodeQuestion(QUESTION))
  for (const octet of query) await new Promise((resolve) => socket.write(Buffer.of(octet), resolve))
  while (octets === 0) await once(socket, 'data')
  const one = octets
  socket.write(Buffer.concat(Array.from({ length: 30 }, () => query)))
  while (octets < 31 * one) await once(socket, 'data', { signal: AbortSignal.timeout(5000) })
  assert.equal(octets, 31 * one)
})

async function isAnswered(daemon: TestDaemon): Promise<void> {
  for (const transport of ['udp', 'tcp'] as const)
    assert.deepEqual((await daemon.ask(QUESTION, { transport })).data, ['127.0.0.10'])
}

async function counted(daemon: TestDaemon, counter: string): Promise<unknown> {
  const { stdout } = await daemon.cli('status', '--json')
  return JSON.parse(stdout).queries[counter]
}

async function idleConnection(t: TestContext, daemon: TestDaemon) {
  const socket = connect(hostOf(daemon))
  t.after(() => socket.destroy())
  await once(socket, 'connect')
  await new Promise((resolve) => socket.write(Buffer.of(0), resolve))
  return socket
}

function hostOf({ endpoint }: TestDaemon) {
  return { host: endpoint.address, port: endpoint.port }
}

function send(client: Socket, { endpoint }: TestDaemon, message: Buffer): Promise<void> {
  return new Promise((resolve, reject) =>
    client.send(message, endpoint.port, endpoint.address, (error) => (error ? reject(error) : resolve())),
  )
}

/** Half of them noise, half a good query with some octets changed. */
function randomDatagram(random: () => number, query: Buffer): Buffer {
  if (random() < 0.5)
    return Buffer.from(Array.from({ length: Math.floor(random() * 600) }, () => random() * 256))
  const spoiled = Buffer.from(query)
  for (let changes = 0; changes < 3; changes++)
    spoiled[Math.floor(random() * spoiled.length)] = Math.floor(random() * 256)
  return spoiled
}

/** The same numbers in every run (the minimal standard generator of Park and Miller). */
function generator(seed: number): () => number {
  let state = seed
  return () => {
    state = (state * 48_271) % 2_147_483_647
    return state / 2_147_483_647
  }
}
