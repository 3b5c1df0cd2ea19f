// The codec, the responder and the zone reader under damaged input; the long version is `npm run fuzz`.
import { test } from 'node:test'
import { campaignFor, FUZZERS, USUAL_SEED } from './plans.ts'

for (const [name, fuzzer] of Object.entries(FUZZERS))
  test(`${name}: ${fuzzer.what}`, (t) => {
    const worst = fuzzer.run(campaignFor(fuzzer, false, USUAL_SEED))
    t.diagnostic(`seed ${USUAL_SEED}, at most ${worst.toFixed(2)} ms per KB`)
  })
