// Unbound with a stub-zone at the real daemon: what a company's clients see through their resolver.
import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { corpZone, startDaemon, type TestDaemon } from '../support/daemon.ts'
import { type Dug, dig } from '../support/dig.ts'
import { skipWithout, startPeer } from '../support/peers/peer.ts'
import { unboundAt } from '../support/peers/unbound.ts'

const ADDRESSES = 60
const ZONE = corpZone(`
www        30 A     127.0.1.1
alias      60 CNAME www
x.y.z      30 A     127.0.1.2
*.wild     30 TXT   "from the wildcard"
mail       30 MX    10 www
old           DNAME new
www.new    30 A     127.0.1.3
${Array.from({ length: ADDRESSES }, (_, i) => `many 30 A 127.0.2.${i}`).join('\n')}
`)
/** SOA TTL 5 minutes, MINIMUM 30 seconds. */
const NEGATIVE_TTL = 30

interface Resolver {
  readonly daemon: TestDaemon
  readonly resolve: (...args: readonly string[]) => Promise<Dug>
}

async function startResolver(t: TestContext): Promise<Resolver | undefined> {
  if (skipWithout(t, 'unbound', 'dig')) return undefined
  const daemon = await startDaemon(t, { zones: { 'corp.test.zone': ZONE } })
  const unbound = await startPeer(t, unboundAt(daemon.endpoint, 'corp.test.'), new Map())
  return { daemon, resolve: (...args) => dig(unbound.endpoint, '+recurse', ...args) }
}

function ttlsOf(lines: readonly string[]): number[] {
  return lines.map((line) => Number(line.split(' ')[1]))
}

function assertAged(again: readonly string[], first: readonly string[]): void {
  assert.equal(again.length, first.length)
  const firstTtls = ttlsOf(first)
  for (const [i, ttl] of ttlsOf(again).entries())
    assert.ok(ttl <= (firstTtls[i] ?? 0), `${again[i]} is older than ${first[i]}`)
}

test('Unbound with a stub-zone at us resolves every kind of name', async (t) => {
  const resolver = await startResolver(t)
  if (resolver === undefined) return
  const rows: readonly (readonly [question: string, status: string, data: readonly string[]])[] = [
    ['www.corp.test A', 'NOERROR', ['127.0.1.1']],
    ['WwW.CoRp.TeSt A', 'NOERROR', ['127.0.1.1']],
    ['alias.corp.test A', 'NOERROR', ['127.0.1.1', 'www.corp.test.']],
    ['x.y.z.corp.test A', 'NOERROR', ['127.0.1.2']],
    ['y.z.corp.test A', 'NOERROR', []],
    ['any.wild.corp.test TXT', 'NOERROR', ['"from the wildcard"']],
    ['any.wild.corp.test A', 'NOERROR', []],
    ['mail.corp.test MX', 'NOERROR', ['10 www.corp.test.']],
    ['www.old.corp.test A', 'NOERROR', ['127.0.1.3', 'new.corp.test.', 'www.new.corp.test.']],
    ['missing.corp.test A', 'NXDOMAIN', []],
    ['x.missing.corp.test A', 'NXDOMAIN', []],
    ['corp.test NS', 'NOERROR', ['ns1.corp.test.']],
  ]
  for (const [question, status, data] of rows) {
    const answer = await resolver.resolve(...question.split(' '))
    assert.equal(answer.status, status, question)
    assert.deepEqual(answer.answer.map((line) => line.split(' ').slice(3).join(' ')).sort(), data, question)
  }
})

test('Unbound fetches over TCP what does not fit into a datagram', async (t) => {
  const resolver = await startResolver(t)
  const answer = await resolver?.resolve('many.corp.test', 'A', '+bufsize=4096')
  if (answer !== undefined) assert.equal(answer.answer.length, ADDRESSES)
})

test('Unbound caches answers for our TTLs, and serves them while we are down', async (t) => {
  const resolver = await startResolver(t)
  if (resolver === undefined) return
  const first = await resolver.resolve('alias.corp.test', 'A')
  assert.deepEqual(first.answer, [
    'alias.corp.test. 60 CNAME www.corp.test.',
    'www.corp.test. 30 A 127.0.1.1',
  ])
  await resolver.daemon.stop()
  const again = await resolver.resolve('alias.corp.test', 'A')
  assert.equal(again.status, 'NOERROR')
  assertAged(again.answer, first.answer)
})

const NEGATIVES = [
  ['missing.corp.test', 'A', 'NXDOMAIN', 'name error'],
  ['www.corp.test', 'AAAA', 'NOERROR', 'NODATA'],
] as const

for (const [name, type, status, word] of NEGATIVES)
  test(`RFC 2308 §5: Unbound caches our ${word} for MINIMUM, and serves it while we are down`, async (t) => {
    const resolver = await startResolver(t)
    if (resolver === undefined) return
    const first = await resolver.resolve(name, type)
    assert.equal(first.status, status)
    assert.deepEqual(ttlsOf(first.authority), [NEGATIVE_TTL])
    await resolver.daemon.stop()
    const again = await resolver.resolve(name, type)
    assert.equal(again.status, status)
    assertAged(again.authority, first.authority)
  })
