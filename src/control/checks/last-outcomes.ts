// The last outcomes of every target, for a person who looks at them: in memory alone, in rings of a fixed size.
import { ENDINGS, type Ending, type Outcome } from '../../health/outcome.ts'

export const OUTCOMES_KEPT = 60
/** A time, a latency, an ending; 60 of them for 10 000 targets are 7.8 MB. */
export const OCTETS_PER_OUTCOME = 8 + 4 + 1
/** 51 MB. Of targets beyond it no outcomes are kept; they are probed and judged as all others are. */
export const MAX_TARGETS_KEPT = 65_536

export interface PastOutcome {
  /** Wall clock ms. */
  readonly atMs: number
  readonly ending: Ending
  /** To a hundredth. */
  readonly latencyMs: number
}

const WORDS = Object.keys(ENDINGS) as Ending[]
const NUMBERS = new Map(WORDS.map((word, number) => [word, number]))

/** One ring for each target, one behind the other. */
interface Rings {
  readonly times: Float64Array
  readonly latencies: Float32Array
  readonly endings: Uint8Array
  /** By ring: where the next outcome goes, and how many there are. */
  readonly next: Uint8Array
  readonly counts: Uint8Array
}

export class LastOutcomes {
  #rings = ringsFor(0)
  #ringOf: ReadonlyMap<string, number> = new Map()

  /** From now on there are these targets: who stays keeps its outcomes, who goes is forgotten, and its memory given back. */
  setTargets(ids: Iterable<string>): void {
    const before = this.#ringOf
    const wanted = [...new Set(ids)].slice(0, MAX_TARGETS_KEPT)
    if (wanted.length === before.size && wanted.every((id) => before.has(id))) return
    const rings = ringsFor(wanted.length)
    for (const [ring, id] of wanted.entries()) {
      const old = before.get(id)
      if (old !== undefined) copyRing(this.#rings, old, rings, ring)
    }
    this.#rings = rings
    this.#ringOf = new Map(wanted.map((id, ring) => [id, ring]))
  }

  /** Of a target that is none any more nothing is kept. */
  add(targetId: string, { ending, latencyMs }: Outcome, atMs: number): void {
    const ring = this.#ringOf.get(targetId)
    if (ring === undefined) return
    const { times, latencies, endings, next, counts } = this.#rings
    const place = next[ring] as number
    const at = ring * OUTCOMES_KEPT + place
    times[at] = atMs
    latencies[at] = latencyMs
    endings[at] = NUMBERS.get(ending) as number
    next[ring] = (place + 1) % OUTCOMES_KEPT
    counts[ring] = Math.min(OUTCOMES_KEPT, (counts[ring] as number) + 1)
  }

  /** Oldest first. */
  of(targetId: string): PastOutcome[] {
    const ring = this.#ringOf.get(targetId)
    if (ring === undefined) return []
    const { times, latencies, endings, next, counts } = this.#rings
    const count = counts[ring] as number
    const first = (next[ring] as number) + OUTCOMES_KEPT - count
    return Array.from({ length: count }, (_, i) => {
      const at = ring * OUTCOMES_KEPT + ((first + i) % OUTCOMES_KEPT)
      return {
        atMs: times[at] as number,
        ending: WORDS[endings[at] as number] as Ending,
        latencyMs: Math.round((latencies[at] as number) * 100) / 100,
      }
    })
  }

  get octets(): number {
    return this.#ringOf.size * OUTCOMES_KEPT * OCTETS_PER_OUTCOME
  }
}

function ringsFor(targets: number): Rings {
  const outcomes = targets * OUTCOMES_KEPT
  return {
    times: new Float64Array(outcomes),
    latencies: new Float32Array(outcomes),
    endings: new Uint8Array(outcomes),
    next: new Uint8Array(targets),
    counts: new Uint8Array(targets),
  }
}

function copyRing(from: Rings, old: number, to: Rings, ring: number): void {
  const [start, end, at] = [old * OUTCOMES_KEPT, (old + 1) * OUTCOMES_KEPT, ring * OUTCOMES_KEPT]
  to.times.set(from.times.subarray(start, end), at)
  to.latencies.set(from.latencies.subarray(start, end), at)
  to.endings.set(from.endings.subarray(start, end), at)
  to.next[ring] = from.next[old] as number
  to.counts[ring] = from.counts[old] as number
}
