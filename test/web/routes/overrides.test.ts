// The routes on which people decree, on a real socket: who it was, what is refused.
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { request } from 'node:http'
import { tmpdir, userInfo } from 'node:os'
import { join } from 'node:path'
import { after, type TestContext, test } from 'node:test'
import { createLog } from '../../../src/log.ts'
import { peerUsers } from '../../../src/serve/peer-user.ts'
import { type ApiOptions, startApi } from '../../../src/web/listen/api.ts'
import { fakeOperator } from '../../support/fake-operator.ts'
import { askPath } from '../../support/socket-client.ts'

const folder = mkdtempSync(join(tmpdir(), 'failover-decree-'))
after(() => rmSync(folder, { recursive: true }))
const operator = fakeOperator()
const DRAIN = { decree: 'drain', target: '10.1.0.10', for: '2h', why: 'new disks', user: 'mallory' }

type Post = (path: string, body: unknown) => Promise<{ readonly status: number; readonly text: string }>

async function startedApi(t: TestContext, userOf?: ApiOptions['userOf']): Promise<Post> {
  const socketPath = join(folder, 'socket')
  const known = userOf === undefined ? {} : { userOf }
  const result = await startApi({ socketPath, operator, log: createLog('silent'), ...known })
  assert.ok('api' in result)
  t.after(() => result.api.close())
  return async (path, body) => {
    const sent = request({ socketPath, path, method: 'POST', agent: false }).end(JSON.stringify(body))
    const [response] = await once(sent, 'response')
    return { status: response.statusCode, text: (await response.setEncoding('utf8').toArray()).join('') }
  }
}

test('who decrees is the user at the other end of the socket, whatever he says', async (t) => {
  const post = await startedApi(t, await peerUsers())
  assert.equal((await post('/v1/overrides', DRAIN)).status, 200)
  const { user: _, ...decree } = DRAIN
  const who = userInfo().username
  assert.deepEqual(operator.decreed.at(-1), { ...decree, who })
  assert.equal((await post('/v1/overrides/undo', { target: '10.1.0.10', user: 'mallory' })).status, 200)
  assert.deepEqual(operator.undone.at(-1), { target: '10.1.0.10', who })
})

test('GET /v1/whoami is the user at the other end of the socket, who may do everything', async (t) => {
  await startedApi(t, await peerUsers())
  const { body } = await askPath(join(folder, 'socket'), '/v1/whoami')
  assert.deepEqual(body, { name: userInfo().username, scope: 'operate' })
})

test('where nobody can tell who it is, it is written down as claimed', async (t) => {
  const post = await startedApi(t)
  await post('/v1/overrides', DRAIN)
  assert.equal(operator.decreed.at(-1)?.who, 'mallory (claimed)')
  await post('/v1/overrides/undo', { target: '10.1.0.10' })
  assert.equal(operator.undone.at(-1)?.who, 'somebody (claimed)')
})

test('a decree without its parts is refused with everything that is wrong, one that matches nothing with 404', async (t) => {
  const post = await startedApi(t)
  const before = operator.decreed.length
  const { status, text } = await post('/v1/overrides', { decree: 'ruin', target: ' ', for: 2 })
  assert.equal(status, 400)
  for (const part of [
    'decree: expected drain',
    'target: expected a text',
    'why: expected',
    'for: expected a text',
  ])
    assert.ok(text.includes(part), `${part} is not in ${text}`)
  const both = await post('/v1/overrides', { ...DRAIN, until: '2036-03-01T18:00:00Z' })
  assert.deepEqual([both.status, both.text.includes('expected either for')], [400, true])
  assert.equal((await post('/v1/overrides', 'no object')).status, 400)
  assert.equal((await post('/v1/overrides', { ...DRAIN, why: 'x'.repeat(5000) })).status, 413)
  assert.equal((await post('/v1/overrides/undo', {})).status, 400)
  assert.equal(operator.decreed.length, before)
  assert.equal((await post('/v1/overrides', { ...DRAIN, target: '10.9.0.1' })).status, 404)
})

test('a dry run needs neither why nor for how long, and is passed on as one; what it says is checked all the same', async (t) => {
  const post = await startedApi(t)
  const dry = { decree: 'drain', target: '10.1.0.10', dryRun: true }
  const { status, text } = await post('/v1/overrides', dry)
  assert.deepEqual([status, JSON.parse(text).dryRun], [200, true])
  const who = 'somebody (claimed)'
  assert.deepEqual(operator.decreed.at(-1), { ...dry, for: 'ever', why: '', who })
  await post('/v1/overrides', { ...dry, for: '2h', why: 'new disks' })
  assert.deepEqual(operator.decreed.at(-1), { ...dry, for: '2h', why: 'new disks', who })
  await post('/v1/overrides/undo', { target: '10.1.0.10', dryRun: true })
  assert.deepEqual(operator.undone.at(-1), { target: '10.1.0.10', who, dryRun: true })
  await post('/v1/pools/intranet.corp.example/A/failback', { dryRun: true })
  assert.equal(operator.releasedPools.at(-1)?.dryRun, true)
  const count = operator.decreed.length
  for (const body of [
    { ...dry, decree: 'ruin' },
    { ...dry, for: '2h', until: 'x' },
    { ...dry, dryRun: 'yes' },
  ])
    assert.equal((await post('/v1/overrides', body)).status, 400)
  assert.equal((await post('/v1/overrides', { ...dry, dryRun: false })).status, 400)
  assert.equal((await post('/v1/pools/intranet.corp.example/A/failback', { dryrun: true })).status, 400)
  assert.equal(operator.decreed.length, count)
})
