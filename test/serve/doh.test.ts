// DNS over HTTPS through a real worker: bounds, ends, and what HTTP adds to a DNS message.

import assert from 'node:assert/strict'
import { hash } from 'node:crypto'
import { once } from 'node:events'
import { get, request as httpsRequest } from 'node:https'
import { describe, test } from 'node:test'
import { request, tcpClient } from './support/clients.ts'
import { DOH, FIRST, type HttpClient, httpClient, SECOND, tlsClient } from './support/encrypted.ts'
import { DO, fakeBook } from './support/fake-answerer.ts'
import { events, nextEvent, reaches, serve, tryServe } from './support/serve.ts'

const echo = (id: number, length = 20) => request(DO.echo, { id, length })
const query = (message: Buffer) => `?dns=${message.toString('base64url')}`

describe('requests', () => {
  test('a hundred requests at once on one session are each answered', async (t) => {
    const { serving, doh } = await serve(t, { encrypted: DOH })
    const client = await httpClient(t, doh)
    const replies = await Promise.all(
      Array.from({ length: 100 }, (_, id) =>
        id % 2 === 0 ? client.post(echo(id)) : client.get(query(echo(id))),
      ),
    )
    assert.deepEqual(
      replies.map(({ body }) => body.readUInt16BE(0)),
      replies.map((_, id) => id),
    )
    assert.equal(serving.counters()['asked-https'], 100)
  })

  test('the longest message and the longest reply pass', async (t) => {
    const { doh } = await serve(t, { encrypted: DOH })
    const client = await httpClient(t, doh)
    assert.equal((await client.post(echo(1, 65_535))).body.length, 65_535)
    assert.equal((await client.post(request(DO.big, { size: 65_535 }))).body.length, 65_535)
  })

  test('the answerer gets the address of the client', async (t) => {
    const { doh } = await serve(t, { encrypted: DOH })
    const { body } = await (await httpClient(t, doh)).post(request(DO.client))
    assert.deepEqual([...body.subarray(16)], [127, 0, 0, 1])
  })

  test('what deserves no answer in DNS is a bad request', async (t) => {
    const { serving, doh } = await serve(t, { encrypted: DOH })
    const client = await httpClient(t, doh)
    assert.equal((await client.post(request(DO.drop))).status, 400)
    assert.equal((await client.post(Buffer.alloc(0))).status, 400)
    assert.equal(serving.counters()['https-refused'], 2)
  })

  test('HTTP/1.1 is spoken with clients that know nothing better', async (t) => {
    const { doh } = await serve(t, { encrypted: DOH })
    const [answer] = await once(
      get({ ...at(doh), path: `/dns-query${query(echo(0xabcd))}`, rejectUnauthorized: false }),
      'response',
    )
    assert.equal(answer.httpVersion, '1.1')
    assert.equal(answer.statusCode, 200)
    const [body] = await once(answer, 'data')
    assert.equal(body.toString('hex', 0, 4), 'abcd8000')
  })

  test('a body that is too long is refused over HTTP/1.1 too, before its end', async (t) => {
    const { doh } = await serve(t, { encrypted: DOH })
    const sending = httpsRequest({
      ...at(doh),
      path: '/dns-query',
      method: 'POST',
      headers: { 'content-type': 'application/dns-message' },
      rejectUnauthorized: false,
    })
    sending.on('error', () => undefined)
    t.after(() => sending.destroy())
    sending.write(Buffer.alloc(70_000))
    const [answer] = await once(sending, 'response')
    assert.equal(answer.statusCode, 413)
    assert.equal(answer.headers.connection, 'close')
  })
})

describe('bounds', () => {
  test('a session without requests is told to leave and closed after the idle timeout, pings or not', async (t) => {
    const { serving, doh } = await serve(t, { encrypted: DOH, tcp: { idleTimeoutMs: 300 } })
    const client = await httpClient(t, doh)
    const left = once(client.session, 'goaway')
    const pings = setInterval(() => client.session.destroyed || client.session.ping(() => undefined), 50)
    await left
    await client.closed
    clearInterval(pings)
    assert.equal(serving.counters()['tcp-timed-out'], 1)
  })

  test('a request that does not come to an end is cancelled, and its session goes on', async (t) => {
    const { serving, doh } = await serve(t, {
      encrypted: DOH,
      tcp: { frameTimeoutMs: 100, writeTimeoutMs: 200 },
    })
    const client = await httpClient(t, doh)
    const headers = { ':method': 'POST', ':path': '/dns-query', 'content-type': 'application/dns-message' }
    const stream = client.session.request(headers, { endStream: false })
    stream.write(Buffer.of(0))
    const drip = setInterval(() => stream.destroyed || stream.write(Buffer.of(0)), 50)
    stream.on('error', () => undefined)
    await once(stream, 'close')
    clearInterval(drip)
    assert.equal(serving.counters()['tcp-timed-out'], 1)
    assert.equal((await client.post(echo(1))).status, 200)
  })

  test('an HTTP/1.1 request whose head drips in is cut', async (t) => {
    const { doh } = await serve(t, { encrypted: DOH, tcp: { frameTimeoutMs: 300 } })
    const { client, socket } = await tlsClient(t, doh, { ALPNProtocols: ['http/1.1'] })
    socket.write('GET /dns-query HTTP/1.1\r\n')
    const drip = setInterval(() => socket.destroyed || socket.write('a'), 100)
    await client.closed
    clearInterval(drip)
  })

  test('an HTTP/1.1 connection that sends nothing is cut', async (t) => {
    const { doh } = await serve(t, { encrypted: DOH, tcp: { frameTimeoutMs: 300 } })
    await (await tlsClient(t, doh, { ALPNProtocols: ['http/1.1'] })).client.closed
  })

  test('a head that is too long ends its request, not the worker', async (t) => {
    const { doh } = await serve(t, { encrypted: DOH })
    const client = await httpClient(t, doh)
    await assert.rejects(client.get(`?x=${'a'.repeat(80_000)}`))
    assert.equal((await (await httpClient(t, doh)).post(echo(1))).status, 200)
  })

  test('a client that does not read its answers is cancelled, and takes no memory without bound', async (t) => {
    const { serving, doh } = await serve(t, {
      encrypted: DOH,
      tcp: { frameTimeoutMs: 200, writeTimeoutMs: 300 },
    })
    const client = await httpClient(t, doh)
    const streams = Array.from({ length: 90 }, () => {
      const stream = client.session.request({
        ':path': `/dns-query${query(request(DO.big, { size: 65_535 }))}`,
      })
      stream.on('error', () => undefined)
      stream.pause()
      return stream
    })
    await Promise.all(streams.map((stream) => new Promise((resolve) => stream.on('close', resolve).resume())))
    assert.ok((serving.counters()['asked-https'] ?? 0) <= 90)
    assert.equal((await (await httpClient(t, doh)).post(echo(1))).status, 200)
  })

  test('octets at random behind the handshake, in any version of HTTP, end their connection alone', async (t) => {
    const { serving, doh } = await serve(t, {
      encrypted: DOH,
      tcp: { frameTimeoutMs: 500, idleTimeoutMs: 500 },
    })
    let deaths = 0
    const died = () => deaths++
    events.on('worker-died', died)
    const preface = Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\x04\0\0\0\0\0', 'latin1')
    for (let seed = 0; seed < 60; seed++) {
      const noise = randomOctets(seed, 300)
      const frame = Buffer.concat([
        Buffer.of(0, 0, 40, seed % 12, seed * 7, 0, 0, 0, seed % 3),
        noise.subarray(0, 40),
      ])
      const version = seed % 4 === 0 ? 'http/1.1' : 'h2'
      const { client } = await tlsClient(t, doh, { ALPNProtocols: [version] })
      client.socket.end(version === 'h2' ? Buffer.concat([preface, frame, frame, noise]) : noise)
      await client.closed
    }
    assert.equal((await (await httpClient(t, doh)).post(echo(1))).status, 200)
    assert.equal(deaths, 0)
    await reaches(() => serving.counters()['tcp-closed'] ?? 0, 60)
    events.off('worker-died', died)
  })

  test('connections beyond the bound per client are closed before their handshake', async (t) => {
    const { serving, doh } = await serve(t, { encrypted: DOH, tcp: { maxConnectionsPerClient: 1 } })
    const client = await httpClient(t, doh)
    await client.post(echo(1))
    await (await tcpClient(t, doh)).closed
    const { 'tcp-refused': refused, 'tls-failed': failed } = serving.counters()
    assert.deepEqual({ refused, failed }, { refused: 1, failed: 0 })
  })
})

describe('life', () => {
  test('a new certificate is shown to new sessions, and open ones go on', async (t) => {
    const { serving, doh } = await serve(t, { encrypted: DOH })
    const before = await httpClient(t, doh)
    serving.useCertificate(SECOND)
    for (let tries = 0, shown = ''; !shown.includes('second'); tries++) {
      assert.ok(tries < 100, 'the new certificate is not shown')
      const { socket } = await tlsClient(t, doh, { ALPNProtocols: ['h2'] })
      shown = socket.getPeerCertificate().subjectaltname ?? ''
    }
    assert.equal((await before.post(echo(1))).status, 200)
  })

  test('the first request after useBook is answered from the new book, also in an open session', async (t) => {
    const { serving, doh } = await serve(t, { encrypted: DOH })
    const client = await httpClient(t, doh)
    for (let tag = 2; tag < 20; tag++) {
      serving.useBook(fakeBook(tag))
      assert.equal((await client.post(echo(tag))).body[13], tag)
    }
  })

  test('DNS over TLS and over HTTPS share a worker; when it dies both come back', async (t) => {
    const both = { dot: DOH.doh, doh: DOH.doh, certificate: FIRST }
    const { dot, doh } = await serve(t, { encrypted: both })
    const restarted = nextEvent('worker-restarted')
    const victim: HttpClient = await httpClient(t, doh)
    const asked = victim.post(request(DO.throw)).catch(() => undefined)
    await Promise.all([restarted, victim.closed, asked])
    assert.equal((await (await httpClient(t, doh)).post(echo(1))).status, 200)
    assert.equal((await tlsClient(t, dot)).socket.authorized, false)
  })

  test('a stop ends sessions and connections of all versions', async (t) => {
    const { serving, doh } = await serve(t, { encrypted: DOH })
    const client = await httpClient(t, doh)
    await client.post(echo(1))
    const { client: old } = await tlsClient(t, doh, { ALPNProtocols: ['http/1.1'] })
    await serving.stop()
    await Promise.all([client.closed, old.closed])
  })

  test('a port that is taken is a problem that names the transport', async (t) => {
    const { at: taken } = await serve(t)
    const started = await tryServe({ encrypted: { dot: [], doh: [taken], certificate: FIRST } })
    assert.ok('problem' in started)
    assert.match(started.problem.sentence, /^HTTPS 127\.0\.0\.1:\d+: another process has this port/)
  })
})

function at({ address, port }: { readonly address: string; readonly port: number }) {
  return { host: address, port, agent: false } as const
}

/** The same ones for the same seed. */
function randomOctets(seed: number, octets: number): Buffer {
  const blocks = Array.from({ length: Math.ceil(octets / 64) }, (_, i) =>
    hash('sha512', `${seed} ${i}`, 'buffer'),
  )
  return Buffer.concat(blocks).subarray(0, octets)
}
