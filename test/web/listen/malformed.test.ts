// Requests that never become one, over a real socket: the answer is a problem all the same.
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { connect } from 'node:net'
import { type TestContext, test } from 'node:test'
import { createLog } from '../../../src/log.ts'
import { startApiServer } from '../../../src/web/listen/api-server.ts'
import { openApiOf } from '../../../src/web/schemas/document.ts'
import { ApiDescription, type ApiDocument } from '../../support/api-description.ts'
import { fakeOperator } from '../../support/fake-operator.ts'
import { freePort } from '../../support/free-port.ts'

const host = '127.0.0.1'
const DESCRIPTION = new ApiDescription(JSON.parse(JSON.stringify(openApiOf(false))) as ApiDocument)

async function sentRaw(
  t: TestContext,
  text: string,
  timeoutMs = 5000,
): Promise<{ status: number; body: string }> {
  const port = await freePort(host)
  const listen = [{ address: host, port }]
  const options = { listen, hosts: [], operator: fakeOperator(), log: createLog('silent'), timeoutMs }
  const started = await startApiServer(options)
  assert.ok('api' in started)
  t.after(() => started.api.close())
  const socket = connect(port, host)
  t.after(() => socket.destroy())
  await once(socket, 'connect')
  socket.write(text)
  const told = (await socket.setEncoding('utf8').toArray()).join('')
  const [head = '', body = ''] = told.split('\r\n\r\n')
  assert.match(head, /\r\ncontent-type: application\/problem\+json\r\n/i)
  return { status: Number(head.split(' ')[1]), body }
}

function assertDescribed(status: number, body: string): void {
  const operation = DESCRIPTION.operations().get('getStatus')
  assert.ok(operation)
  const headers = { 'content-type': 'application/problem+json', 'x-request-id': 'none: it is no request' }
  DESCRIPTION.assertAnswer(operation, { status, headers, text: body })
}

for (const [what, status, text] of [
  ['header fields that are too long', 431, `GET /v1/status HTTP/1.1\r\nx: ${'x'.repeat(20_000)}\r\n\r\n`],
  [
    'a URL that is longer than all the header may be',
    431,
    `GET /v1/status?${'x'.repeat(20_000)} HTTP/1.1\r\n\r\n`,
  ],
  ['a target that is no path', 400, 'GET * HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n'],
  ['a Host that is none', 400, 'GET / HTTP/1.1\r\nhost: a b/c\r\nconnection: close\r\n\r\n'],
  ['what is no HTTP', 400, 'HELLO\r\n\r\n'],
  [
    'two lengths of one body',
    400,
    'POST /v1/reload HTTP/1.1\r\nhost: a\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\nx',
  ],
] as const)
  test(`${what}: ${status}, with problem details`, async (t) => {
    const told = await sentRaw(t, text)
    assert.equal(told.status, status)
    assertDescribed(status, told.body)
  })

test('a request that drips in too slowly: 408, with problem details', async (t) => {
  const told = await sentRaw(t, 'GET /v1/status HTTP/1.1\r\nx: y\r\n', 100)
  assert.equal(told.status, 408)
  assertDescribed(408, told.body)
})
