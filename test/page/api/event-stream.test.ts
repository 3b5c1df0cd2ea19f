// The event stream: it is read, it ends, and it goes on where it has left off.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Client } from '../../../src/page/api/client.ts'
import { followEvents } from '../../../src/page/api/event-stream.ts'

interface Asked {
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
}

/** Answers each request with the next of these. */
function clientOf(answers: readonly (() => Response)[], token?: string) {
  const asked: Asked[] = []
  const fetch = async (path: unknown, { headers }: RequestInit = {}): Promise<Response> => {
    asked.push({ path: String(path), headers: headers as Asked['headers'] })
    const answer = answers[asked.length - 1]
    if (answer === undefined) throw new TypeError('nobody answers')
    return answer()
  }
  return { asked, client: new Client({ tokenOf: () => token, fetch: fetch as typeof globalThis.fetch }) }
}

test('a stream that ends is asked for again, after the last event that was told', async () => {
  const { asked, client } = clientOf(
    [() => new Response('id: 5\ndata: a\n\nid: 6\ndata: b\n\n'), () => new Response('id: 7\ndata: c\n\n')],
    'secret',
  )
  const stopped = new AbortController()
  const told: string[] = []
  await followEvents(
    client,
    '4',
    {
      onOpen: () => told.push('open'),
      onEvent: ({ data }) => told.push(data),
      onLost: () => {
        told.push('lost')
        if (told.filter((one) => one === 'lost').length === 2) stopped.abort()
      },
    },
    stopped.signal,
  )
  assert.deepEqual(told, ['open', 'a', 'b', 'lost', 'open', 'c', 'lost'])
  assert.deepEqual(
    asked.map(({ headers }) => headers['last-event-id']),
    ['4', '6'],
  )
  assert.equal(asked[0]?.headers['authorization'], 'Bearer secret')
})

test('a refusal is no stream: it is lost, with the reason', async () => {
  const refusal = () => new Response('{"detail":"64 clients are told of events already"}', { status: 503 })
  const { client } = clientOf([refusal])
  const stopped = new AbortController()
  const lost: unknown[] = []
  await followEvents(
    client,
    '4',
    {
      onOpen: () => assert.fail('there is no stream'),
      onEvent: () => assert.fail('there is no event'),
      onLost: (problem) => {
        lost.push(problem)
        if (lost.length === 2) stopped.abort()
      },
    },
    stopped.signal,
  )
  assert.deepEqual(lost, [undefined, { status: 0, sentence: 'the daemon does not answer', details: [] }])
})

test('an answer is a value: what was refused, what was no JSON, and that nobody answered', async () => {
  const { client } = clientOf([
    () => Response.json({ pools: [] }),
    () => Response.json({ detail: 'no such target', problems: ['why: expected a text'] }, { status: 400 }),
    () => new Response('<html>', { status: 502 }),
  ])
  assert.deepEqual(await client.ask('/a'), { answer: { pools: [] } })
  assert.deepEqual(await client.ask('/b'), {
    problem: { status: 400, sentence: 'no such target', details: ['why: expected a text'] },
  })
  assert.deepEqual(await client.ask('/c'), {
    problem: { status: 502, sentence: 'the answer was 502, without a reason', details: [] },
  })
  assert.deepEqual(await client.ask('/d'), {
    problem: { status: 0, sentence: 'the daemon does not answer', details: [] },
  })
})
