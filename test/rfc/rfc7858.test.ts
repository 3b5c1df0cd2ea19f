// RFC 7858: DNS over TLS.
import assert from 'node:assert/strict'
import { hash, X509Certificate } from 'node:crypto'
import { test } from 'node:test'
import { framed, tcpClient } from '../serve/support/clients.ts'
import { FIRST, tlsClient } from '../serve/support/encrypted.ts'
import { serveZone } from '../serve/support/serve-zone.ts'
import { answeredFrom, requestOf } from '../support/ask.ts'
import { kdig } from '../support/kdig.ts'

const ZONE = 'www A 192.0.2.1'
const ANSWER = 'www.example.com. 300 A 192.0.2.1'

test('RFC 7858 §3.1: the port speaks TLS from the first octet and nothing in the clear', async (t) => {
  const { dot } = await serveZone(t, ZONE)
  const plain = await tcpClient(t, dot)
  await plain.write(framed(requestOf('www.example.com')))
  await plain.closed
  assert.deepEqual(
    plain.messages().filter((message) => message.readUInt16BE(0) === 0x1234),
    [],
  )
  const { client } = await tlsClient(t, dot)
  await client.write(framed(requestOf('www.example.com')))
  const [reply = Buffer.alloc(0)] = await client.wait(1)
  answeredFrom(reply).answers(ANSWER)
})

test('RFC 7858 §3.2: kdig authenticates the server by its certificate', async (t) => {
  const { dot } = await serveZone(t, ZONE)
  const { publicKey } = new X509Certificate(FIRST.chain)
  const pin = hash('sha256', publicKey.export({ type: 'spki', format: 'der' }), 'base64')
  const text = await kdig(dot, '+tls', `+tls-pin=${pin}`, 'www.example.com')
  assert.match(text, /TLS session \(TLS1\.3\)/)
  assert.match(text, /status: NOERROR/)
  assert.match(text, /www\.example\.com\.\s+300\s+IN\s+A\s+192\.0\.2\.1/)
  const other = Buffer.alloc(32, 7).toString('base64')
  await assert.rejects(kdig(dot, '+tls', `+tls-pin=${other}`, 'www.example.com'), /certificate/i)
})

test('RFC 7858 §3.3: messages have their length before them and are pipelined', async (t) => {
  const { dot } = await serveZone(t, ZONE)
  const { client } = await tlsClient(t, dot)
  const asked = Array.from({ length: 50 }, (_, id) => {
    const message = requestOf('www.example.com')
    message.writeUInt16BE(id, 0)
    return message
  })
  await client.write(framed(...asked))
  const replies = await client.wait(50)
  assert.deepEqual(
    replies.map((reply) => reply.readUInt16BE(0)),
    asked.map((_, id) => id),
  )
})

test('RFC 7858 §3.4: a client closes an idle connection, or the server after its idle timeout', async (t) => {
  const { dot } = await serveZone(t, ZONE, { tcp: { idleTimeoutMs: 300 } })
  const { client, socket } = await tlsClient(t, dot)
  await client.write(framed(requestOf('www.example.com')))
  await client.wait(1)
  socket.end()
  await client.closed
  assert.equal(client.reset, false)
  await (await tlsClient(t, dot)).client.closed
})

test('RFC 7858 §3.4: a session can be resumed', async (t) => {
  const { dot } = await serveZone(t, ZONE)
  const first = await tlsClient(t, dot, { maxVersion: 'TLSv1.2' })
  const session = first.socket.getSession()
  assert.ok(session)
  const second = await tlsClient(t, dot, { maxVersion: 'TLSv1.2', session })
  assert.equal(second.socket.isSessionReused(), true)
})
