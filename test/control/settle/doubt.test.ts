// Self-doubt on a plan: what counts as one group, whose fall is not believed, and who is asked.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { groupTargets } from '../../../src/control/settle/groups.ts'
import { Judging } from './judging.ts'

const CHECKS = `;@ defaults fall=2 rise=1
;@ check web tcp port=80
;@ check db tcp port=5432
`
const POOLS = `a A 10.1.0.1 ;@ primary check=web
a A 10.2.0.1 ;@ standby check=web
b A 10.1.0.2 ;@ primary check=web
b A 10.2.0.2 ;@ standby check=web
`
const ALL = ['10.1.0.1/web', '10.2.0.1/web', '10.1.0.2/web', '10.2.0.2/web']
const CANARY = '10.0.0.1/gw'

function rising(zone: string, ...targets: readonly string[]): Judging {
  const judging = new Judging(zone)
  judging.tick(...targets.map((id) => `+${id}`))
  judging.changes.length = 0
  return judging
}

function fails(ids: readonly string[]): string[] {
  return ids.map((id) => `-${id}`)
}

describe('without canaries', () => {
  test('when everything fails at once nothing goes down', () => {
    const judging = rising(CHECKS + POOLS, ...ALL)
    for (let round = 0; round < 5; round++) judging.tick(...fails(ALL))
    assert.deepEqual([judging.trust, judging.changes], ['doubt', []])
    assert.deepEqual(judging.available(), [true, true, true, true])
  })

  test('a target that still passes clears it: what was doubted is probed at once, and goes down', () => {
    const judging = rising(CHECKS + POOLS, ...ALL)
    const [first, second, third, last] = ALL as [string, string, string, string]
    const failing = [first, second, third]
    judging.tick(...fails(failing))
    judging.tick(...fails(failing))
    assert.deepEqual(judging.changes, [])
    assert.deepEqual(judging.tick(`+${last}`), failing.toSorted())
    judging.tick(...fails(failing))
    assert.deepEqual([judging.trust, judging.changes.length], ['vouched', 3])
  })

  test('the total failure of a single pool is believed, though it is all that there is', () => {
    const judging = rising(`${CHECKS}${POOLS.split('\n').slice(0, 2).join('\n')}`, ...ALL.slice(0, 2))
    judging.tick(...fails(ALL.slice(0, 2)))
    judging.tick(...fails(ALL.slice(0, 2)))
    assert.deepEqual([judging.trust, judging.changes.length], ['sure', 2])
  })

  test('what is down before the others fail is not counted', () => {
    const judging = rising(CHECKS + POOLS, ...ALL)
    const [first, second, third] = ALL as [string, string, string, string]
    for (const id of [first, second]) for (let round = 0; round < 3; round++) judging.tick(`-${id}`)
    assert.deepEqual([judging.trust, judging.changes.length], ['sure', 2])
    judging.tick(`-${third}`)
    assert.equal(judging.trust, 'sure')
  })
})

describe('with a canary', () => {
  const ZONE = `${CHECKS};@ check gw tcp port=22 address=10.0.0.1 canary=yes\n${POOLS}`

  test('it is probed though no record depends on it, and when it fails nothing goes down', () => {
    const judging = rising(ZONE, CANARY, ...ALL)
    assert.ok(judging.plan.targets.has(CANARY))
    judging.tick(`-${CANARY}`)
    judging.tick(...fails(ALL.slice(0, 1)))
    judging.tick(...fails(ALL.slice(0, 1)))
    assert.deepEqual([judging.trust, judging.changes], ['doubt', []])
    assert.deepEqual(judging.tick(`+${CANARY}`), ALL.slice(0, 1))
    assert.equal(judging.trust, 'sure')
  })

  test('the first failure of a target has it asked, and the target falls once it has passed since', () => {
    const judging = rising(ZONE, CANARY, ...ALL)
    const [first] = ALL as [string]
    assert.deepEqual(judging.tick(`-${first}`), [CANARY])
    judging.tick(`+${CANARY}`)
    judging.tick(`-${first}`)
    assert.deepEqual([judging.trust, judging.changes.length], ['sure', 1])
  })

  test('a target that has failed often enough before it has passed waits for it, and is probed when it has', () => {
    const judging = rising(ZONE, CANARY, ...ALL)
    const [first] = ALL as [string]
    judging.tick(`-${first}`)
    judging.tick(`-${first}`)
    assert.deepEqual(judging.changes, [])
    assert.deepEqual(judging.tick(`+${CANARY}`), [first])
    judging.tick(`-${first}`)
    assert.deepEqual([judging.trust, judging.changes.length], ['sure', 1])
  })

  test('a target that is held up because of what it needs asks nobody, however often it fails', () => {
    const judging = new Judging(`;@ defaults fall=2 rise=1
;@ check gw tcp port=22 address=10.0.0.1 canary=yes
;@ check router tcp port=22 address=10.0.0.2
;@ check far tcp port=80 needs=router
a A 10.1.0.1 ;@ primary check=far
a A 10.2.0.1 ;@ standby
`)
    const [far, router] = ['10.1.0.1/far', '10.0.0.2/router'] as const
    judging.tick(`+${CANARY}`, `+${far}`, `+${router}`)
    for (let round = 0; round < 2; round++) {
      judging.tick(`-${router}`)
      judging.tick(`+${CANARY}`)
    }
    judging.changes.length = 0
    for (let round = 0; round < 4; round++) judging.tick(`-${far}`)
    for (let round = 0; round < 4; round++) {
      assert.deepEqual(judging.tick(`-${far}`), [])
      assert.deepEqual(judging.tick(`+${CANARY}`), [])
    }
    assert.deepEqual(judging.changes, [])
  })

  test('while the canary fails nobody is asked because of single failures', () => {
    const judging = rising(ZONE, CANARY, ...ALL)
    judging.tick(`-${CANARY}`)
    for (let round = 0; round < 4; round++) assert.deepEqual(judging.tick(`-${ALL[0]}`), [])
  })

  test('when most targets fail it is asked at once, and a target that passes does not vouch for us', () => {
    const judging = rising(ZONE, CANARY, ...ALL)
    assert.deepEqual(judging.tick(...fails(ALL.slice(0, 3))), [CANARY])
    judging.tick(`+${ALL[3]}`)
    assert.equal(judging.trust, 'doubt')
    judging.tick(`+${CANARY}`)
    assert.equal(judging.trust, 'vouched')
  })
})

describe('targets fail together for a reason of their own when they share', () => {
  const groupsOf = (lines: string) => new Set(groupTargets(new Judging(CHECKS + lines).plan).values()).size

  test('a pool, an address, or a need; then they are one group', () => {
    assert.equal(groupsOf('a A 10.1.0.1 ;@ check=web\nb A 10.1.0.2 ;@ check=web\n'), 2)
    assert.equal(groupsOf('a A 10.1.0.1 ;@ check=web\na A 10.1.0.2 ;@ check=web\n'), 1)
    assert.equal(groupsOf('a A 10.1.0.1 ;@ check=web\nb A 10.1.0.1 ;@ check=db\n'), 1)
    const router = ';@ check r tcp port=22 address=10.0.0.1\n;@ check far tcp port=80 needs=r\n'
    assert.equal(groupsOf(`${router}a A 10.1.0.1 ;@ check=far\nb A 10.1.0.2 ;@ check=far\n`), 1)
  })

  test('a pool that follows a host is of the group of that host', () => {
    assert.equal(groupsOf('m A 10.1.0.1 ;@ check=web\n@ MX 10 m ;@ follow\nb A 10.1.0.2 ;@ check=web\n'), 2)
  })
})
