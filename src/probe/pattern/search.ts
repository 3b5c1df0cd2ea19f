// Finds a pattern in a stream of chunks, each octet looked at once, with an amount of work that is bounded beforehand.
//
// The sets of states in which the automaton can be are made when they are first met, and kept: once they are known, an
// octet costs one look-up. A body makes at most MAX_MADE of them, however it and the pattern were chosen.
import { type Automaton, automatonOf, reachedFrom } from './automaton.ts'
import { parsePattern } from './syntax.ts'

export interface Pattern {
  /** As the operator wrote it. */
  readonly text: string
  search(): PatternSearch
}

export interface PatternSearch {
  /** What is known after this chunk. */
  add(chunk: Uint8Array): 'found' | 'searching' | 'too-costly'
  /** Whether it is found now that nothing more comes. */
  end(): boolean
}

export function compilePattern(text: string): Pattern | { readonly problem: string } {
  const parsed = parsePattern(text)
  if ('problem' in parsed) return parsed
  const automaton = automatonOf(parsed.expression)
  if ('problem' in automaton) return automaton
  const steps = new Steps(automaton)
  if (steps.first().isMet) return { problem: 'fits every text, the empty one too' }
  return { text, search: () => searchWith(steps) }
}

/** For one body. Measured with the largest automatons: 2 ms for all of them, 9 ms while the code is cold. */
const MAX_MADE = 256
/** For one pattern, of 2 KiB each; then they are made anew. */
const MAX_KEPT = 512

interface Step {
  readonly waiting: readonly number[]
  readonly isMet: boolean
  readonly isMetAtEnd: boolean
  /** By octet. */
  readonly next: (Step | undefined)[]
}

function searchWith(steps: Steps): PatternSearch {
  let step = steps.first()
  let made = 0
  return {
    add(chunk) {
      for (const octet of chunk) {
        let next = step.next[octet]
        if (next === undefined) {
          if (++made > MAX_MADE) return 'too-costly'
          next = steps.after(step, octet)
        }
        if (next.isMet) return 'found'
        step = next
      }
      return 'searching'
    },
    end: () => step.isMet || step.isMetAtEnd,
  }
}

/** What is known of one pattern, shared by all of its searches. */
class Steps {
  readonly #automaton: Automaton
  readonly #kept = new Map<string, Step>()

  constructor(automaton: Automaton) {
    this.#automaton = automaton
  }

  first(): Step {
    return this.#stepAt([this.#automaton.entry], true)
  }

  /** The text may begin to fit at every octet, so the entry is always among the states. */
  after(step: Step, octet: number): Step {
    const entries = [this.#automaton.entry]
    for (const index of step.waiting) {
      const state = this.#automaton.states[index]
      if (state?.kind === 'octet' && state.set[octet] === 1) entries.push(state.next)
    }
    const next = this.#stepAt(entries, false)
    step.next[octet] = next
    return next
  }

  #stepAt(entries: readonly number[], atStart: boolean): Step {
    const { waiting, afterEnd, isMet } = reachedFrom(this.#automaton, entries, { atStart, atEnd: false })
    const isMetAtEnd = reachedFrom(this.#automaton, afterEnd, { atStart, atEnd: true }).isMet
    const key = `${waiting} ${isMet} ${isMetAtEnd}`
    const known = this.#kept.get(key)
    if (known !== undefined) return known
    if (this.#kept.size >= MAX_KEPT) this.#kept.clear()
    const step: Step = { waiting, isMet, isMetAtEnd, next: new Array(256).fill(undefined) }
    this.#kept.set(key, step)
    return step
  }
}
