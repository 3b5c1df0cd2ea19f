// What a run has measured, as it is written to JSON; everything that is printed is computed from this.
import type { AnswerCost } from './answer.ts'
import type { FlipResult } from './flip.ts'
import type { Latency } from './latency.ts'
import type { LoadResult } from './load.ts'
import type { Memory } from './process-cost.ts'
import type { Provenance } from './provenance.ts'

export interface Results extends Provenance {
  readonly samples: readonly Sample[]
  readonly latencies: readonly LatencySample[]
  readonly memory: Readonly<Record<string, Memory>>
  readonly inProcess?: readonly AnswerCost[]
  readonly flip?: readonly FlipResult[]
  readonly load?: readonly LoadResult[]
}

/** Whose figures these are, and how much of the machine went to others meanwhile. */
export interface Sample extends Cost {
  readonly workload: string
  readonly server: string
  readonly round: number
  readonly qps: number
  readonly answered: number
  readonly lost: number
  /** Share of the answers with the expected rcode. */
  readonly right: number
}

export interface LatencySample extends Cost, Latency {
  readonly server: string
  readonly round: number
  readonly rate: number
}

export interface Cost {
  /** Server CPU per answered query. */
  readonly cpuUs: number
  /** Cores kept busy by neither the server nor the generator, or taken by the hypervisor. */
  readonly otherCores: number
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = sorted.length >> 1
  if (sorted.length % 2 === 1) return sorted[middle] as number
  return ((sorted[middle - 1] ?? Number.NaN) + (sorted[middle] ?? Number.NaN)) / 2
}

/** A round in which others used more than this is left out. */
const QUIET_CORES = 0.15

/** The quiet rounds; where no round was quiet, the calmer half of them. */
export function quiet<One extends Cost>(samples: readonly One[]): readonly One[] {
  const calm = samples.filter(({ otherCores }) => otherCores <= QUIET_CORES)
  if (calm.length > 0) return calm
  const byNoise = [...samples].sort((a, b) => a.otherCores - b.otherCores)
  return byNoise.slice(0, Math.ceil(samples.length / 2))
}
