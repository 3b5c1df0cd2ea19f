// What the operator of fake-operator.ts does when somebody decrees.
import type {
  DecreeRequest,
  FailbackRequest,
  Operator,
  OverrideStatus,
  PoolMove,
  UndoRequest,
} from '../../src/control/operator.ts'

const NOW_MS = Date.parse('2026-03-01T12:00:00Z')

const OVERRIDE: OverrideStatus = {
  id: 1,
  target: '10.1.0.10',
  decree: 'drain',
  who: 'alice',
  why: 'new disks',
  startedAtMs: NOW_MS,
  endsAtMs: NOW_MS + 7_200_000,
  pools: ['intranet.corp.example. A'],
}

const MOVE: PoolMove = {
  pool: 'intranet.corp.example. A',
  was: ['10.1.0.10'],
  answers: ['10.2.0.10'],
  ttlSeconds: 10,
  why: 'no primary is available: the standby answers',
  settled: ['10.2.0.10'],
  healthyBefore: 2,
  healthy: 1,
  nothingLeft: false,
  losesRedundancy: true,
}

const MOVE_BACK: PoolMove = {
  ...MOVE,
  was: MOVE.answers,
  answers: MOVE.was,
  why: 'the primary is available',
  settled: MOVE.was,
  healthyBefore: 1,
  healthy: 2,
  losesRedundancy: false,
}

function dryPart({ dryRun }: { readonly dryRun?: boolean }): { readonly dryRun?: true } {
  return dryRun === true ? { dryRun } : {}
}

/** Of 10.1.0.0/16 as a whole nothing would be left. */
function moveFor(target: string): PoolMove {
  return target === '10.1.*' ? { ...MOVE, healthy: 0, nothingLeft: true, losesRedundancy: false } : MOVE
}

export interface FakeDecrees extends Pick<Operator, 'decree' | 'undo' | 'failback'> {
  readonly releasedPools: FailbackRequest[]
  readonly decreed: DecreeRequest[]
  readonly undone: UndoRequest[]
}

export function fakeDecrees(): FakeDecrees {
  const releasedPools: FailbackRequest[] = []
  const decreed: DecreeRequest[] = []
  const undone: UndoRequest[] = []
  return {
    releasedPools,
    failback: (request) => {
      releasedPools.push(request)
      const pool = 'intranet.corp.example. A'
      if (request.name.startsWith('intranet'))
        return { ...dryPart(request), pool, was: ['10.2.0.10'], answers: ['10.1.0.10'] }
      return { problem: { code: 'conflict', sentence: 'app.corp.example. A waits for no failback' } }
    },
    decreed,
    decree: (request) => {
      decreed.push(request)
      const { decree, target, who, why } = request
      if (target.startsWith('10.9.'))
        return { problem: { code: 'not-found', sentence: `"${target}" matches no target` } }
      const override = { ...OVERRIDE, decree, target, who, why }
      return { ...dryPart(request), override, pools: [moveFor(target)] }
    },
    undone,
    undo: (request) => {
      undone.push(request)
      const ended = [{ ...OVERRIDE, target: request.target, who: request.who }]
      return { ...dryPart(request), ended, pools: [MOVE_BACK] }
    },
  }
}
