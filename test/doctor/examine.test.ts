// Examinations side by side: bounded, in the order of the list, none brought down by another.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Examination, ok, problem } from '../../src/doctor/examination.ts'
import { countLevels, examine } from '../../src/doctor/examine.ts'
import { emptyContext } from './empty-context.ts'
import { told } from './words.ts'

test('findings stand in the order of the list, and are told as they come', async (t) => {
  const { promise, resolve } = Promise.withResolvers<void>()
  const slow: Examination = { title: 'slow', run: () => promise.then(() => [ok('in the end')]) }
  const quick: Examination = { title: 'quick', run: async () => [ok('at once')] }
  const ends: string[] = []
  const examined = await examine([slow, quick], emptyContext(t).context, ({ title }) => {
    ends.push(title)
    resolve()
  })
  assert.deepEqual(ends, ['quick', 'slow'])
  assert.deepEqual(
    examined.map(({ title }) => title),
    ['slow', 'quick'],
  )
})

test('an examination that does not end is a warning, and the others are told', async (t) => {
  const stuck: Examination = { title: 'stuck', run: () => new Promise(() => undefined) }
  const well: Examination = { title: 'well', run: async () => [ok('fine')] }
  const examined = await examine([stuck, well], emptyContext(t).context, undefined, 20)
  assert.deepEqual(
    examined.map(({ findings }) => told(findings).join()),
    ['warning: not done after 0.02s', 'ok: fine'],
  )
})

test('an examination that fails is a warning, never silence', async (t) => {
  const broken: Examination = { title: 'broken', run: () => Promise.reject(new Error('a fault of ours')) }
  const [examined] = await examine([broken], emptyContext(t).context)
  assert.deepEqual(told(examined?.findings ?? []), ['warning: could not be examined: a fault of ours'])
})

test('findings are counted by level', () => {
  const findings = [ok('a'), ok('b'), problem('c', 'do it')]
  assert.deepEqual(countLevels([{ title: 'x', findings }]), { ok: 2, warning: 0, problem: 1, skipped: 0 })
})
