// The invariants of invariants.ts in random worlds; `npm run simulate` runs many more of them.
import { test } from 'node:test'
import { simulate } from './simulate.ts'

const WORLDS = 120
const SEED = 5

test('in random worlds of crashes, flaps, partitions, pauses, restarts and edits every invariant holds', async () => {
  await simulate({ worlds: WORLDS, seed: SEED })
})
