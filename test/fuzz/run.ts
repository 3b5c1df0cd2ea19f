// The fuzzers by hand: `node test/fuzz/run.ts [--long] [--only NAME] [--seed N] [--case N] [--io auto|dgram]`.
import { randomInt } from 'node:crypto'
import { parseArgs } from 'node:util'
import { weatherStorm } from './daemon-storm.ts'
import { campaignFor, FUZZERS, STORMS } from './plans.ts'
import { summaryOf } from './summary.ts'

const { values } = parseArgs({
  options: {
    long: { type: 'boolean', default: false },
    /** A fuzzer, or `daemon`; all of them when not said. */
    only: { type: 'string' },
    seed: { type: 'string' },
    /** Of the fuzzer in `only`. */
    case: { type: 'string' },
    io: { type: 'string', default: 'auto' },
  },
})
const seed = values.seed === undefined ? randomInt(2 ** 31) : Number(values.seed)
const only = values.case === undefined ? undefined : Number(values.case)

process.stdout.write(`seed ${seed}\n`)
for (const [name, fuzzer] of Object.entries(FUZZERS)) {
  if ((values.only ?? name) !== name) continue
  const campaign = campaignFor(fuzzer, values.long, seed, only)
  const startMs = performance.now()
  const worst = fuzzer.run(campaign)
  const seconds = ((performance.now() - startMs) / 1000).toFixed(1)
  const cases = only === undefined ? `${campaign.cases} cases` : `case ${only}`
  process.stdout.write(`${name}: ${cases}, at most ${worst.toFixed(3)} ms per KB, ${seconds} s\n`)
}
if ((values.only ?? 'daemon') === 'daemon') {
  const plan = { ...STORMS[values.long ? 'long' : 'short'], seed }
  const udpIo = values.io === 'dgram' ? 'dgram' : 'auto'
  process.stdout.write(`daemon: ${summaryOf(await weatherStorm({ ...plan, udpIo }))}\n`)
}
