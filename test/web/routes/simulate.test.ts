// POST /v1/simulate: what may be asked, and what is refused before anybody is asked.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createLog } from '../../../src/log.ts'
import { createApp } from '../../../src/web/app.ts'
import { fakeOperator } from '../../support/fake-operator.ts'

const operator = fakeOperator()
const app = createApp(operator, createLog('silent'))

async function statusFor(body: unknown): Promise<number> {
  return (await app.request('/v1/simulate', { method: 'POST', body: JSON.stringify(body) })).status
}

test('POST /v1/simulate takes either a list of targets or the absolute path of a zone file', async () => {
  const asked = [{ down: ['10.1.0.0/16', 'mail1.corp.example'] }, { zone: '/srv/ci/corp.example.zone' }]
  for (const body of asked) assert.equal(await statusFor(body), 200)
  assert.deepEqual(operator.simulated, asked)
})

test('neither, both, an empty list, a relative path or an unknown key is 400', async () => {
  const before = operator.simulated.length
  for (const body of [
    {},
    { down: ['a'], zone: '/a' },
    { down: [] },
    { down: 'a' },
    { zone: 'a' },
    { up: ['a'] },
  ])
    assert.equal(await statusFor(body), 400, JSON.stringify(body))
  assert.equal(operator.simulated.length, before)
})
