// GET /v1/history: what may be asked, and how pages follow each other.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createLog } from '../../../src/log.ts'
import { TRANSITION_KINDS } from '../../../src/store/transition-kinds.ts'
import { createApp } from '../../../src/web/app.ts'
import { fakeOperator, HISTORY } from '../../support/fake-operator.ts'

const operator = fakeOperator()
const app = createApp(operator, createLog('silent'))

async function get(path: string): Promise<{ readonly status: number; readonly body: unknown }> {
  const response = await app.request(path)
  return { status: response.status, body: await response.json() }
}

test('GET /v1/history is a page, newest first; next is the cursor of the one behind it', async () => {
  const first = await get('/v1/history?limit=2')
  assert.deepEqual(first, { status: 200, body: { transitions: HISTORY.slice(0, 2), next: 8 } })
  assert.deepEqual((await get('/v1/history?limit=2&cursor=8')).body, { transitions: HISTORY.slice(2) })
})

test('every filter is handed on, and nothing that was not said', async () => {
  await get('/v1/history')
  assert.deepEqual(operator.recalled.at(-1), {})
  await get(
    '/v1/history?subject=10.1.0.10%2Fweb&kind=verdict,reload&since=1970-01-01T00:00:00.001Z&until=2&limit=3&cursor=4',
  )
  assert.deepEqual(operator.recalled.at(-1), {
    subject: '10.1.0.10/web',
    kinds: ['verdict', 'reload'],
    sinceMs: 1,
    untilMs: 2,
    limit: 3,
    cursor: 4,
  })
})

test('a query that cannot be understood is 400, with everything that is wrong with it', async () => {
  const { status, body } = await get('/v1/history?kind=verdict,flips&since=-1&limit=1001&cursor=x&size=5')
  assert.equal(status, 400)
  assert.deepEqual((body as { readonly problems: unknown }).problems, [
    `kind: 1: expected some of ${TRANSITION_KINDS.join(', ')}, with commas between`,
    'since: expected a time as RFC 3339 writes it, 2026-03-01T18:00:00Z, or milliseconds since 1970',
    'limit: expected 1 to 1000',
    'cursor: expected a whole number',
    'Unrecognized key: "size"',
  ])
})
