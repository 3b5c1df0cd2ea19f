// The entrance of the folder with the real answerer: a book goes in, answers come out over UDP and TCP.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { NO_OCTETS } from '../../src/dns/octets.ts'
import { answeredFrom, catalogOf, exampleZone, requestOf, wholeBook } from '../support/ask.ts'
import { askUdp, framed, tcpClient, udpClient } from './support/clients.ts'
import { reaches } from './support/serve.ts'
import { serveZone } from './support/serve-zone.ts'

const QUESTION = Buffer.from('abcd0100000100000000000003777777076578616d706c6503636f6d0000010001', 'hex')

test('the real workers answer from the book over UDP and TCP, and report its generation', async (t) => {
  const { serving, at } = await serveZone(t, 'www A 192.0.2.1')
  const overUdp = await askUdp(await udpClient(t), at, QUESTION)
  assert.equal(overUdp.toString('hex', 0, 12), 'abcd85000001000100000000')
  assert.deepEqual([...overUdp.subarray(-4)], [192, 0, 2, 1])
  const client = await tcpClient(t, at)
  await client.write(framed(QUESTION))
  assert.deepEqual(await client.wait(1), [overUdp])

  const { udp, tcp, noerror } = serving.counters()
  assert.deepEqual({ udp, tcp, noerror }, { udp: 1, tcp: 1, noerror: 2 })
  const next = wholeBook(catalogOf([exampleZone('www A 192.0.2.2')]))
  serving.useBook(next.handle)
  await reaches(() => serving.slowestGeneration(), next.generation)
  const after = await askUdp(await udpClient(t), at, QUESTION)
  assert.deepEqual([...after.subarray(-4)], [192, 0, 2, 2])
})

test('a connection is kept as long as the keepalive option has told, and then closed', async (t) => {
  const short = { tcp: { idleTimeoutMs: 400 }, answering: { keepaliveUnits: 4 } }
  const { at } = await serveZone(t, 'www A 192.0.2.1', short)
  const client = await tcpClient(t, at)
  await client.write(framed(requestOf('www.example.com', { options: [{ code: 11, data: NO_OCTETS }] })))
  const [reply = Buffer.alloc(0)] = await client.wait(1)
  const answeredMs = performance.now()
  assert.equal(answeredFrom(reply).option(11), '0004')
  await client.closed
  assert.ok(performance.now() - answeredMs >= 350)
})
