// Answers compressed over TCP: for whom, which of them, and what a cache is told.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { gunzipSync } from 'node:zlib'
import { Hono } from 'hono'
import { acceptsGzip, compress, MIN_OCTETS } from '../../../src/web/listen/compress.ts'

const LONG = 'x'.repeat(MIN_OCTETS)

const app = new Hono()
app.use(compress())
app.get('/long', (context) => context.text(LONG, 200, { etag: 'W/"1"' }))
app.get('/short', (context) => context.text(LONG.slice(1)))
app.get('/binary', (context) => context.body(LONG, 200, { 'content-type': 'application/octet-stream' }))
app.get('/events', (context) => context.body(LONG, 200, { 'content-type': 'text/event-stream' }))
app.get('/refused', (context) => context.text(LONG, 404))
app.get('/known', (context) => context.body(null, 304, { etag: 'W/"1"' }))
app.get('/done', (context) =>
  context.body(LONG, 200, { 'content-type': 'text/plain', 'content-encoding': 'br' }),
)

async function ask(path: string, accepted?: string) {
  const headers = accepted === undefined ? {} : { 'accept-encoding': accepted }
  const answer = await app.request(path, { headers })
  const octets = Buffer.from(await answer.arrayBuffer())
  return {
    status: answer.status,
    coding: answer.headers.get('content-encoding'),
    vary: answer.headers.get('vary'),
    etag: answer.headers.get('etag'),
    octets,
  }
}

test('RFC 9110 §12.5.3: a long answer is compressed for who takes gzip, and for nobody else', async () => {
  const { status, coding, vary, etag, octets } = await ask('/long', 'gzip, deflate, br')
  assert.deepEqual([status, coding, vary, etag], [200, 'gzip', 'accept-encoding', 'W/"1"'])
  assert.equal(gunzipSync(octets).toString(), LONG)
  assert.ok(octets.length < LONG.length)
  for (const accepted of [undefined, 'br', 'gzip;q=0']) {
    const plain = await ask('/long', accepted)
    assert.deepEqual([plain.coding, plain.octets.toString()], [null, LONG])
    assert.equal(plain.vary, 'accept-encoding')
  }
  assert.deepEqual(
    [(await ask('/refused', 'gzip')).status, (await ask('/refused', 'gzip')).coding],
    [404, 'gzip'],
  )
})

test('RFC 9110 §15.4.5: who has the answer already is told on what its form depends, too', async () => {
  const { status, vary, coding } = await ask('/known', 'gzip')
  assert.deepEqual([status, vary, coding], [304, 'accept-encoding', null])
})

test('RFC 9110 §12.5.5: a cache is told that the answer depends on what the client accepts, in either form', async () => {
  for (const accepted of ['gzip', 'identity'])
    assert.equal((await ask('/long', accepted)).vary, 'accept-encoding')
})

test('what is short, what is no text, what streams and what is coded already stay as they are', async () => {
  for (const [path, length] of Object.entries({
    '/short': MIN_OCTETS - 1,
    '/binary': MIN_OCTETS,
    '/events': MIN_OCTETS,
  })) {
    const { coding, octets } = await ask(path, 'gzip')
    assert.deepEqual([coding, octets.length], [null, length], path)
  }
  assert.equal((await ask('/done', 'gzip')).coding, 'br')
})

test('RFC 9110 §12.4.2: a quality of 0 is a refusal, and what is named goes before the asterisk', () => {
  for (const header of ['gzip', 'GZIP', 'br;q=1, gzip;q=0.1', '*', 'deflate, *;q=0.5', ' gzip ; q=1.0'])
    assert.equal(acceptsGzip(header), true, header)
  for (const header of [
    undefined,
    '',
    'br',
    'gzip;q=0',
    'gzip;q=0.000',
    '*;q=0',
    'gzip;q=0, *',
    'xgzip',
    'gzip;q=no',
  ])
    assert.equal(acceptsGzip(header), false, header)
})
