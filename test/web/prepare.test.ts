// What all answers have in common, and what is told to whoever asks for what is not there.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { pino } from 'pino'
import { createApp } from '../../src/web/app.ts'
import { fakeOperator } from '../support/fake-operator.ts'

interface Line {
  readonly level: number
  readonly msg: string
  readonly [key: string]: unknown
}

const lines: Line[] = []
const log = pino({ level: 'debug' }, { write: (line: string) => void lines.push(JSON.parse(line) as Line) })
const app = createApp(fakeOperator(), log)
const INFO = 30
const NOTHING: Line = { level: 0, msg: '' }

async function ask(path: string, options: RequestInit = {}) {
  lines.length = 0
  const response = await app.request(path, options)
  const text = await response.text()
  const isProblem = response.headers.get('content-type') === 'application/problem+json'
  const problem = isProblem
    ? (JSON.parse(text) as { readonly detail: string; readonly instance: string })
    : undefined
  return { response, text, problem, status: response.status, allow: response.headers.get('allow') }
}

const post = (body: unknown, headers: Record<string, string> = {}): RequestInit => ({
  method: 'POST',
  body: JSON.stringify(body),
  headers,
})

test('a path that is not there is told with the one that is nearest', async () => {
  for (const [path, advice] of [
    ['/v1/statsu', 'did you mean /v1/status?'],
    ['/v1/status/', 'did you mean /v1/status?'],
    ['/V1/Status', 'did you mean /v1/status?'],
    ['/status', 'did you mean /v1/status?'],
    ['/v1/zones/corp.example/exprot', 'did you mean /v1/zones/corp.example/export?'],
    ['/v2/nothing/of/the/kind', 'GET /openapi.json lists what there is'],
  ] as const) {
    const { status, problem } = await ask(path)
    assert.equal(status, 404)
    assert.equal(problem?.detail, `there is no ${path}; ${advice}`)
  }
})

test('RFC 9110 §15.5.6: another method on a path that is there is 405, and Allow says which there are (§10.2.1)', async () => {
  const { status, allow, problem } = await ask('/v1/status', { method: 'DELETE' })
  assert.deepEqual([status, allow], [405, 'GET, HEAD, OPTIONS'])
  assert.equal(problem?.detail, '/v1/status is asked by GET, HEAD, OPTIONS, not by DELETE')
  assert.deepEqual((await ask('/v1/tokens', { method: 'PUT' })).allow, 'GET, HEAD, OPTIONS, POST')
  assert.deepEqual((await ask('/v1/reports/10.1.0.60/alive')).allow, 'OPTIONS, POST')
})

test('RFC 9110 §10.2.1: Allow lists what a path can be asked by', async () => {
  assert.equal((await ask('/v1/pools/a.example/A/failback')).allow, 'OPTIONS, POST')
})

test('RFC 9110 §9.3.7: OPTIONS is answered with what can be asked, and allows no other origin anything', async () => {
  const { response, status, allow } = await ask('/v1/overrides', {
    method: 'OPTIONS',
    headers: { origin: 'https://evil.example', 'access-control-request-method': 'POST' },
  })
  assert.deepEqual([status, allow], [204, 'OPTIONS, POST'])
  assert.deepEqual(
    [...response.headers.keys()].filter((name) => name.startsWith('access-control')),
    [],
  )
  assert.equal((await ask('/v1/nothing', { method: 'OPTIONS' })).status, 404)
})

test('RFC 9111 §5.2.2.5: no answer is stored on the way, least of all a secret', async () => {
  const made = await ask('/v1/tokens', post({ name: 'deploy', scope: 'read' }))
  assert.equal(made.status, 200)
  assert.equal(made.response.headers.get('cache-control'), 'no-store')
  assert.equal((await ask('/v1/history')).response.headers.get('cache-control'), 'no-store')
  assert.equal((await ask('/v1/nothing')).response.headers.get('cache-control'), 'no-store')
})

test('RFC 9110 §12.5.5: an answer whose form Accept has chosen says so', async () => {
  assert.equal(
    (await ask('/v1/zones/corp.example/export')).response.headers.get('vary'),
    'Accept, accept-encoding',
  )
})

test('a request has an id: its own when that is sound, in the answer, in the problem and in the log', async () => {
  const own = await ask('/v1/nothing', { headers: { 'x-request-id': 'deploy-4711' } })
  assert.equal(own.response.headers.get('x-request-id'), 'deploy-4711')
  assert.equal(own.problem?.instance, 'urn:failover:request:deploy-4711')
  assert.equal(lines[0]?.['requestId'], 'deploy-4711')
  for (const unsound of ['two words', 'x'.repeat(256), ''])
    assert.match(
      (await ask('/v1/status', { headers: { 'x-request-id': unsound } })).response.headers.get(
        'x-request-id',
      ) ?? '',
      /^[\w-]{36}$/,
    )
})

test('a request is a line at debug, without its query', async () => {
  await ask('/v1/explain?name=intranet.corp.example')
  assert.equal(lines.length, 1)
  const { msg, method, path, status, from, tookMs } = lines[0] ?? NOTHING
  assert.deepEqual([msg, method, path, status, from], ['request', 'GET', '/v1/explain', 200, 'unix socket'])
  assert.equal(typeof tookMs, 'number')
})

test('a change is a line at info that says who has changed what, and never a secret', async () => {
  const decree = { decree: 'drain', target: '10.1.0.10', for: '2h', why: 'new disks' }
  await ask('/v1/overrides', post({ ...decree, user: 'alice' }))
  const { level, msg, who, change, path } = lines[1] ?? NOTHING
  assert.deepEqual(
    [level, msg, who, path],
    [INFO, 'changed over the API', 'alice (claimed)', '/v1/overrides'],
  )
  assert.deepEqual(change, decree)
  await ask('/v1/tokens', post({ name: 'deploy', scope: 'read', user: 'alice' }))
  assert.equal(lines.length, 2)
  assert.ok(!JSON.stringify(lines).includes('a-secret'))
  for (const path of ['/v1/reload', '/v1/pools/intranet.corp.example/A/failback', '/v1/backup?file=/a.db']) {
    await ask(path, { method: 'POST' })
    assert.equal(lines[1]?.level, INFO, path)
  }
})

test('what is refused, a dry run, what only supposes, and what a target says of itself are no changes', async () => {
  await ask('/v1/overrides', post({ decree: 'drain', target: '10.9.0.1', for: '2h', why: 'new disks' }))
  assert.equal(lines.length, 1)
  await ask('/v1/simulate', post({ down: ['10.1.0.10'] }))
  assert.equal(lines.length, 1)
  await ask('/v1/reports/10.1.0.60/alive', { method: 'POST' })
  assert.equal(lines.length, 1)
  await ask('/v1/overrides', post({ dryRun: true, decree: 'drain', target: '10.1.0.10' }))
  assert.equal(lines.length, 1)
})
