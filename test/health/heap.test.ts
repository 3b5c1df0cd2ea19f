import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { Heap, type Timed } from '../../src/health/heap.ts'

const item = (): Timed => ({ atMs: 0, place: -1 })

function drain(heap: Heap<Timed>): number[] {
  const times: number[] = []
  for (let first = heap.first(); first !== undefined; first = heap.first()) {
    times.push(first.atMs)
    heap.remove(first)
  }
  return times
}

test('items come out by time, however they were put in, moved and removed', () => {
  const step = fc.record({ index: fc.nat(20), atMs: fc.integer({ min: 0, max: 50 }), removes: fc.boolean() })
  fc.assert(
    fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
      const heap = new Heap<Timed>()
      const items = Array.from({ length: 21 }, item)
      const expected = new Map<Timed, number>()
      for (const { index, atMs, removes } of steps) {
        const one = items[index] ?? item()
        if (removes) heap.remove(one)
        else heap.put(one, atMs)
        if (removes) expected.delete(one)
        else expected.set(one, atMs)
        assert.equal(heap.size, expected.size)
      }
      assert.deepEqual(
        drain(heap),
        [...expected.values()].sort((a, b) => a - b),
      )
    }),
  )
})

test('an item that is not in can be removed', () => {
  const heap = new Heap<Timed>()
  heap.remove(item())
  assert.equal(heap.first(), undefined)
})
