// RFC 8484: DNS queries over HTTPS.
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { get } from 'node:https'
import { describe, type TestContext, test } from 'node:test'
import { type HttpClient, httpClient } from '../serve/support/encrypted.ts'
import { serveZone, type ZoneServing } from '../serve/support/serve-zone.ts'
import { answeredFrom, requestOf } from '../support/ask.ts'
import { kdig } from '../support/kdig.ts'

const ZONE = 'www 120 A 192.0.2.1\nalias 40 CNAME www\nbelow NS ns.below\nns.below A 192.0.2.7'
const ANSWER = 'www.example.com. 120 A 192.0.2.1'
const QUERY = requestOf('www.example.com')

async function start(t: TestContext): Promise<{ client: HttpClient } & ZoneServing> {
  const serving = await serveZone(t, ZONE)
  return { ...serving, client: await httpClient(t, serving.doh) }
}

function inUrl(message: Buffer): string {
  return `?dns=${message.toString('base64url')}`
}

describe('requests', () => {
  test('RFC 8484 §4.1: GET carries the message in the variable `dns` of the URL', async (t) => {
    const { client } = await start(t)
    const { status, headers, body } = await client.get(inUrl(QUERY))
    assert.equal(status, 200)
    assert.equal(headers['content-type'], 'application/dns-message')
    answeredFrom(body).answers(ANSWER)
  })

  test('RFC 8484 §4.1: POST carries the message as its body', async (t) => {
    const { client } = await start(t)
    const { status, body } = await client.post(QUERY)
    assert.equal(status, 200)
    answeredFrom(body).answers(ANSWER)
  })

  test('RFC 8484 §4.1: other variables beside `dns` do not matter, and the type may have parameters', async (t) => {
    const { client } = await start(t)
    assert.equal((await client.get(`${inUrl(QUERY)}&cd=false`)).status, 200)
    assert.equal((await client.post(QUERY, 'Application/DNS-Message; q=1')).status, 200)
  })

  test('RFC 8484 §6: base64url has no padding and no other alphabet; a message that is not there is none', async (t) => {
    const { client } = await start(t)
    const text = requestOf('www2.example.com').toString('base64')
    assert.match(text, /=$/)
    for (const query of [
      '',
      '?',
      '?dns=',
      '?dns',
      '?other=AAAA',
      `?dns=${text}`,
      '?dns=A',
      '?dns=%00%00%00%00',
    ])
      assert.equal((await client.get(query)).status, 400, query)
    assert.equal((await client.get(`${inUrl(QUERY)}&dns=AAAA`)).status, 400)
  })

  test('RFC 8484 §4.1: what is asked for in any other way gets the status that says why not', async (t) => {
    const { client, serving } = await start(t)
    assert.equal((await client.post(QUERY, 'application/json')).status, 415)
    assert.equal((await client.post(Buffer.alloc(65_536))).status, 413)
    for (const path of ['/', '/dns-query/', '/dns-queryx'])
      assert.equal((await client.fetch({ ':path': path })).status, 404, path)
    const put = await client.fetch({ ':method': 'PUT', ':path': '/dns-query' }, QUERY)
    assert.deepEqual(
      [put.status, put.headers['allow'], put.headers['content-length']],
      [405, 'GET, HEAD, POST', '0'],
    )
    assert.equal(serving.counters()['https-refused'], 6)
  })

  test('RFC 8484 §4.1: kdig asks with POST and with GET', async (t) => {
    const { doh } = await serveZone(t, ZONE)
    for (const method of ['+https', '+https-get']) {
      const text = await kdig(doh, method, 'www.example.com')
      assert.match(text, /HTTP session \(HTTP\/2-(POST|GET)\)/)
      assert.match(text, /status: NOERROR/)
      assert.match(text, /www\.example\.com\.\s+120\s+IN\s+A\s+192\.0\.2\.1/)
    }
  })
})

describe('responses', () => {
  test('RFC 8484 §4.2.1: every DNS response is a success of HTTP, whatever its rcode', async (t) => {
    const { client } = await start(t)
    for (const [name, rcode] of [
      ['none.example.com', 'NXDOMAIN'],
      ['www.other.example', 'REFUSED'],
    ] as const) {
      const { status, body } = await client.post(requestOf(name))
      assert.equal(status, 200)
      answeredFrom(body).rcode(rcode)
    }
    const twoOpts = requestOf('www.example.com', { options: [] })
    const opt = twoOpts.subarray(twoOpts.length - 11)
    const broken = Buffer.concat([twoOpts, opt])
    broken.writeUInt16BE(2, 10)
    const { status, body } = await client.post(broken)
    assert.equal(status, 200)
    assert.equal((body[3] ?? 0) & 15, 1)
  })

  test('RFC 8484 §4.2.1: a body that is no DNS message is a bad request', async (t) => {
    const { client } = await start(t)
    assert.equal((await client.post(Buffer.from('hello'))).status, 400)
    const response = requestOf('www.example.com')
    response[2] = 0x80
    assert.equal((await client.post(response)).status, 400)
  })

  test('RFC 8484 §4.2: the length is told, and HEAD tells all but the body', async (t) => {
    const { client } = await start(t)
    const { headers, body } = await client.get(inUrl(QUERY))
    assert.equal(headers['content-length'], `${body.length}`)
    const head = await client.fetch({ ':method': 'HEAD', ':path': `/dns-query${inUrl(QUERY)}` })
    assert.deepEqual([head.status, head.body.length], [200, 0])
    for (const name of ['content-length', 'content-type', 'cache-control'])
      assert.equal(head.headers[name], headers[name], name)
  })

  for (const [question, maxAge, why] of [
    ['www.example.com', 120, 'the TTL of the answer'],
    ['alias.example.com', 40, 'the smallest TTL of the answer section'],
    ['none.example.com', 60, 'of a name error, the TTL of the SOA, which MINIMUM has capped'],
    ['www.example.com AAAA', 60, 'of no data, the same'],
    ['x.below.example.com', 0, 'of a referral, nothing'],
    ['www.other.example', 0, 'of a refusal, nothing'],
  ] as const) {
    test(`RFC 8484 §5.1: ${question} is fresh for ${maxAge} s: ${why}`, async (t) => {
      const { client } = await start(t)
      const { headers } = await client.post(requestOf(question, { options: [] }))
      assert.equal(headers['cache-control'], `max-age=${maxAge}`)
    })
  }
})

describe('transport', () => {
  test('RFC 8484 §5.2: HTTP/2 is spoken, and HTTP/1.1 with who asks for it', async (t) => {
    const { client, doh } = await start(t)
    assert.equal(client.session.alpnProtocol, 'h2')
    const options = { host: doh.address, port: doh.port, rejectUnauthorized: false, agent: false }
    const [response] = await once(get({ ...options, path: `/dns-query${inUrl(QUERY)}` }), 'response')
    assert.equal(response.httpVersion, '1.1')
    const [body] = await once(response, 'data')
    answeredFrom(body).answers(ANSWER)
  })

  test('RFC 9113 §5.1.2: a session has a bounded number of requests under way, and says so', async (t) => {
    const { client } = await start(t)
    await client.post(QUERY)
    assert.equal(client.session.remoteSettings.maxConcurrentStreams, 100)
    assert.equal(client.session.remoteSettings.maxHeaderListSize, 16_384)
  })

  test('RFC 8467 §4.1: answers over HTTPS and TLS are padded for who pads, others are not', async (t) => {
    const { client } = await start(t)
    const padded = await client.post(
      requestOf('www.example.com', { options: [{ code: 12, data: '\0' as never }] }),
    )
    assert.equal(padded.body.length % 468, 0)
    const plain = await client.post(requestOf('www.example.com', { options: [] }))
    assert.ok(plain.body.length < 100)
  })
})
