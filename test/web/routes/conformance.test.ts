// The API asked for everything that it describes, and each answer held against the description.
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, describe, type TestContext, test } from 'node:test'
import { isDeepStrictEqual } from 'node:util'
import { Validator } from '@seriousme/openapi-schema-validator'
import type { Operator, OperatorProblem } from '../../../src/control/operator.ts'
import { createLog } from '../../../src/log.ts'
import { startApi } from '../../../src/web/listen/api.ts'
import { startApiServer } from '../../../src/web/listen/api-server.ts'
import { MAX_FAILURES } from '../../../src/web/listen/failures.ts'
import { MAX_STREAMS_OF_ONE } from '../../../src/web/routes/events.ts'
import { openApiOf } from '../../../src/web/schemas/document.ts'
import examples from '../../../src/web/schemas/examples.json' with { type: 'json' }
import { ApiDescription, type ApiDocument, type DescribedOperation } from '../../support/api-description.ts'
import { REQUESTS } from '../../support/api-requests.ts'
import { fakeOperator } from '../../support/fake-operator.ts'
import { freePort } from '../../support/free-port.ts'
import { type Asked, askHttp, type Door, type Told } from '../../support/http-ask.ts'

const log = createLog('silent')
const metrics = {
  requested: () => undefined,
  read: async () => ({ text: 'up 1\n', contentType: 'text/plain; version=0.0.4' }),
}
const failing = {
  requested: () => undefined,
  read: async () => {
    throw new Error('metrics that fail')
  },
}
const host = '127.0.0.1'
const folder = mkdtempSync(join(tmpdir(), 'failover-conformance-'))
after(() => rmSync(folder, { recursive: true }))

const LOCAL = new ApiDescription(published(true))
const REMOTE = new ApiDescription(published(false))
/** Nothing of a route has a part in these: a request that is not whole never gets so far (test/web/listen/malformed.test.ts). */
const BEFORE_ANY_ROUTE = ['408', '431']
/** What the tests were told, for the examples; by operation, and refusals by status. */
const seen: Record<string, { request?: unknown; answer?: unknown }> = {}

function published(isLocal: boolean): ApiDocument {
  return JSON.parse(JSON.stringify(openApiOf(isLocal)))
}

type Operation = DescribedOperation & { readonly method: string; readonly path: string }

async function socketOf(t: TestContext, operator: Operator, source: typeof metrics = metrics): Promise<Door> {
  const socketPath = join(folder, `socket-${Math.random()}`)
  const started = await startApi({ socketPath, operator, log, metrics: source })
  assert.ok('api' in started)
  t.after(() => started.api.close())
  return { socketPath }
}

async function portOf(t: TestContext): Promise<number> {
  const port = await freePort(host)
  const listen = [{ address: host, port }]
  const started = await startApiServer({ listen, hosts: [], operator: fakeOperator(), metrics, log })
  assert.ok('api' in started)
  t.after(() => started.api.close())
  return port
}

/** The request of REQUESTS, or what a test wants to be different in it. */
async function ask(
  door: Door,
  { operationId, method }: Operation,
  changed: Partial<Asked> = {},
): Promise<Told> {
  const known = REQUESTS[operationId]
  assert.ok(known, `${operationId}: write a request for it into test/support/api-requests.ts`)
  const { body, path, headers, until } = known
  return askHttp(door, {
    method: method.toUpperCase(),
    path,
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    ...(until === undefined ? {} : { until }),
    ...changed,
    headers: { 'x-request-id': 'example', ...headers, ...changed.headers },
  })
}

/** Every operation is asked for in the same wrong way, and each must refuse it as described. */
async function assertRefused(
  description: ApiDescription,
  status: number,
  door: (operation: Operation) => Door,
  changed: (operation: Operation) => Partial<Asked> = () => ({}),
): Promise<void> {
  let refused = 0
  for (const operation of description.operations().values()) {
    if (!(status in operation.responses) || EXEMPT[operation.operationId]?.includes(status)) continue
    const told = await ask(door(operation), operation, changed(operation))
    assert.equal(told.status, status, `${operation.operationId}: ${told.text}`)
    description.assertAnswer(operation, told)
    seen[status] ??= { answer: JSON.parse(told.text) }
    provoked.add(`${operation.operationId} ${status}`)
    refused++
  }
  assert.ok(refused > 0, `no operation is described to refuse with ${status}`)
}

const provoked = new Set<string>()
/** They ask nobody who could fail. */
const EXEMPT: Readonly<Record<string, readonly number[]>> = { describeApi: [500], whoAmI: [500] }

function everyMethod(answer: () => unknown): Operator {
  const operator = fakeOperator()
  return new Proxy(operator, {
    get: (target, key, receiver) => (key === 'bearerOf' ? Reflect.get(target, key, receiver) : answer),
  })
}

function refusing(code: OperatorProblem['problem']['code']): Operator {
  return everyMethod(() => ({ problem: { code, sentence: 'it is refused: do something else' } }))
}

describe('the description', () => {
  for (const [where, document] of Object.entries({ socket: LOCAL.document, TCP: REMOTE.document }))
    test(`is OpenAPI 3.1 by its own schema: ${where}`, async () => {
      const validator = new Validator()
      const { valid, errors } = await validator.validate({ ...structuredClone(document) })
      assert.ok(valid, JSON.stringify(errors, undefined, 2))
      assert.equal(validator.version, '3.1')
    })

  test('every operation is asked for in these tests', () => {
    assert.deepEqual([...LOCAL.operations().keys()].sort(), Object.keys(REQUESTS).sort())
  })
})

describe('each answer is as described', () => {
  test('with 200, over the Unix socket', async (t) => {
    const door = await socketOf(t, fakeOperator())
    for (const operation of LOCAL.operations().values()) {
      const { operationId } = operation
      const told = await ask(door, operation)
      assert.equal(told.status, 200, `${operationId}: ${told.text}`)
      LOCAL.assertAnswer(operation, told)
      const { body } = REQUESTS[operationId] ?? {}
      if (body !== undefined)
        assert.ok(LOCAL.takes(operation, body), `${operationId}: its body is not described`)
      if (operationId === 'describeApi' || !/^application\/json/.test(told.headers['content-type'] ?? ''))
        continue
      seen[operationId] = { ...(body === undefined ? {} : { request: body }), answer: JSON.parse(told.text) }
    }
  })

  test('with 200, over TCP', async (t) => {
    const door = { host, port: await portOf(t) }
    for (const operation of REMOTE.operations().values()) {
      const told = await ask(door, operation, {
        headers: { ...REQUESTS[operation.operationId]?.headers, authorization: 'Bearer operate' },
      })
      assert.equal(told.status, 200, `${operation.operationId}: ${told.text}`)
      REMOTE.assertAnswer(operation, told)
    }
  })

  test('with 304, when the tag of the answer is known', async (t) => {
    const door = await socketOf(t, fakeOperator())
    const tagged = [...LOCAL.operations().values()].filter(({ responses }) => '304' in responses)
    assert.ok(tagged.length > 0)
    for (const operation of tagged) {
      const { etag = '' } = (await ask(door, operation)).headers
      const told = await ask(door, operation, { headers: { 'if-none-match': etag } })
      assert.equal(told.status, 304)
      LOCAL.assertAnswer(operation, told)
      provoked.add(`${operation.operationId} 304`)
    }
  })

  test('to HEAD, with the header fields of GET and no body', async (t) => {
    const door = await socketOf(t, fakeOperator())
    for (const operation of LOCAL.operations().values()) {
      if (operation.method !== 'get') continue
      const told = await ask(door, operation, { method: 'HEAD' })
      assert.deepEqual([told.status, told.text], [200, ''], operation.operationId)
    }
  })
})

describe('each refusal is as described', () => {
  test('400: a key that is given twice', async (t) => {
    const door = await socketOf(t, fakeOperator())
    await assertRefused(
      LOCAL,
      400,
      () => door,
      ({ operationId }) => {
        const { path = '' } = REQUESTS[operationId] ?? {}
        return { path: `${path}${path.includes('?') ? '&' : '?'}twice=1&twice=2` }
      },
    )
  })

  test('400: a body that the description does not take either', async (t) => {
    const door = await socketOf(t, fakeOperator())
    for (const operation of LOCAL.operations().values()) {
      if (operation.requestBody === undefined) continue
      const { body } = REQUESTS[operation.operationId] ?? {}
      for (const bad of [
        { ...(body as object), unknown: 1 },
        [],
        'text',
        ...(BAD_BODIES[operation.operationId] ?? []),
      ]) {
        const told = await ask(door, operation, { body: JSON.stringify(bad) })
        assert.equal(told.status, 400, `${operation.operationId}: ${JSON.stringify(bad)}`)
        LOCAL.assertAnswer(operation, told)
        assert.ok(
          !LOCAL.takes(operation, bad),
          `${operation.operationId}: ${JSON.stringify(bad)} is described`,
        )
      }
    }
  })

  test('a dry run is taken without the reason and the end of a decree, by the API as by the description', async (t) => {
    const door = await socketOf(t, fakeOperator())
    const operation = LOCAL.operations().get('decree')
    assert.ok(operation)
    const dry = { dryRun: true, decree: 'drain', target: '10.1.0.10' }
    const told = await ask(door, operation, { body: JSON.stringify(dry) })
    assert.equal(told.status, 200)
    LOCAL.assertAnswer(operation, told)
    assert.ok(LOCAL.takes(operation, dry))
  })

  test('RFC 9110 §15.6.4: 404, 409, 503: what the operator refuses; of what may go later it is told when', async (t) => {
    for (const [code, status] of [
      ['not-found', 404],
      ['conflict', 409],
      ['unavailable', 503],
    ] as const) {
      const door = await socketOf(t, refusing(code))
      await assertRefused(LOCAL, status, () => door)
    }
  })

  test('406: an answer in a form that nobody has', async (t) => {
    const door = await socketOf(t, fakeOperator())
    await assertRefused(
      LOCAL,
      406,
      () => door,
      () => ({ headers: { accept: 'image/png' } }),
    )
  })

  test('413: a body that is too long', async (t) => {
    const door = await socketOf(t, fakeOperator())
    await assertRefused(
      LOCAL,
      413,
      () => door,
      () => ({ body: JSON.stringify({ why: 'x'.repeat(5000) }) }),
    )
  })

  test('414: a URL that is too long', async (t) => {
    const door = await socketOf(t, fakeOperator())
    await assertRefused(
      LOCAL,
      414,
      () => door,
      () => ({ path: `/v1/status?x=${'x'.repeat(7200)}` }),
    )
  })

  test('415: a body that is no JSON', async (t) => {
    const door = await socketOf(t, fakeOperator())
    await assertRefused(
      LOCAL,
      415,
      () => door,
      () => ({ headers: { 'content-type': 'application/xml' } }),
    )
  })

  test('500: a bug of ours', async (t) => {
    const throwing = everyMethod(() => {
      throw new Error('an operator that fails')
    })
    const door = await socketOf(t, throwing, failing)
    await assertRefused(LOCAL, 500, () => door)
  })

  test('403, 421: a page of another, over the socket', async (t) => {
    const door = await socketOf(t, fakeOperator())
    const origin = 'https://evil.example'
    await assertRefused(
      LOCAL,
      403,
      () => door,
      () => ({ headers: { origin } }),
    )
    await assertRefused(
      LOCAL,
      421,
      () => door,
      () => ({ headers: { host: 'evil.example' } }),
    )
  })

  test('401, 403, 421, 429: a stranger', async (t) => {
    const port = await portOf(t)
    let network = 1
    const elsewhere = (): Door => ({ host, port, localAddress: `127.0.1.${network++}` })
    await assertRefused(REMOTE, 401, elsewhere)
    const read = { authorization: 'Bearer read' }
    const origin = 'https://evil.example'
    await assertRefused(REMOTE, 403, elsewhere, () => ({ headers: { ...read, origin } }))
    await assertRefused(REMOTE, 421, elsewhere, () => ({ headers: { ...read, host: 'evil.example' } }))
    const door: Door = { host, port, localAddress: '127.0.2.1' }
    for (let count = 0; count < MAX_FAILURES; count++)
      assert.equal((await askHttp(door, { path: '/v1/status' })).status, 401)
    await assertRefused(REMOTE, 429, () => door)
  })

  test('429: who is told of events over as many connections as one may have', async (t) => {
    const door = await socketOf(t, fakeOperator())
    const streams = Array.from({ length: MAX_STREAMS_OF_ONE }, () =>
      request({ ...door, path: '/v1/events', agent: false }).end(),
    )
    t.after(() => streams.map((stream) => stream.destroy()))
    await Promise.all(streams.map((stream) => once(stream, 'response')))
    await assertRefused(LOCAL, 429, () => door)
  })

  test('none is described that cannot be provoked', () => {
    for (const { operationId, responses } of [REMOTE, LOCAL].flatMap((one) => [...one.operations().values()]))
      for (const status of Object.keys(responses).filter(
        (one) => one !== '200' && !BEFORE_ANY_ROUTE.includes(one),
      ))
        assert.ok(
          provoked.has(`${operationId} ${status}`) || EXEMPT[operationId]?.includes(Number(status)),
          `${operationId}: no test has provoked ${status}`,
        )
  })
})

describe('a token', () => {
  test('is asked for before anything else is said of a request', async (t) => {
    const port = await portOf(t)
    const accept = 'image/png'
    const authorization = 'Bearer read'
    assert.equal((await askHttp({ host, port }, { path: '/v1/status', headers: { accept } })).status, 401)
    assert.equal((await askHttp({ host, port }, { path: '/v1/nothing' })).status, 401)
    const shown = { accept, authorization }
    assert.equal((await askHttp({ host, port }, { path: '/v1/status', headers: shown })).status, 406)
    const options = await askHttp({ host, port }, { method: 'OPTIONS', path: '/v1/status', headers: shown })
    assert.deepEqual([options.status, options.headers.allow], [204, 'GET, HEAD, OPTIONS'])
  })

  test('that may read is refused whatever changes something, and nothing else', async (t) => {
    const port = await portOf(t)
    const authorization = 'Bearer read'
    for (const operation of REMOTE.operations().values()) {
      const headers = { ...REQUESTS[operation.operationId]?.headers, authorization }
      const { status } = await ask({ host, port }, operation, { headers })
      const isFree = operation.method === 'get' || FOR_READERS.includes(operation.operationId)
      assert.equal(status, isFree ? 200 : 403, operation.operationId)
    }
  })
})

test('the examples of the description are what these tests have been told', () => {
  const wanted = join(tmpdir(), 'failover-examples.json')
  if (!isDeepStrictEqual(examples, seen)) writeFileSync(wanted, `${JSON.stringify(seen, undefined, 2)}\n`)
  assert.deepEqual(examples, seen, `cp ${wanted} src/web/schemas/examples.json, and look at what has changed`)
})

/** Although they are no GET. */
const FOR_READERS = ['simulate']

/** Each of them would be taken if one of the rules between keys were missing. */
const BAD_BODIES: Readonly<Record<string, readonly unknown[]>> = {
  decree: [
    { decree: 'drain', target: '10.1.0.10', why: 'new disks' },
    { decree: 'drain', target: '10.1.0.10', for: '2h' },
    { dryRun: true, decree: 'drain', target: '10.1.0.10', for: '2h', until: '2026-03-01T12:00:00Z' },
    { dryRun: false, decree: 'drain', target: '10.1.0.10' },
    { dryRun: true, decree: 'drain' },
    { decree: 'drain', target: '10.1.0.10', why: 'new disks', for: '2h', until: '2026-03-01T12:00:00Z' },
    { decree: 'stop', target: '10.1.0.10', why: 'new disks', for: '2h' },
  ],
  undo: [{}],
  failback: [{ dryRun: 'yes' }],
  simulate: [{}, { down: [] }, { down: ['10.1.0.10'], zone: '/a.zone' }, { zone: 'a.zone' }],
  report: [{ down: true }, { why: 'disk full' }, { down: 'yes' }],
  createToken: [{ name: 'deploy' }, { name: 'a b', scope: 'read' }],
  revokeToken: [{}],
}
