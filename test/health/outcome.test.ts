import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ENDINGS, type Ending, isGood } from '../../src/health/outcome.ts'

test('only `ok` is good', () => {
  const good = (Object.keys(ENDINGS) as Ending[]).filter((ending) =>
    isGood({ ending, detail: '', latencyMs: 0 }),
  )
  assert.deepEqual(good, ['ok'])
})
