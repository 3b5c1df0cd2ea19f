// What is said of the tier that answers, for pools of every form.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { poolsOf } from '../../../src/answer/pool.ts'
import { bestTierWhy } from '../../../src/control/desk/tier-words.ts'
import { exampleZone } from '../../support/ask.ts'

/** Of the pool of these lines, where the members with these places are answered. */
function said(lines: readonly string[], ...answering: readonly number[]): string {
  const [pool] = poolsOf(exampleZone(`;@ check web tcp port=80\n${lines.join('\n')}`))
  assert.ok(pool !== undefined)
  return bestTierWhy(pool, { level: 0, members: answering, reason: 'best-tier' })
}

const PRIMARY = 'www 30 A 10.1.0.1 ;@ primary check=web'
const STANDBY = 'www 30 A 10.1.0.2 ;@ standby check=web'
const LAST = 'www 30 A 10.1.0.9 ;@ last'

test('the tiers are called what the notes call them', () => {
  assert.equal(said([PRIMARY, STANDBY, LAST], 0), 'the primary is available')
  assert.equal(said([PRIMARY, STANDBY, LAST], 1), 'no primary is available: the standby answers')
  assert.equal(
    said([PRIMARY, STANDBY, LAST], 2),
    'neither primary nor standby is available: the last resort answers',
  )
})

test('of several in a tier it is told how many', () => {
  const two = [PRIMARY, 'www 30 A 10.1.0.3 ;@ primary check=web', STANDBY]
  assert.equal(said(two, 0, 1), 'all 2 primaries are available')
  assert.equal(said(two, 1), '1 of 2 primaries is available')
  const spares = [PRIMARY, STANDBY, 'www 30 A 10.1.0.3 ;@ standby check=web']
  assert.equal(said(spares, 2), 'no primary is available: 1 of 2 standbys answer')
})

test('a pool of one tier has members, and no primary', () => {
  assert.equal(said(['app 30 A 10.1.0.1 ;@ check=web'], 0), 'the member is available')
  const three = [1, 2, 3].map((n) => `app 30 A 10.1.0.${n} ;@ check=web`)
  assert.equal(said(three, 0, 1, 2), 'all 3 members are available')
  assert.equal(said(three, 0, 2), '2 of 3 members are available')
})

test('tiers without a name are told by their number', () => {
  const lines = [3, 4, 5].map((tier) => `www 30 A 10.1.0.${tier} ;@ tier=${tier} check=web`)
  assert.equal(said(lines, 0), 'the member of tier 3 is available')
  assert.equal(said(lines, 1), 'nothing of tier 3 is available: the member of tier 4 answers')
  assert.equal(said(lines, 2), 'nothing of the tiers 3, 4 is available: the member of tier 5 answers')
})

test('where a tier needs several, or clients are told apart, the rule itself is told', () => {
  const minimum = [PRIMARY, STANDBY, ';@ pool www A min=2']
  assert.equal(said(minimum, 1), 'tier 2 is the lowest with at least 2 available')
  const sites = ['www 30 A 10.1.0.1 ;@ check=web for=10.1.0.0/16', 'www 30 A 10.2.0.1 ;@ check=web']
  assert.equal(said(sites, 0), 'tier 1 is the lowest with at least 1 available')
})
