// What a decree will have changed once drains have taken their time.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { answersOf } from '../../../src/control/desk/forecast.ts'
import { settled } from '../../../src/control/desk/world-now.ts'
import { UNKNOWN_VERDICT } from '../../../src/health/verdict.ts'
import { Judging } from '../settle/judging.ts'

const { plan } = new Judging(`;@ check web tcp port=80
slow 300 A 192.0.2.1 ;@ primary check=web
slow 300 A 192.0.2.2 ;@ standby check=web
quick 10 A 192.0.2.1 ;@ primary check=web
quick 10 A 192.0.2.2 ;@ standby check=web
`)
const NOW_MS = 1_000_000

test('a drain is foreseen to take a server out of those pools whose TTL is over before it ends, and of no other', () => {
  const said = { id: 1, target: '192.0.2.1', decree: 'drain', who: 'alice', why: 'new disks' } as const
  const foreseen = (endsMs: number | undefined) => {
    const world = {
      plan,
      verdictOf: () => ({ ...UNKNOWN_VERDICT, state: 'up' }) as const,
      overrides: [{ ...said, startedMs: NOW_MS, endsMs }],
      windowOf: () => ({ openUntilMs: undefined, opensAtMs: undefined }),
      standingsOf: () => undefined,
      dead: new Set<string>(),
    }
    return [...settled(world, NOW_MS).values()].map((one) => [answersOf(one).join(), one.healthy])
  }
  assert.deepEqual(foreseen(NOW_MS + 120_000), [
    ['192.0.2.1', 2],
    ['192.0.2.2', 1],
  ])
  assert.deepEqual(foreseen(undefined), [
    ['192.0.2.2', 1],
    ['192.0.2.2', 1],
  ])
})
