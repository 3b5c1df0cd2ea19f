// A process that settles, or reloads, as fast as it can until it is killed; argv: path, settle | reload.
import { openStore } from '../../src/store/store.ts'
import { writeZone } from './temporary.ts'

const POOL_SIZE = 200
const [path = '', mode = 'settle'] = process.argv.slice(2)

const opening = openStore(path)
if ('problem' in opening) throw new Error(opening.problem.sentence)
const { store } = opening

function records(round: number) {
  const low = round % 2 === 0
  return Array.from({ length: POOL_SIZE }, (_, n) => ({
    name: `n${n}.corp.example.`,
    type: 'A',
    ttl: low ? 30 : 60,
    data: low ? '10.0.0.1' : '10.0.0.2',
    noted: true,
    published: true,
  }))
}

function reload(round: number): void {
  const file = 'corp.example.zone'
  const contentHash = round % 2 === 0 ? 'low' : 'high'
  const loaded = { origin: 'corp.example.', file, contentHash, serial: round, records: records(round) }
  writeZone(store, loaded, round)
}

/** All targets and records go down in even rounds and up in odd ones. */
function settle(round: number): void {
  const up = round % 2 === 1
  const outcome = { ending: up ? 'ok' : 'refused', detail: String(round), latencyMs: 1 } as const
  const state = up ? 'up' : 'down'
  const verdict = { state, goods: 1, bads: 0, sinceMs: round, last: outcome, lastAtMs: round } as const
  const targets = Array.from({ length: POOL_SIZE }, (_, n) => `t${n}/web`)
  store.settle({
    nowMs: round,
    verdicts: targets.map((target) => ({ target, verdict })),
    transitions: targets.map((target) => ({ target, from: up ? 'down' : 'up', to: state, outcome })),
    published: records(0).map((record) => ({ ...record, zone: 'corp.example.', published: up })),
  })
}

reload(0)
for (let round = 1; ; round++) {
  if (mode === 'reload') reload(round)
  else settle(round)
  // Synchronous, so that the reader has seen each round that is certainly stored.
  process.stdout.write(`${round}\n`)
}
