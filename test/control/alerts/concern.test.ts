// Whom alerts concern, and which of them are no longer so although no transition says it.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Alert } from '../../../src/alert/alert.ts'
import { concernOf, whyOver } from '../../../src/control/alerts/concern.ts'
import { Publisher } from '../../../src/control/publish/publisher.ts'
import { UNKNOWN_VERDICT, type Verdict } from '../../../src/health/verdict.ts'
import { alert } from '../../alert/alerts.ts'
import { Judging } from '../settle/judging.ts'

const { plan } = new Judging(`;@ check web tcp port=80
www 60 A 192.0.2.1 ;@ primary check=web
www 60 A 192.0.2.2 ;@ standby check=web
app 30 A 192.0.2.1 ;@ check=web
`)
const NOW_MS = 1_000_000
const NOTHING_PLANNED = { whyHeld: () => undefined, whyPoor: () => undefined }
const [WWW, APP] = ['www.example.com. A', 'app.example.com. A']

function verdictsWith(down: readonly string[]): Map<string, Verdict> {
  const stateOf = (id: string) => (down.includes(id) ? 'down' : 'up')
  return new Map([...plan.targets.keys()].map((id) => [id, { ...UNKNOWN_VERDICT, state: stateOf(id) }]))
}

function publisherWith(down: readonly string[]): Publisher {
  const verdicts = verdictsWith(down)
  return new Publisher(
    plan,
    (id) => verdicts.get(id),
    () => [],
    NOW_MS,
  )
}

function pools(kind: Alert['kind'], target: string): string[] {
  const { zones, pools, severity } = concernOf(
    { key: `${kind} ${target}`, kind, target, detail: '' },
    { plan, publisher: publisherWith([]) },
    NOTHING_PLANNED,
  )
  assert.equal(severity, undefined)
  assert.deepEqual(zones, pools.length > 0 ? ['example.com.'] : [])
  return [...pools].sort()
}

test('a target, an override and a maintenance concern the pools that hang on them, a pool itself', () => {
  assert.deepEqual(pools('target', '192.0.2.1/web'), [APP, WWW])
  assert.deepEqual(pools('target', '192.0.2.2/web'), [WWW])
  assert.deepEqual(pools('override', '192.0.2.*'), [APP, WWW])
  assert.deepEqual(pools('override', 'app.example.com'), [APP])
  assert.deepEqual(pools('maintenance', '192.0.2.2'), [WWW])
  assert.deepEqual(pools('pool', WWW), [WWW])
  assert.deepEqual(pools('standby', `${WWW} 192.0.2.2`), [WWW])
  assert.deepEqual(pools('pool', 'gone.example.com. A'), [])
  assert.deepEqual(pools('doubt', 'self'), [])
  assert.deepEqual(
    concernOf(
      { key: 'zone', kind: 'zone', target: 'example.com.', detail: '' },
      { plan, publisher: publisherWith([]) },
      NOTHING_PLANNED,
    ).zones,
    ['example.com.'],
  )
})

test('the only server of a name that is down is critical, and says of which name; one of several is not', () => {
  const down = ['192.0.2.1/web', '192.0.2.2/web']
  const service = { plan, publisher: publisherWith(down) }
  const told = (target: string) =>
    concernOf({ key: '', kind: 'target', target, detail: 'no answer in time' }, service, NOTHING_PLANNED)
  const { severity, detail } = told('192.0.2.1/web')
  assert.deepEqual([severity, detail], ['critical', `no answer in time; nobody else is in ${APP}`])
  assert.equal(told('192.0.2.2/web').severity, undefined)
})

/** Why it is over while these targets are down. */
function why(rest: Partial<Alert>, down: readonly string[] = []): string | undefined {
  const verdicts = verdictsWith(down)
  const publisher = publisherWith(down)
  const facts = {
    service: { plan, publisher, zones: [], catalog: { zones: plan.views, publicationOf: () => undefined } },
    verdicts,
    belief: { trust: { state: 'sure' } },
    standbys: { staleIn: () => new Map([[`${WWW} 192.0.2.2`, '']]) },
    overrides: { at: () => [{ target: '192.0.2.1' }] },
    windowOf: () => ({ openUntilMs: undefined, opensAtMs: undefined }),
  }
  return whyOver(alert(1, rest), facts as unknown as Parameters<typeof whyOver>[1], NOW_MS)
}

test('what a reload or a restart has taken away is over, and says why; what is still so goes on', () => {
  const [one, two] = ['192.0.2.1/web', '192.0.2.2/web']
  assert.equal(why({ target: one }, [one]), undefined)
  assert.equal(why({ target: one }), 'it is not down any more')
  assert.equal(why({ target: '192.0.2.9/web' }), 'no zone names it any more')
  const spare = { kind: 'pool', key: `spare ${WWW}`, target: WWW } as const
  const pool = { kind: 'pool', key: `pool ${WWW}`, target: WWW } as const
  assert.equal(why(spare, [one]), undefined)
  assert.equal(why(spare, [one, two]), undefined)
  assert.equal(why(spare), 'its members are others')
  assert.equal(why(pool, [one, two]), undefined)
  assert.equal(why(pool, [one]), 'its members are others')
  assert.equal(why({ ...pool, target: 'gone.example.com. A' }), 'no zone names it any more')
  assert.equal(why({ kind: 'standby', target: `${WWW} 192.0.2.2` }), undefined)
  assert.equal(why({ kind: 'standby', target: `${WWW} 192.0.2.1` }), 'it is not stale any more')
  assert.equal(why({ kind: 'doubt', target: 'self' }), 'failover was started again')
  assert.equal(why({ kind: 'zone', target: 'example.com.' }), 'no zone names it any more')
  assert.equal(why({ kind: 'override', target: '192.0.2.1' }), undefined)
  assert.equal(why({ kind: 'override', target: '192.0.2.2' }), 'it has ended')
  assert.equal(why({ kind: 'maintenance', target: '192.0.2.1' }), 'it is over')
})
