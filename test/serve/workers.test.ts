// The entrance of the folder with the real answerer: a book goes in, answers come out over UDP and TCP.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Book } from '../../src/answer/book.ts'
import { startServing } from '../../src/serve/workers.ts'
import { catalogOf, exampleZone } from '../support/ask.ts'
import { askUdp, framed, tcpClient, udpClient } from './support/clients.ts'
import { reaches } from './support/serve.ts'

const QUESTION = Buffer.from('abcd0100000100000000000003777777076578616d706c6503636f6d0000010001', 'hex')

test('the real workers answer from the book over UDP and TCP, and report its generation', async (t) => {
  const book = new Book(catalogOf([exampleZone('www A 192.0.2.1')]))
  const started = await startServing({
    listen: [{ address: '127.0.0.1', port: 0 }],
    udp: { io: 'auto', workers: 1 },
    book: book.handle,
    onEvent: () => undefined,
  })
  assert.ok('serving' in started)
  const { serving } = started
  t.after(() => serving.stop())
  const [at] = serving.endpoints
  assert.ok(at)

  const overUdp = await askUdp(await udpClient(t), at, QUESTION)
  assert.equal(overUdp.toString('hex', 0, 12), 'abcd85000001000100000000')
  assert.deepEqual([...overUdp.subarray(-4)], [192, 0, 2, 1])
  const client = await tcpClient(t, at)
  await client.write(framed(QUESTION))
  assert.deepEqual(await client.wait(1), [overUdp])

  const { udp, tcp, noerror } = serving.counters()
  assert.deepEqual({ udp, tcp, noerror }, { udp: 1, tcp: 1, noerror: 2 })
  await reaches(() => serving.slowestGeneration(), book.generation)
  serving.useBook(new Book(catalogOf([exampleZone('www A 192.0.2.2')])).handle)
  const after = await askUdp(await udpClient(t), at, QUESTION)
  assert.deepEqual([...after.subarray(-4)], [192, 0, 2, 2])
})
