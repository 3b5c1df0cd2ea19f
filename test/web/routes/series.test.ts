// What can be asked of targets over time: how it is written, what is refused.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createLog } from '../../../src/log.ts'
import { createApp } from '../../../src/web/app.ts'
import { fakeOperator } from '../../support/fake-operator.ts'

const operator = fakeOperator()
const app = createApp(operator, createLog('silent'))

async function ask(
  path: string,
): Promise<{ readonly status: number; readonly body: Record<string, unknown> }> {
  const answer = await app.request(path)
  return { status: answer.status, body: (await answer.json()) as Record<string, unknown> }
}

test('GET /v1/outcomes?target=…&target=… is the last outcomes of each, oldest first', async () => {
  const { status, body } = await ask('/v1/outcomes?target=10.1.0.10%2Fweb&target=2001:db8::1/web')
  assert.equal(status, 200)
  assert.deepEqual(operator.outcomesAsked.at(-1), { targets: ['10.1.0.10/web', '2001:db8::1/web'] })
  assert.equal((body['targets'] as unknown[]).length, 2)
})

test('no target, too many, an empty one and a word that is none are refused; what is no target with 404', async () => {
  const many = Array.from({ length: 101 }, (_, i) => `target=10.1.0.${i}/web`).join('&')
  for (const query of [
    '',
    '?target=',
    `?${many}`,
    '?target=10.1.0.10/web&since=1',
    `?target=${'x'.repeat(1201)}`,
  ])
    assert.equal((await ask(`/v1/outcomes${query}`)).status, 400, query.slice(0, 40))
  assert.deepEqual((await ask(`/v1/outcomes?${many}`)).body['problems'], [
    'target: at most 100 targets can be asked for at once',
  ])
  assert.equal((await ask('/v1/outcomes?target=10.9.0.1/web')).status, 404)
})

test('GET /v1/samples?target=…&since=MS is a page of the latency history; until and limit bound it', async () => {
  const { status, body } = await ask('/v1/samples?target=10.1.0.10/web&since=1800000000000')
  assert.deepEqual([status, body['target'], typeof body['nextMs']], [200, '10.1.0.10/web', 'number'])
  await ask('/v1/samples?target=10.1.0.10/web&until=1970-01-01T01:00:00.007%2B01:00&limit=2')
  assert.deepEqual(operator.samplesAsked, [
    { target: '10.1.0.10/web', limit: 1440, sinceMs: 1_800_000_000_000 },
    { target: '10.1.0.10/web', limit: 2, untilMs: 7 },
  ])
  for (const query of [
    '',
    '?target=a&since=yesterday',
    '?target=a&limit=0',
    '?target=a&limit=1441',
    '?target=a&form=7',
  ])
    assert.equal((await ask(`/v1/samples${query}`)).status, 400, query)
})
