import assert from 'node:assert/strict'
import dgram, { type RemoteInfo } from 'node:dgram'
import { once } from 'node:events'
import { describe, test } from 'node:test'
import { attempt } from '../../src/probe/attempt/attempt.ts'
import { type Exchange, exchange } from '../../src/probe/attempt/exchange.ts'
import { udpServer } from './servers.ts'

async function exchanged(what: Exchange): Promise<string> {
  const signal = AbortSignal.timeout(5_000)
  const { ending, detail } = await attempt(signal, (attempt) => exchange(attempt, '127.0.0.1', what))
  return `${ending}: ${detail}`
}

const hello = {
  datagram: () => Buffer.from('hello'),
  judge: (message: Buffer) => ['ok', `${message}`] as const,
}

describe('RFC 5452 §9.1: only the address and port that was asked can answer', () => {
  for (const [what, address] of [
    ['another port', '127.0.0.1'],
    ['another address', '127.0.0.2'],
  ] as const)
    test(`what comes from ${what} is not seen`, async () => {
      const other = dgram.createSocket('udp4').bind(0, address)
      await once(other, 'listening')
      const server = dgram.createSocket('udp4').bind(0, '127.0.0.1')
      await once(server, 'listening')
      server.on('message', (_: Buffer, { port }: RemoteInfo) =>
        other.send('forged', port, '127.0.0.1', () => server.send('true', port, '127.0.0.1')),
      )
      assert.equal(await exchanged({ ...hello, port: server.address().port }), 'ok: true')
      other.close()
      server.close()
    })
})

describe('sending again', () => {
  test('each datagram is asked for with its turn and the address from which it goes, until one is answered', async () => {
    const own: string[] = []
    const server = await udpServer((message, reply) => {
      if (`${message}` === '2') reply(message)
    })
    const outcome = await exchanged({
      ...hello,
      port: server.port,
      againAfterMs: [1, 1, 60_000],
      datagram: ({ address, port }, turn) => {
        own.push(`${address} ${port > 0}`)
        return Buffer.from(`${turn}`)
      },
    })
    await server.close()
    assert.equal(outcome, 'ok: 2')
    assert.deepEqual(new Set(own), new Set(['127.0.0.1 true']))
  })
})
