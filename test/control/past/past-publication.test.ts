// What was written down of an answer, held against the facts that are on record.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Pool } from '../../../src/answer/pool.ts'
import type { MemberHealth } from '../../../src/answer/publish.ts'
import { type PastPublication, pastPublication } from '../../../src/control/past/past-publication.ts'
import type { AnsweredClass } from '../../../src/store/answers.ts'
import { exampleZone, viewOf } from '../../support/ask.ts'

const WELL: MemberHealth = { available: true, sinceMs: 5, changeWithinMs: undefined }
const DEAD: MemberHealth = { ...WELL, available: false }

function poolFrom(lines: string): Pool {
  const [pool] = viewOf(exampleZone(lines)).pools.values()
  assert.ok(pool !== undefined)
  return pool
}

const TIERS = 'www A 192.0.2.1 ;@ primary\nwww A 192.0.2.2 ;@ standby'

function told(
  lines: string,
  health: readonly MemberHealth[],
  ...classes: readonly AnsweredClass[]
): readonly [PastPublication['agreement'], ...string[]] {
  const pool = poolFrom(lines)
  const facts = { health, nowMs: 1000, window: undefined, isReleased: false }
  const { agreement, publication } = pastPublication(
    pool,
    facts,
    classes.length === 0 ? undefined : { classes },
  )
  return [agreement, ...publication.standings.map(({ members, reason }) => `${members.join()} ${reason}`)]
}

function wrote(reason: string, ...members: readonly string[]): AnsweredClass {
  return { members, reason }
}

describe('what was answered', () => {
  test('is what was written down, where the facts say the same, and the reason is that of the facts', () => {
    const written = wrote('short-tier', '192.0.2.2')
    assert.deepEqual(told(TIERS, [DEAD, WELL], written), ['same', '1 best-tier'])
  })

  test('is what was written down, where the facts on record say something else', () => {
    const written = wrote('only-held', '192.0.2.2')
    assert.deepEqual(told(TIERS, [WELL, WELL], written), ['other', '1 only-held'])
  })

  test('of a pool that waits for its failback is told from where it stood', () => {
    const lines = `;@ pool www A failback=manual\n${TIERS}`
    assert.deepEqual(told(lines, [WELL, WELL], wrote('best-tier', '192.0.2.2')), [
      'same',
      '1 awaiting-failback',
    ])
    assert.deepEqual(told(lines, [WELL, WELL], wrote('best-tier', '192.0.2.1')), ['same', '0 best-tier'])
  })

  test('while all were down is what stayed', () => {
    const lines = `;@ pool www A when-all-down=last\n${TIERS}`
    assert.deepEqual(told(lines, [DEAD, DEAD], wrote('all-down', '192.0.2.2')), ['same', '1 all-down'])
  })

  test('is told for each class of clients', () => {
    const lines = 'www A 192.0.2.1 ;@ for=10.0.0.0/8\nwww A 192.0.2.2 ;@ for=172.16.0.0/12'
    const classes = [
      wrote('best-tier', '192.0.2.1', '192.0.2.2'),
      wrote('best-tier', '192.0.2.1'),
      wrote('best-tier', '192.0.2.2'),
    ]
    assert.deepEqual(told(lines, [WELL, WELL], ...classes), [
      'same',
      '0,1 best-tier',
      '0 best-tier',
      '1 best-tier',
    ])
  })

  test('is what the facts alone say, where nothing was written down, or of a pool with other members', () => {
    const alone = ['unrecorded', '0 best-tier']
    assert.deepEqual(told(TIERS, [WELL, WELL]), alone)
    assert.deepEqual(told(TIERS, [WELL, WELL], wrote('best-tier', '192.0.2.77')), alone)
    const [one, two] = [wrote('best-tier', '192.0.2.2'), wrote('best-tier', '192.0.2.2')]
    assert.deepEqual(told(TIERS, [WELL, WELL], one, two), alone)
  })
})
