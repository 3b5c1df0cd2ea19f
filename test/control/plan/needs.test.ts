// `needs=`: whose failure it is when what a check needs has failed.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { Judging } from '../settle/judging.ts'

const ROUTER = '10.0.0.1/router'
const WEB = '10.1.0.10/web'
const DB = '10.1.0.11/db'

const ZONE = `;@ check router tcp port=22 address=10.0.0.1 fall=2 rise=2
;@ check web tcp port=80 needs=router fall=2 rise=2
;@ check db tcp port=5432 needs=router fall=1 rise=1
www A 10.1.0.10 ;@ check=web
db  A 10.1.0.11 ;@ check=db
`

function allUp(): Judging {
  const judging = new Judging(ZONE)
  judging.tick(`+${ROUTER}`, `+${WEB}`, `+${DB}`)
  judging.changes.length = 0
  return judging
}

describe('while the needed check is down', () => {
  test('there is one change rather than one for each target behind it, and none of them is answered', () => {
    const judging = allUp()
    for (let round = 0; round < 4; round++) judging.tick(`-${ROUTER}`, `-${WEB}`, `-${DB}`)
    assert.deepEqual(judging.changes, [`${ROUTER} up down`])
    assert.deepEqual(judging.available(), [false, false])
  })

  test('its end puts them back as they were, and they are probed at once', () => {
    const judging = allUp()
    for (let round = 0; round < 4; round++) judging.tick(`-${ROUTER}`, `-${WEB}`, `-${DB}`)
    judging.tick(`+${ROUTER}`)
    assert.deepEqual(judging.available(), [false, false])
    assert.deepEqual(judging.tick(`+${ROUTER}`), [WEB, DB].sort())
    assert.deepEqual(judging.available(), [true, true])
    judging.tick(`+${WEB}`, `-${DB}`)
    assert.deepEqual(judging.changes.slice(1), [`${ROUTER} down up`, `${DB} up down`])
  })

  test('a target that was down before stays down', () => {
    const judging = allUp()
    judging.tick(`-${DB}`)
    judging.tick(`+${ROUTER}`)
    judging.tick(`-${DB}`)
    judging.tick(`-${ROUTER}`)
    judging.tick(`-${ROUTER}`)
    judging.tick(`+${ROUTER}`)
    judging.tick(`+${ROUTER}`)
    assert.deepEqual(judging.changes, [`${DB} up down`, `${ROUTER} up down`, `${ROUTER} down up`])
    assert.deepEqual(judging.available(), [true, false])
  })
})

describe('while the needed check is up', () => {
  test('the first failure of a target has it probed, and a failure after it has passed is the target’s own', () => {
    const judging = allUp()
    assert.deepEqual(judging.tick(`-${WEB}`), [ROUTER])
    judging.tick(`+${ROUTER}`)
    judging.tick(`-${WEB}`)
    assert.deepEqual(judging.changes, [`${WEB} up down`])
    assert.deepEqual(judging.available(), [false, true])
  })

  test('a target that fails first, and the router a moment later, is no alarm of its own', () => {
    const judging = allUp()
    judging.tick(`-${DB}`, `-${WEB}`)
    judging.tick(`-${DB}`, `-${WEB}`)
    judging.tick(`-${ROUTER}`)
    judging.tick(`-${ROUTER}`, `-${WEB}`)
    assert.deepEqual(judging.changes, [`${ROUTER} up down`])
  })

  test('with fall=1 the target is probed again as soon as the needed check has passed', () => {
    const judging = allUp()
    assert.deepEqual(judging.tick(`-${DB}`), [ROUTER])
    assert.deepEqual(judging.changes, [])
    assert.deepEqual(judging.tick(`+${ROUTER}`), [DB])
    judging.tick(`-${DB}`)
    assert.deepEqual(judging.changes, [`${DB} up down`])
  })

  test('a needed check that says nothing for ten seconds is not waited for any longer', () => {
    const judging = allUp()
    judging.tick(`-${DB}`)
    judging.nowMs += 9_000
    judging.tick(`-${DB}`)
    assert.deepEqual(judging.changes, [])
    judging.nowMs += 2_000
    judging.tick(`-${DB}`)
    assert.deepEqual(judging.changes, [`${DB} up down`])
  })
})

test('what is needed may be a composite: any of two uplinks', () => {
  const judging = new Judging(`;@ check one tcp port=22 address=10.0.0.1 fall=1
;@ check two tcp port=22 address=10.0.0.2 fall=1
;@ check uplink any one two
;@ check web tcp port=80 needs=uplink fall=1
www A 10.1.0.10 ;@ check=web
`)
  judging.tick('+10.0.0.1/one', '+10.0.0.2/two', `+${WEB}`)
  judging.tick('-10.0.0.1/one')
  assert.deepEqual(judging.available(), [true])
  judging.tick('-10.0.0.2/two')
  assert.deepEqual(judging.available(), [false])
  judging.tick('+10.0.0.2/two', '+10.0.0.2/two')
  assert.deepEqual(judging.available(), [true])
})

test('needs go through: the far router needs the near one, and only the near one is down', () => {
  const judging = new Judging(`;@ check near tcp port=22 address=10.0.0.1 fall=1
;@ check far tcp port=22 address=10.0.0.2 fall=1 needs=near
;@ check web tcp port=80 needs=far fall=1
www A 10.1.0.10 ;@ check=web
`)
  judging.tick('+10.0.0.1/near', '+10.0.0.2/far', `+${WEB}`)
  judging.changes.length = 0
  for (let round = 0; round < 3; round++) judging.tick('-10.0.0.1/near', '-10.0.0.2/far', `-${WEB}`)
  assert.deepEqual(judging.changes, ['10.0.0.1/near up down'])
  assert.deepEqual(judging.available(), [false])
})

test('a needed check without an address of its own is probed at that of who needs it', () => {
  const { plan } = new Judging(
    ';@ check host tcp port=22\n;@ check web tcp port=80 needs=host\nwww A 10.1.0.10 ;@ check=web',
  )
  assert.deepEqual([...plan.targets.keys()].sort(), ['10.1.0.10/host', WEB])
})
