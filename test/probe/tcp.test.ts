import assert from 'node:assert/strict'
import { test } from 'node:test'
import { tcp } from '../../src/probe/tcp.ts'
import { ask, refusals } from './run.ts'
import { type TestServer, tcpServer } from './servers.ts'

async function outcomeOf(server: TestServer, options: Readonly<Record<string, string>>) {
  try {
    const { ending, detail } = await ask(tcp, { ...options, port: `${server.port}` })
    return `${ending}: ${detail}`
  } finally {
    await server.close()
  }
}

test('without send= and expect= a connection is enough, and nothing is sent', async () => {
  let received = 0
  const server = await tcpServer((socket) => socket.on('data', ({ length }) => (received += length)))
  assert.equal(await outcomeOf(server, {}), 'ok: ')
  assert.equal(received, 0)
})

test('send= is written with its escapes as octets', async () => {
  const server = await tcpServer((socket) =>
    socket.once('data', (chunk) =>
      socket.end(chunk.equals(Buffer.from('a\\\r\n\t\xff', 'latin1')) ? 'same' : 'other'),
    ),
  )
  assert.equal(await outcomeOf(server, { send: 'a\\\\\\r\\n\\t\\xff', expect: 'same' }), 'ok: ')
})

test('expect= is found though it comes in pieces', async () => {
  const server = await tcpServer((socket) => {
    socket.write('220 mail.corp')
    setImmediate(() => socket.write('.example ESMTP\r\n'))
  })
  assert.equal(await outcomeOf(server, { expect: 'corp.example' }), 'ok: ')
})

test('a server that closes without the expected octets is closed, with how far it came', async () => {
  const server = await tcpServer((socket) => socket.end('554 no\r\n'))
  assert.equal(await outcomeOf(server, { expect: '220' }), 'closed: while waiting for the answer')
})

test('no more than 64 KiB are read', async () => {
  const server = await tcpServer((socket) => {
    const pour = () => {
      while (!socket.destroyed && socket.write(Buffer.alloc(16_384)));
    }
    socket.on('drain', pour)
    pour()
  })
  assert.equal(await outcomeOf(server, { expect: 'x' }), 'body: not in the first 65536 octets')
})

test('a connection that is reset is told from one that is closed', async () => {
  const server = await tcpServer((socket) => socket.once('data', () => socket.resetAndDestroy()))
  assert.equal(await outcomeOf(server, { send: 'x', expect: 'y' }), 'reset: while waiting for the answer')
})

test('an option that is given twice is refused', () => {
  assert.deepEqual(refusals(tcp, { port: '80\n81', send: 'a\nb' }), [
    'port= can be given only once',
    'send= can be given only once',
  ])
})

test('port= is required', () => {
  assert.deepEqual(refusals(tcp, {}), ['port= is required'])
})
