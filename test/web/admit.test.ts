// What is refused before its route is asked.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createLog } from '../../src/log.ts'
import { createApp } from '../../src/web/app.ts'
import { fakeOperator } from '../support/fake-operator.ts'

const operator = fakeOperator()
const app = createApp(operator, createLog('silent'))

async function ask(path: string, options: RequestInit = {}) {
  const response = await app.request(path, options)
  const { detail = '', problems = [] } = (await response.json()) as { detail?: string; problems?: string[] }
  return { status: response.status, detail, problems, headers: response.headers }
}

test('a URL that is not percent-encoded UTF-8 is refused, and guessed at by nobody', async () => {
  for (const path of ['/v1/zones/%zz/export', '/v1/explain?name=a%2', '/v1/explain?name=%ff', '/v1/status?%'])
    assert.deepEqual(
      [(await ask(path)).status, (await ask(path)).detail],
      [400, 'the URL is not percent-encoded UTF-8: write % as %25'],
      path,
    )
  assert.equal((await ask('/v1/explain?name=100%25.corp.example')).status, 200)
})

test('a key that is given twice is refused: nobody knows which one was meant', async () => {
  const { status, problems } = await ask('/v1/explain?name=a.example&type=A&name=b.example&type=A')
  assert.deepEqual(
    [status, problems],
    [400, ['name: it is given more than once', 'type: it is given more than once']],
  )
})

test('a query where none is known is refused: what it was to narrow down would be done in full', async () => {
  const { status, problems } = await ask('/v1/reload?zone=corp.example', { method: 'POST' })
  assert.deepEqual([status, problems], [400, ['Unrecognized key: "zone"']])
})

test('RFC 9110 §15.5.16: a body in another form is 415, and Accept says which one is read', async () => {
  const before = operator.decreed.length
  const body = '<decree/>'
  const refused = await ask('/v1/overrides', {
    method: 'POST',
    body,
    headers: { 'content-type': 'application/xml', 'content-length': '9' },
  })
  assert.deepEqual([refused.status, refused.headers.get('accept')], [415, 'application/json'])
  assert.equal(operator.decreed.length, before)
})

test('RFC 9112 §6: a request that says nothing of a length has no body, and needs no type', async () => {
  const headers = { 'content-type': 'application/xml' }
  assert.equal((await ask('/v1/reports/10.1.0.60/alive', { method: 'POST', headers })).status, 200)
})
