// Webhooks against a real HTTP server: the signature, what takes a notification, and what each refusal means.
import assert from 'node:assert/strict'
import { after, describe, test } from 'node:test'
import { signatureOf } from '../../src/notify/signature.ts'
import { retryAfterMs, type Webhook, webhook } from '../../src/notify/webhook.ts'
import { makeAuthority } from '../support/certificates.ts'
import { type HookServer, startHook } from '../support/inbox.ts'
import { ROOT_FOLDER } from '../support/source-tree.ts'
import { notification, sent } from './sending.ts'

const authority = makeAuthority()
after(() => authority.remove())

const SECRET = `whsec_${Buffer.alloc(32, 7).toString('base64')}`

function hookTo({ url }: Pick<HookServer, 'url'>, rest: Partial<Webhook> = {}) {
  const common = { secret: () => SECRET, caFile: undefined, template: 'json', timeoutMs: 5000 } as const
  return webhook({ ...common, url: () => `${url}/alerts`, ...rest })
}

type Verify = (
  headers: Readonly<Record<string, unknown>>,
  body: string,
  secret: string,
  nowSeconds?: number,
) => unknown

describe('the signature', () => {
  test('is that of the example in the specification of Standard Webhooks', () => {
    const signed = {
      id: 'msg_p5jXN8AQM9LWM0D4loKWxJek',
      atSeconds: 1614265330,
      body: '{"test": 2432232314}',
    }
    const signature = signatureOf(signed, ['whsec', 'MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'].join('_'))
    assert.equal(signature, 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=')
  })

  test('is good for the verifier in contrib, which refuses another text, another secret, and what is old', async (t) => {
    const { verifyWebhook } = (await import(`${ROOT_FOLDER}/contrib/verify-webhook.mjs`)) as {
      readonly verifyWebhook: Verify
    }
    const server = await startHook(t)
    assert.equal(await sent(hookTo(server)), 'taken: HTTP 204')
    const { headers, body } = await server.find('the notification', () => true)
    const told = verifyWebhook(headers, body, `${SECRET}\n`) as { readonly id: string }
    assert.equal(told.id, headers['webhook-id'])
    const two = { ...headers, 'webhook-signature': `v1,AAAA ${headers['webhook-signature']} v1a,x` }
    assert.ok(verifyWebhook(two, body, SECRET))
    assert.throws(() => verifyWebhook(headers, `${body} `, SECRET), /not of this secret/)
    assert.throws(() => verifyWebhook(headers, body, `whsec_${'A'.repeat(32)}`), /not of this secret/)
    assert.throws(() => verifyWebhook({ ...headers, 'webhook-id': 'msg_x' }, body, SECRET), /not of/)
    assert.throws(() => verifyWebhook(headers, body, SECRET, Date.now() / 1000 + 301), /minutes off/)
    assert.throws(() => verifyWebhook({}, body, SECRET), /missing/)
  })

  test('is left out where no secret is given', async (t) => {
    const server = await startHook(t)
    await sent(hookTo(server, { secret: undefined, template: 'slack' }))
    const [posted] = server.items
    assert.equal(posted?.headers['webhook-signature'], undefined)
    assert.ok('blocks' in JSON.parse(posted?.body ?? ''))
  })
})

describe('an answer', () => {
  const HOPES: Readonly<Record<number, string>> = {
    400: 'little: HTTP 400: no',
    401: 'little: HTTP 401: no',
    404: 'little: HTTP 404: no',
    410: 'none: HTTP 410: no',
    500: 'good: HTTP 500: no',
    503: 'good: HTTP 503: no',
  }
  for (const [status, expected] of Object.entries(HOPES))
    test(`of ${status} leaves ${expected.split(':')[0]} hope`, async (t) => {
      const server = await startHook(t)
      server.answer = { status: Number(status), body: 'no\n\u001b[31m' }
      assert.match(await sent(hookTo(server)), new RegExp(`^${expected}`))
    })

  test('RFC 9110 §15.5.9, RFC 8470 §5.2, RFC 6585 §4: 408, 425 and 429 ask to come again', async (t) => {
    const server = await startHook(t)
    for (const status of [408, 425, 429]) {
      server.answer = { status }
      assert.equal(await sent(hookTo(server)), `good: HTTP ${status}`)
    }
  })

  test('RFC 9110 §10.2.3: Retry-After is a number of seconds or a date', async (t) => {
    const nowMs = Date.parse('2026-03-01T12:00:00Z')
    assert.equal(retryAfterMs('120', nowMs), 120_000)
    assert.equal(retryAfterMs('Sun, 01 Mar 2026 12:01:00 GMT', nowMs), 60_000)
    assert.equal(retryAfterMs('Sun, 01 Mar 2026 11:00:00 GMT', nowMs), 0)
    assert.equal(retryAfterMs('soon', nowMs), undefined)
    const server = await startHook(t)
    server.answer = { status: 503, headers: { 'retry-after': '7' } }
    const result = await hookTo(server)(notification(), AbortSignal.timeout(5000))
    assert.ok(!result.isTaken)
    assert.equal(result.afterMs, 7000)
  })

  test('that leads elsewhere is not followed', async (t) => {
    const [server, other] = await Promise.all([startHook(t), startHook(t)])
    server.answer = { status: 307, headers: { location: `${other.url}/` } }
    assert.equal(await sent(hookTo(server)), 'little: HTTP 307: a redirect is never followed')
    assert.equal(other.items.length, 0)
  })

  test('without end is cut', async (t) => {
    const server = await startHook(t)
    server.answer = { status: 500, body: 'x'.repeat(50 * 1024 * 1024) }
    assert.match(await sent(hookTo(server)), /^good: HTTP 500: x{4096}$/)
  })

  test('that does not come in time is a failure, and so is a stop meanwhile', async (t) => {
    const server = await startHook(t)
    server.isSilent = true
    assert.equal(await sent(hookTo(server, { timeoutMs: 100 })), 'good: it took too long')
    const stop = new AbortController()
    const stopped = hookTo(server)(notification(), stop.signal)
    await server.find('the second request', () => true, 1)
    stop.abort()
    assert.deepEqual(await stopped, {
      isTaken: false,
      problem: 'failover was stopped meanwhile',
      hope: 'good',
    })
  })
})

describe('over HTTPS', () => {
  test('the certificate must be of an authority that is trusted, and for the host', async (t) => {
    const server = await startHook(t, authority.issue(['IP:127.0.0.1'], 30))
    assert.equal(await sent(hookTo(server, { caFile: authority.file })), 'taken: HTTP 204')
    assert.match(await sent(hookTo(server)), /^good: unable to (get|verify)/)
    const other = await startHook(t, authority.issue(['DNS:other.example'], 30))
    assert.match(
      await sent(hookTo(other, { caFile: authority.file })),
      /does not match certificate's altnames/,
    )
    assert.deepEqual([server.items.length, other.items.length], [1, 0])
  })
})

test('a server that is not there, and a secret whose file is bad, are failures that say so', async () => {
  assert.match(await sent(hookTo({ url: 'http://127.0.0.1:1' })), /^good: connect ECONNREFUSED/)
  const bad = (): string => {
    throw new Error('the file of the secret cannot be read')
  }
  assert.equal(
    await sent(hookTo({ url: 'http://127.0.0.1:1' }, { secret: bad })),
    'good: the file of the secret cannot be read',
  )
})
