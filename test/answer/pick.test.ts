import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { type Candidate, PICK_POLICIES, type Selection } from '../../src/answer/pick.ts'
import { choose, leavesOf, type Tree } from '../../src/answer/tree.ts'

function candidates(...weights: number[]): Candidate[] {
  return weights.map((weight, member) => ({ member, weight, identity: `server ${member}` }))
}

const ROUNDS = 4096

/** How often each member stands anywhere in the answer, as a share of the rounds; the dice are swept evenly. */
function shares(tree: Tree<Selection>, members: number): number[] {
  const counts = new Array<number>(members).fill(0)
  for (let i = 0; i < ROUNDS; i++) {
    const random = Math.floor(((i + 0.5) / ROUNDS) * 2 ** 32)
    for (const member of choose(tree, { address: [10, 0, i & 255, 1], random }))
      counts[member] = (counts[member] ?? 0) + 1
  }
  return counts.map((count) => count / ROUNDS)
}

function near(actual: readonly number[], expected: readonly number[], tolerance: number): void {
  for (const [i, share] of actual.entries())
    assert.ok(Math.abs(share - (expected[i] ?? 0)) <= tolerance, `${actual} ≠ ${expected}`)
}

describe('pick=all', () => {
  test('the order rotates: every record stands first equally often', () => {
    const firsts = leavesOf(PICK_POLICIES.all(candidates(1, 1, 1), 3)).map(([first]) => first)
    assert.deepEqual(firsts, [0, 1, 2])
  })

  test('answers=1: every record is answered equally often', () => {
    near(shares(PICK_POLICIES.all(candidates(1, 1, 1, 1), 1), 4), [0.25, 0.25, 0.25, 0.25], 0.001)
  })
})

describe('pick=weighted', () => {
  test('answers=1: a record with weight 3 beside one with 1 takes three shares of four', () => {
    near(shares(PICK_POLICIES.weighted(candidates(3, 1), 1), 2), [0.75, 0.25], 0.001)
  })

  test('answers=2 of 4: each record is in the answer in proportion to its weight', () => {
    near(shares(PICK_POLICIES.weighted(candidates(4, 3, 2, 1), 2), 4), [0.8, 0.6, 0.4, 0.2], 0.001)
  })

  test('a record that outweighs the others is in every answer, never twice', () => {
    near(shares(PICK_POLICIES.weighted(candidates(100, 1, 1), 2), 3), [1, 0.5, 0.5], 0.001)
  })

  test('an answer has as many different records as asked for, and each record its exact share', () => {
    const weights = fc.array(fc.integer({ min: 1, max: 50 }), { minLength: 3, maxLength: 12 })
    fc.assert(
      fc.property(weights, fc.integer({ min: 2, max: 11 }), (list, wanted) => {
        const answers = Math.min(wanted, list.length - 1)
        for (const selection of leavesOf(PICK_POLICIES.weighted(candidates(...list), answers))) {
          assert.equal(selection.length, answers)
          assert.equal(new Set(selection).size, answers)
        }
      }),
    )
  })
})

describe('pick=sticky', () => {
  const from = (tree: Tree<Selection>, third: number): number =>
    choose(tree, { address: [10, 0, third, 9], random: 0 })[0] as number

  test('a client of one network always gets the same record', () => {
    const tree = PICK_POLICIES.sticky(candidates(1, 1, 1), 1)
    const again = choose(tree, { address: [10, 0, 7, 200], random: 0xffff_ffff })[0]
    assert.equal(from(tree, 7), again)
  })

  test('when a record fails, only its clients move', () => {
    const all = PICK_POLICIES.sticky(candidates(1, 1, 1), 1)
    const left = PICK_POLICIES.sticky(candidates(1, 1, 1).slice(0, 2), 1)
    for (let i = 0; i < 256; i++) if (from(all, i) !== 2) assert.equal(from(left, i), from(all, i))
  })
})
