// A pattern as an automaton that has several states at once (Thompson 1968), so that it never has to go back.
import type { OctetSet } from './octet-set.ts'
import type { Expression } from './syntax.ts'

/** `next` and `branches` are indices of states. */
export type State =
  | { readonly kind: 'octet'; readonly set: OctetSet; readonly next: number }
  | { readonly kind: 'branch'; readonly branches: readonly number[] }
  | { readonly kind: 'start' | 'end'; readonly next: number }
  | { readonly kind: 'met' }

export interface Automaton {
  readonly states: readonly State[]
  readonly entry: number
}

/** A repetition with bounds is as many copies of what it repeats. */
const MAX_STATES = 128

export function automatonOf(expression: Expression): Automaton | { readonly problem: string } {
  const states: State[] = []
  const entry = append(states, expression, push(states, { kind: 'met' }))
  return states.length > MAX_STATES
    ? { problem: 'has too much in it: fewer characters, or smaller bounds in { }' }
    : { states, entry }
}

function push(states: State[], state: State): number {
  return states.push(state) - 1
}

/** From the end to the beginning: `next` is what follows; returns the state that begins the expression. */
function append(states: State[], expression: Expression, next: number): number {
  if (states.length > MAX_STATES) return next
  switch (expression.kind) {
    case 'octet':
      return push(states, { kind: 'octet', set: expression.set, next })
    case 'start':
    case 'end':
      return push(states, { kind: expression.kind, next })
    case 'sequence':
      return expression.parts.reduceRight((follower, part) => append(states, part, follower), next)
    case 'choice':
      return push(states, {
        kind: 'branch',
        branches: expression.parts.map((part) => append(states, part, next)),
      })
    case 'repeat':
      return appendRepeat(states, expression, next)
  }
}

function appendRepeat(
  states: State[],
  { part, min, max }: Extract<Expression, { readonly kind: 'repeat' }>,
  next: number,
): number {
  let entry = next
  if (max === Number.POSITIVE_INFINITY) {
    entry = push(states, { kind: 'branch', branches: [] })
    states[entry] = { kind: 'branch', branches: [append(states, part, entry), next] }
  } else
    for (let optional = min; optional < max; optional++)
      entry = push(states, { kind: 'branch', branches: [append(states, part, entry), next] })
  for (let needed = 0; needed < min; needed++) entry = append(states, part, entry)
  return entry
}

export interface Reached {
  /** The octet states that now wait for an octet, ascending. */
  readonly waiting: readonly number[]
  /** What follows the end states that now wait for the end. */
  readonly afterEnd: readonly number[]
  readonly isMet: boolean
}

export interface Position {
  readonly atStart: boolean
  readonly atEnd: boolean
}

/** All states that are reached from these without reading an octet. */
export function reachedFrom(
  { states }: Automaton,
  entries: readonly number[],
  { atStart, atEnd }: Position,
): Reached {
  const seen = new Uint8Array(states.length)
  const open = [...entries]
  const waiting: number[] = []
  const afterEnd: number[] = []
  let isMet = false
  for (let index = open.pop(); index !== undefined; index = open.pop()) {
    const state = states[index]
    if (state === undefined || seen[index] === 1) continue
    seen[index] = 1
    if (state.kind === 'octet') waiting.push(index)
    else if (state.kind === 'branch') open.push(...state.branches)
    else if (state.kind === 'met') isMet = true
    else if (state.kind === 'start' ? atStart : atEnd) open.push(state.next)
    else if (state.kind === 'end') afterEnd.push(state.next)
  }
  return { waiting: waiting.sort((a, b) => a - b), afterEnd, isMet }
}
