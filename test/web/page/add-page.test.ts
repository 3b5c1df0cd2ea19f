// The files of the page as they are served: to anybody, compressed, with tags, under a policy that allows nothing from elsewhere.
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { brotliDecompressSync, gunzipSync, gzipSync } from 'node:zlib'
import { Hono } from 'hono'
import { addPage, codingFor } from '../../../src/web/page/add-page.ts'
import { PAGE_FILE_NAMES, readPageFiles } from '../../../src/web/page/page-files.ts'

const SCRIPT = `${'const answer = 42;\n'.repeat(50)}`

function folderWithPage(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'failover-page-'))
  t.after(() => rmSync(folder, { recursive: true }))
  for (const name of PAGE_FILE_NAMES)
    writeFileSync(join(folder, name), name === 'page.js' ? SCRIPT : `of ${name}`)
  return folder
}

function appOf(folder: string, needsToken = true): Hono {
  const app = new Hono()
  addPage(app, { needsToken, read: () => readPageFiles([folder]) })
  return app
}

test('the page is at /, its files are below /page/, each with its media type', async (t) => {
  const app = appOf(folderWithPage(t))
  const typeAt = async (path: string) => (await app.request(path)).headers.get('content-type')
  assert.equal(await (await app.request('/')).text(), 'of index.html')
  assert.deepEqual(
    await Promise.all(['/', '/page/page.js', '/page/page.css', '/page/icon.svg'].map(typeAt)),
    [
      'text/html; charset=utf-8',
      'text/javascript; charset=utf-8',
      'text/css; charset=utf-8',
      'image/svg+xml',
    ],
  )
  for (const path of ['/page/none.js', '/page/..%2findex.html', '/page/__proto__'])
    assert.equal((await app.request(path)).status, 404, path)
})

test('what is served allows nothing inline, nothing from elsewhere, and no frame around it', async (t) => {
  const { headers } = await appOf(folderWithPage(t)).request('/')
  const policy = headers.get('content-security-policy') ?? ''
  assert.match(policy, /default-src 'none'; script-src 'self'; style-src 'self';/)
  assert.match(policy, /frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'$/)
  assert.doesNotMatch(policy, /unsafe|https?:|\*/)
  assert.deepEqual(
    ['x-content-type-options', 'referrer-policy', 'cache-control'].map((name) => headers.get(name)),
    ['nosniff', 'no-referrer', 'no-cache'],
  )
})

test('RFC 9110 §12.5.3: the best coding that the client takes is sent, and none when it takes none', async (t) => {
  const app = appOf(folderWithPage(t))
  const ask = async (accepted: string) => {
    const response = await app.request('/page/page.js', { headers: { 'accept-encoding': accepted } })
    return {
      coding: response.headers.get('content-encoding'),
      octets: Buffer.from(await response.arrayBuffer()),
    }
  }
  const best = await ask('gzip, deflate, br, zstd')
  assert.deepEqual([best.coding, brotliDecompressSync(best.octets).toString()], ['br', SCRIPT])
  const zipped = await ask('gzip;q=0.5, br;q=0')
  assert.deepEqual([zipped.coding, gunzipSync(zipped.octets).toString()], ['gzip', SCRIPT])
  assert.deepEqual(await ask(''), { coding: null, octets: Buffer.from(SCRIPT) })
  assert.equal(codingFor('identity, *;q=0'), 'identity')
})

test('RFC 9110 §8.8.3.3: each coding has an entity tag of its own, with which nothing is sent twice', async (t) => {
  const app = appOf(folderWithPage(t))
  const ask = (headers: Record<string, string>) => app.request('/page/page.js', { headers })
  const [plain, zipped] = [await ask({}), await ask({ 'accept-encoding': 'gzip' })]
  const tag = plain.headers.get('etag') ?? ''
  assert.notEqual(tag, zipped.headers.get('etag'))
  const known = await ask({ 'if-none-match': tag })
  assert.deepEqual([known.status, await known.text(), known.headers.get('etag')], [304, '', tag])
  assert.equal((await ask({ 'if-none-match': tag, 'accept-encoding': 'gzip' })).status, 200)
})

test('the page is told whether a token is needed, so that it need not try without one', async (t) => {
  const folder = folderWithPage(t)
  for (const needsToken of [true, false])
    assert.deepEqual(await (await appOf(folder, needsToken).request('/page/door.json')).json(), {
      needsToken,
    })
})

test('a page that was not built is a problem that says what to run, and is there once it is built', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'failover-page-'))
  t.after(() => rmSync(folder, { recursive: true }))
  const app = appOf(folder)
  const missing = await app.request('/')
  assert.equal(missing.status, 503)
  assert.match(((await missing.json()) as { detail: string }).detail, /run npm run page/)
  for (const name of PAGE_FILE_NAMES) writeFileSync(join(folder, name), name)
  assert.equal((await app.request('/')).status, 200)
})

test('all files of the page together have less than 60 KB when they are compressed', async () => {
  const files = await readPageFiles()
  assert.ok(files !== undefined, 'the page is built before the tests: npm run page')
  const octets = [...files.values()].map(({ coded }) => gzipSync(coded.get('identity') ?? '').length)
  assert.ok(octets.length === PAGE_FILE_NAMES.length && octets.every((count) => count > 100), octets.join())
  assert.ok(octets.reduce((sum, count) => sum + count, 0) < 60_000, octets.join())
})
