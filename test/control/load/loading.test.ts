// What becomes of a load that cannot be asked for.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { loadWith } from '../../../src/control/load/loading.ts'
import { StoreFault, storeProblem } from '../../../src/store/problem.ts'

test('a load for which the database cannot be read is refused with the reason, and everything stays as it is', async () => {
  const loader = { load: () => assert.fail('it was loaded') }
  const fault = new StoreFault(storeProblem('/failover.db', 'corrupt', 'it cannot be read'), undefined)
  const loaded = await loadWith(loader, () => {
    throw fault
  })
  assert.deepEqual(loaded, { problem: fault.message })
})
