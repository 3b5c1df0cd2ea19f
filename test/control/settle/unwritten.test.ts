// The order in which verdicts are written behind the answers.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { Unwritten } from '../../../src/control/settle/unwritten.ts'

describe('unwritten verdicts', () => {
  test('no more are taken than one write may hold; the others keep their turn', () => {
    const unwritten = filledWith('a', 'b', 'c')
    assert.deepEqual(unwritten.take(2), ['a', 'b'])
    unwritten.add('a')
    assert.equal(unwritten.size, 2)
    assert.deepEqual(unwritten.take(2), ['c', 'a'])
    assert.equal(unwritten.size, 0)
  })

  test('a verdict that is judged again before it was written keeps its place', () => {
    const unwritten = filledWith('a', 'b', 'a')
    assert.deepEqual(unwritten.take(9), ['a', 'b'])
  })

  test('where a row of failures has changed it is written first, whatever is judged afterwards', () => {
    const unwritten = filledWith('a', 'b')
    unwritten.add('b', true)
    unwritten.add('b')
    assert.deepEqual(unwritten.take(1), ['b'])
    assert.deepEqual(unwritten.take(9), ['a'])
  })

  test('what was written with its transition is not written again', () => {
    const unwritten = filledWith('a', 'b')
    unwritten.add('b', true)
    unwritten.delete('b')
    unwritten.delete('a')
    assert.deepEqual(unwritten.take(9), [])
  })
})

function filledWith(...targetIds: readonly string[]): Unwritten {
  const unwritten = new Unwritten()
  for (const targetId of targetIds) unwritten.add(targetId)
  return unwritten
}
