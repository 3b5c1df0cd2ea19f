// POST /v1/backup: where a copy may be written, and what is refused.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createLog } from '../../../src/log.ts'
import { createApp } from '../../../src/web/app.ts'
import { fakeOperator } from '../../support/fake-operator.ts'

const operator = fakeOperator()
const app = createApp(operator, createLog('silent'))

test('POST /v1/backup?file= says what it has written; 409 when the file is there', async () => {
  const done = await app.request('/v1/backup?file=%2Fvar%2Fa%20b.db', { method: 'POST' })
  assert.equal(done.status, 200)
  assert.equal(((await done.json()) as { readonly file: string }).file, '/var/a b.db')
  assert.equal((await app.request('/v1/backup?file=/there.db', { method: 'POST' })).status, 409)
})

test('a path that is missing, relative, or has a NUL octet is 400, and GET makes no backup', async () => {
  const before = operator.backups.length
  for (const query of ['', '?file=', '?file=copy.db', '?file=/a%00b', `?file=/${'x'.repeat(5000)}`])
    assert.equal((await app.request(`/v1/backup${query}`, { method: 'POST' })).status, 400, query)
  assert.equal((await app.request('/v1/backup?file=/a')).status, 405)
  assert.equal(operator.backups.length, before)
})
