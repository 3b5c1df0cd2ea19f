import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { type Check, checkState, MAX_CHECK_DEPTH, passes, probedChecks } from '../../src/health/composite.ts'
import type { State } from '../../src/health/verdict.ts'

const STATES: Readonly<Record<string, State>> = { U: 'up', G: 'degraded', D: 'down', '?': 'unknown' }

/** The state of a composite over probed checks: `need` of `U`p, de`G`raded, `D`own and `?` unknown ones. */
function stateOf(need: number, members: string): State {
  const names = [...members].map((_, i) => `m${i}`)
  const checks = new Map<string, Check>(names.map((name) => [name, { kind: 'probe' }]))
  checks.set('top', { kind: 'composite', need, members: names })
  return checkState('top', checks, (name) => STATES[members.charAt(Number(name.slice(1)))] ?? 'unknown')
}

describe('a composite over its members', () => {
  const cases: readonly (readonly [string, number, string, State])[] = [
    ['all', 2, 'UU', 'up'],
    ['all', 2, 'UD', 'down'],
    ['all', 2, 'U?', 'unknown'],
    ['all', 2, 'D?', 'down'],
    ['any', 1, 'DU', 'up'],
    ['any', 1, 'DD', 'down'],
    ['any', 1, 'D?', 'unknown'],
    ['any', 1, 'U?', 'up'],
    ['all', 2, 'UG', 'degraded'],
    ['all', 2, 'GD', 'down'],
    ['any', 1, 'UG', 'up'],
    ['any', 1, 'GD', 'degraded'],
    ['any', 1, 'G?', 'degraded'],
    ['all', 2, 'G?', 'unknown'],
    ['atleast 2', 2, 'UGD', 'degraded'],
    ['atleast 2', 2, 'UUD', 'up'],
    ['atleast 2', 2, 'UDD', 'down'],
    ['atleast 2', 2, 'U?D', 'unknown'],
  ]
  for (const [kind, need, members, state] of cases)
    test(`${kind} of ${members} is ${state}`, () => {
      assert.equal(stateOf(need, members), state)
    })
})

test('unknown passes: a server that has not been probed yet is presumed healthy', () => {
  assert.deepEqual((['up', 'degraded', 'unknown', 'down'] as const).map(passes), [true, true, true, false])
})

const TREE = new Map<string, Check>([
  ['web', { kind: 'probe' }],
  ['tls', { kind: 'probe' }],
  ['disk', { kind: 'probe' }],
  ['front', { kind: 'composite', need: 1, members: ['web', 'tls'] }],
  ['whole', { kind: 'composite', need: 2, members: ['front', 'disk'] }],
])

test('composites nest', () => {
  const down = (...names: string[]) =>
    checkState('whole', TREE, (name) => (names.includes(name) ? 'down' : 'up'))
  assert.equal(down('web'), 'up')
  assert.equal(down('web', 'tls'), 'down')
  assert.equal(down('disk'), 'down')
})

test('the targets of a check are the probed checks that it rests on, each once', () => {
  assert.deepEqual(probedChecks('whole', TREE).sort(), ['disk', 'tls', 'web'])
  assert.deepEqual(probedChecks('web', TREE), ['web'])
  assert.deepEqual(probedChecks('nothing', TREE), [])
})

test('a check that does not exist, refers to itself or nests too deep is unknown', () => {
  const checks = new Map<string, Check>([['loop', { kind: 'composite', need: 1, members: ['loop'] }]])
  for (let i = 0; i <= MAX_CHECK_DEPTH; i++)
    checks.set(`d${i}`, { kind: 'composite', need: 1, members: [`d${i + 1}`] })
  checks.set(`d${MAX_CHECK_DEPTH + 1}`, { kind: 'probe' })
  for (const name of ['nothing', 'loop', 'd0'])
    assert.equal(
      checkState(name, checks, () => 'down'),
      'unknown',
    )
  assert.equal(
    checkState('d1', checks, () => 'down'),
    'down',
  )
})
