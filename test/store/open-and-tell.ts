// A process that opens the store, tells how that went as one line of JSON, and holds it until its input ends.
// argv: path, and `fill` to write until the disk is full.
import { StoreFault } from '../../src/store/problem.ts'
import { openStore, type Store } from '../../src/store/store.ts'

const [path = '', mode] = process.argv.slice(2)
const MAX_ROUNDS = 10_000

function fill(store: Store): unknown {
  const transition = { target: 'a/web', from: 'up', to: 'down' } as const
  const outcome = { ending: 'refused', detail: 'x'.repeat(1000), latencyMs: 1 } as const
  for (let round = 0; round < MAX_ROUNDS; round++)
    try {
      store.settle({
        nowMs: round,
        verdicts: [],
        transitions: Array(20).fill({ ...transition, outcome }),
        published: [],
      })
    } catch (error) {
      if (!(error instanceof StoreFault)) throw error
      return { ...error.problem, round, kept: store.transitions.read({ limit: 10_000 }).length }
    }
  return 'the disk was not filled'
}

const opening = openStore(path)
const told = 'problem' in opening ? opening.problem : mode === 'fill' ? fill(opening.store) : 'opened'
process.stdout.write(`${JSON.stringify(told)}\n`)
process.stdin.resume()
