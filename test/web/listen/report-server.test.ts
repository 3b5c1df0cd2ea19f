// Reports from other machines, over real HTTP: who may send them, and what they may be.
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { request } from 'node:http'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { createLog } from '../../../src/log.ts'
import { MAX_FAILURES } from '../../../src/web/listen/failures.ts'
import { type ReportServerOptions, startReportServer } from '../../../src/web/listen/report-server.ts'
import { type FakeOperator, fakeOperator } from '../../support/fake-operator.ts'
import { freePort } from '../../support/free-port.ts'

const TOKEN = 'correct-horse-battery'
const PATH = '/v1/reports/10.1.0.60/alive'
const log = createLog('silent')

interface Running {
  readonly operator: FakeOperator
  readonly endpoint: { readonly address: string; readonly port: number }
  readonly tokenFile: string
  /** The status, and the sentence or the body of the answer. */
  readonly report: (sent?: Partial<Sent>) => Promise<readonly [number | undefined, unknown]>
}

interface Sent {
  readonly path: string
  readonly method: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

const bearer = (token: string) => ({ authorization: `Bearer ${token}` })

function optionsIn(
  t: TestContext,
): Omit<ReportServerOptions, 'listen'> & { readonly operator: FakeOperator } {
  const folder = mkdtempSync(join(tmpdir(), 'failover-reports-'))
  t.after(() => rmSync(folder, { recursive: true }))
  const tokenFile = join(folder, 'token')
  writeFileSync(tokenFile, `${TOKEN}\n`, { mode: 0o600 })
  return { tokenFile, hosts: ['ns1.corp.example.'], operator: fakeOperator(), log }
}

async function start(t: TestContext, address = '127.0.0.1', timeoutMs = 5000): Promise<Running> {
  const options = optionsIn(t)
  const endpoint = { address, port: await freePort('127.0.0.1') }
  const started = await startReportServer({ ...options, listen: [endpoint], timeoutMs })
  assert.ok('api' in started, JSON.stringify(started))
  t.after(() => started.api.close())
  const report: Running['report'] = async (sent) => {
    const { path = PATH, method = 'POST', headers = bearer(TOKEN), body = '' } = sent ?? {}
    const asked = request({ host: address, port: endpoint.port, path, method, headers }).end(body)
    const [response] = await once(asked, 'response')
    const text = (await response.setEncoding('utf8').toArray()).join('')
    const answer = text === '' ? {} : JSON.parse(text)
    return [response.statusCode, answer.problems ?? answer.detail ?? answer]
  }
  return { ...options, endpoint, report }
}

test('who shows the token reports that a server is well with a mere POST', async (t) => {
  const { operator, report } = await start(t)
  const [status, receipt] = await report()
  assert.equal(status, 200)
  assert.deepEqual((receipt as { targets: unknown }).targets, ['10.1.0.60/alive'])
  assert.deepEqual(operator.reported, [{ target: '10.1.0.60/alive', down: false, why: '' }])
})

test('a body says that it is not well, and why', async (t) => {
  const { operator, report } = await start(t)
  await report({ body: '{ "down": true, "why": " disk full " }' })
  assert.deepEqual(operator.reported, [{ target: '10.1.0.60/alive', down: true, why: 'disk full' }])
})

test('a report that cannot be understood is refused, with everything that is wrong with it', async (t) => {
  const { operator, report } = await start(t)
  const together = 'who is down says why, and nobody else does: { "down": true, "why": "disk full" }'
  assert.deepEqual(await report({ body: '{ "down": true }' }), [400, [together]])
  assert.deepEqual(await report({ body: '{ "why": "disk full" }' }), [400, [together]])
  assert.deepEqual(await report({ body: '{ "down": 1, "why": "", "host": "x" }' }), [
    400,
    ['down: expected true or false', 'why: expected a text that is not empty', 'Unrecognized key: "host"'],
  ])
  assert.equal((await report({ body: 'down' }))[0], 400)
  assert.deepEqual(operator.reported, [])
})

test('a target that is none is told so', async (t) => {
  const { report } = await start(t)
  const path = '/v1/reports/10.9.9.9%2Falive'
  assert.deepEqual(await report({ path }), [404, 'there is no target 10.9.9.9/alive'])
})

test('a body of more than 4096 octets is refused, with a length or without one', async (t) => {
  const { operator, report } = await start(t)
  const body = JSON.stringify({ down: true, why: 'x'.repeat(5000) })
  const headers = { ...bearer(TOKEN), 'transfer-encoding': 'chunked' }
  assert.equal((await report({ body }))[0], 413)
  assert.equal((await report({ body, headers }))[0], 413)
  assert.deepEqual(operator.reported, [])
})

test('nothing but reports can be asked for from other machines', async (t) => {
  const { report } = await start(t)
  for (const [method, path, status] of [
    ['GET', '/v1/status', 404],
    ['POST', '/v1/reload', 404],
    ['GET', PATH, 405],
  ] as const)
    assert.equal((await report({ method, path }))[0], status, path)
})

test('without the token, or with another one, nothing is taken; after ten of them the next ones are told to wait; the right one is heard all the same', async (t) => {
  const { operator, report } = await start(t)
  const wrong: readonly Readonly<Record<string, string>>[] = [
    {},
    bearer(''),
    bearer(TOKEN.slice(1)),
    bearer(`${TOKEN}x`),
    { authorization: `Basic ${TOKEN}` },
  ]
  for (let i = 0; i < MAX_FAILURES; i++) {
    const headers = wrong[i % wrong.length] ?? {}
    assert.equal((await report({ headers }))[0], 401, JSON.stringify(headers))
  }
  assert.equal((await report({ headers: bearer('wrong') }))[0], 429)
  assert.deepEqual(operator.reported, [])
  assert.equal((await report())[0], 200, 'whoever is behind the same address shuts nobody out')
})

test('a Host that is no address and no name of ours is refused: a browser was led here', async (t) => {
  const { report } = await start(t)
  const statusFor = async (host: string) => (await report({ headers: { ...bearer(TOKEN), host } }))[0]
  for (const host of [
    '127.0.0.1',
    '10.0.0.53:8053',
    '[::1]:80',
    'localhost:80',
    'NS1.corp.example.',
    'ns1.corp.example',
  ])
    assert.equal(await statusFor(host), 200, host)
  for (const host of ['evil.example', 'ns1.corp.example.evil.example:80', '127.0.0.1.evil.example'])
    assert.equal(await statusFor(host), 421, host)
  assert.equal(await statusFor('[evil]'), 400)
})

test('a token that has changed in its file is the one that counts', async (t) => {
  const { report, tokenFile } = await start(t)
  assert.equal((await report())[0], 200)
  writeFileSync(tokenFile, 'another-token-of-ours')
  assert.equal((await report())[0], 401)
  assert.equal((await report({ headers: bearer('another-token-of-ours') }))[0], 200)
  writeFileSync(tokenFile, '')
  assert.equal((await report({ headers: bearer('') }))[0], 401)
})

test('over IPv6 it is the same', async (t) => {
  const { report } = await start(t, '::1')
  assert.equal((await report())[0], 200)
})

test('a token that is too short, a file that is missing and a port that is taken are problems at the start', async (t) => {
  const options = optionsIn(t)
  const endpoint = { address: '127.0.0.1', port: await freePort('127.0.0.1') }
  const problemOf = async (more: Partial<ReportServerOptions>): Promise<string> => {
    const started = await startReportServer({ ...options, listen: [endpoint], ...more })
    assert.ok('problem' in started)
    return started.problem
  }
  assert.match(
    await problemOf({ tokenFile: `${options.tokenFile}.none` }),
    /^push: the token cannot be read: ENOENT/,
  )
  assert.equal(
    await problemOf({ listen: [endpoint, endpoint] }),
    `push: cannot listen on 127.0.0.1 port ${endpoint.port}: EADDRINUSE`,
  )
  writeFileSync(options.tokenFile, 'secret')
  assert.match(await problemOf({}), /^push: the token has no token of 16 or more letters/)
})

test('who sends half a request is hung up on', async (t) => {
  const { endpoint } = await start(t, '127.0.0.1', 200)
  const socket = connect(endpoint.port, endpoint.address)
  t.after(() => socket.destroy())
  socket.write(`POST ${PATH} HTTP/1.1\r\nHost: 127.0.0.1\r\n`)
  socket.resume()
  await once(socket, 'close')
})
