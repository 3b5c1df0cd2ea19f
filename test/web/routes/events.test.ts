// Transitions as server-sent events, from a real database, over a real socket.
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer, request } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type TestContext, test } from 'node:test'
import { getRequestListener } from '@hono/node-server'
import { Hono } from 'hono'
import { events } from '../../../src/control/desk/history.ts'
import type { Store } from '../../../src/store/store.ts'
import {
  addEvents,
  type EventOptions,
  MAX_STREAMS,
  MAX_STREAMS_OF_ONE,
} from '../../../src/web/routes/events.ts'
import { open, temporaryPath } from '../../store/temporary.ts'

interface Opened {
  readonly status: number
  readonly retryAfter: string | undefined
  readonly text: () => string
  /** Resolves when the text has this. */
  readonly until: (part: string) => Promise<void>
  readonly close: () => void
}

type Open = (
  path?: string,
  headers?: Readonly<Record<string, string>>,
  isRead?: boolean,
  method?: 'HEAD',
) => Promise<Opened>

async function start(
  t: TestContext,
  options: EventOptions = {},
): Promise<{ readonly store: Store; readonly openEvents: Open }> {
  const store = open(t, temporaryPath(t))
  const app = new Hono()
  app.use(async (context, next) => {
    const name = context.req.header('who')
    if (name !== undefined) context.set('bearer', { name, scope: 'read' })
    await next()
  })
  addEvents(app, { events: (asked) => events(store, asked) }, options)
  const server = createServer(getRequestListener(app.fetch)).listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.after(() => server.close().closeAllConnections())
  const { port } = server.address() as AddressInfo
  const openEvents: Open = async (path = '/v1/events', headers = {}, isRead = true, method) => {
    const asked = request({
      host: '127.0.0.1',
      port,
      path,
      agent: false,
      headers,
      ...(method && { method }),
    }).end()
    const [response] = await once(asked, 'response')
    let text = ''
    response.on('error', () => undefined)
    asked.on('error', () => undefined)
    response.setEncoding('utf8')
    if (isRead) response.on('data', (part: string) => (text += part))
    const until = async (part: string) => {
      while (!text.includes(part)) await once(response, 'data')
    }
    t.after(() => asked.destroy())
    const { statusCode: status, headers: told } = response
    return { status, retryAfter: told['retry-after'], text: () => text, until, close: () => asked.destroy() }
  }
  return { store, openEvents }
}

/** Two transitions: the decree and its end. */
function decreeAndEnd(store: Store, target: string, why = 'disks'): void {
  const override = { target, decree: 'drain', who: 'alice', why, startedMs: 1000, endsMs: undefined } as const
  store.overrides.end(store.overrides.add(override), 'bob', 2000)
}

function idsIn(text: string): number[] {
  return [...text.matchAll(/^id: (\d+)$/gm)].map((match) => Number(match[1]))
}

test('a client is told what happens from then on, each transition with its kind and id', async (t) => {
  const { store, openEvents } = await start(t)
  decreeAndEnd(store, '10.1.0.1')
  const client = await openEvents()
  await client.until('retry: 1000\n\n')
  decreeAndEnd(store, '10.1.0.2')
  await client.until('"to":"none"')
  assert.deepEqual(idsIn(client.text()), [3, 4])
  const [, , event = ''] = client.text().split('\n\n')
  const [id, kind, json = ''] = event.split('\n')
  assert.deepEqual([id, kind], ['id: 4', 'event: override'])
  assert.deepEqual(JSON.parse(json.replace('data: ', '')), store.transitions.read({ limit: 1 })[0])
})

test('who comes back with Last-Event-ID gets what he has missed', async (t) => {
  const { store, openEvents } = await start(t)
  for (const last of [1, 2, 3]) decreeAndEnd(store, `10.1.0.${last}`)
  const back = await openEvents('/v1/events', { 'last-event-id': '3' })
  await back.until('id: 6')
  assert.deepEqual(idsIn(back.text()), [4, 5, 6])
  const first = await openEvents('/v1/events?after=5')
  await first.until('id: 6')
  assert.deepEqual(idsIn(first.text()), [6])
})

test('an id that is yet to come, as after a restored backup, is taken for the newest', async (t) => {
  const { store, openEvents } = await start(t)
  decreeAndEnd(store, '10.1.0.1')
  const client = await openEvents('/v1/events', { 'last-event-id': '999' })
  decreeAndEnd(store, '10.1.0.2')
  await client.until('id: 4')
  assert.deepEqual(idsIn(client.text()), [3, 4])
})

test('more than are told at once are told in order, none twice', async (t) => {
  const { store, openEvents } = await start(t)
  for (let count = 0; count < 150; count++) decreeAndEnd(store, '10.1.0.1')
  const client = await openEvents('/v1/events?after=0')
  await client.until('id: 300\n')
  assert.deepEqual(
    idsIn(client.text()),
    Array.from({ length: 300 }, (_, i) => i + 1),
  )
})

test('a quiet stream shows signs of life', async (t) => {
  const { openEvents } = await start(t, { signOfLifeMs: 1 })
  await (await openEvents()).until('\n:\n\n')
})

/** Of as many clients as it takes, none of whom has more than he may. */
function openAll(openEvents: Open, count: number): Promise<Opened[]> {
  const who = (at: number) => ({ who: `client-${Math.floor(at / MAX_STREAMS_OF_ONE)}` })
  return Promise.all(Array.from({ length: count }, (_, at) => openEvents('/v1/events', who(at))))
}

test('only so many are told; a place is free again when its client has gone', async (t) => {
  const { openEvents } = await start(t)
  const clients = await openAll(openEvents, MAX_STREAMS)
  assert.deepEqual(new Set(clients.map(({ status }) => status)), new Set([200]))
  const another = () => openEvents('/v1/events', { who: 'another' })
  const refused = await another()
  assert.equal(refused.status, 503)
  await refused.until('"urn:failover:problem:too-many-streams"')
  clients[0]?.close()
  while ((await another()).status !== 200);
})

test('RFC 6585 §4: one client alone leaves places for the others, and is told why and when to come back', async (t) => {
  const { openEvents } = await start(t)
  const greedy = () => openEvents('/v1/events', { who: 'greedy' })
  const own = await Promise.all(Array.from({ length: MAX_STREAMS_OF_ONE }, greedy))
  assert.deepEqual(new Set(own.map(({ status }) => status)), new Set([200]))
  const refused = await greedy()
  assert.deepEqual([refused.status, refused.retryAfter], [429, '10'])
  await refused.until('greedy (token) is told of events over 16 connections already: close pages')
  assert.equal((await openEvents('/v1/events', { who: 'modest' })).status, 200)
  own[0]?.close()
  while ((await greedy()).status !== 200);
})

test('a request for the headers alone takes no place for longer than its answer', async (t) => {
  const { openEvents } = await start(t)
  for (let count = 0; count <= MAX_STREAMS; count++)
    assert.equal((await openEvents('/v1/events', {}, true, 'HEAD')).status, 200)
  assert.equal((await openEvents()).status, 200)
})

test('who takes nothing is hung up on', async (t) => {
  const { store, openEvents } = await start(t, { stalledAfterMs: 200 })
  // More than the kernel keeps for a connection that nobody reads.
  for (let count = 0; count < 200; count++) decreeAndEnd(store, '10.1.0.1', 'x'.repeat(30_000))
  const lazy = await openEvents('/v1/events?after=0', {}, false)
  for (let count = 1; count < MAX_STREAMS_OF_ONE; count++) await openEvents()
  while ((await openEvents()).status !== 200);
  assert.equal(lazy.text(), '')
})

test('where to go on must be the id of an event', async (t) => {
  const { openEvents } = await start(t)
  assert.equal((await openEvents('/v1/events?after=x')).status, 400)
  assert.equal((await openEvents('/v1/events', { 'last-event-id': '-1' })).status, 400)
})
