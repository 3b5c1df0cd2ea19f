// `npm run simulate -- --worlds 5000`: many random worlds, or with --seed and --path one that has failed before.
import { parseArgs } from 'node:util'
import { simulate } from './simulate.ts'

const { values } = parseArgs({
  options: {
    worlds: { type: 'string', default: '2000' },
    seed: { type: 'string' },
    path: { type: 'string' },
  },
})
const seed = Number(values.seed ?? Math.floor(Math.random() * 0x7fff_ffff))
const worlds = Number(values.worlds)
await simulate({ worlds, seed, ...(values.path === undefined ? {} : { path: values.path }) })
process.stdout.write(`${worlds} worlds, seed ${seed}: every invariant held\n`)
