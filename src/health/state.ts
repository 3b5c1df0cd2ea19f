// The states that a target can be in.

/** A degraded target does what it should, and takes too long for it. */
export type State = 'up' | 'degraded' | 'down' | 'unknown'

/** Up, however slow. */
export function isServing(state: State): boolean {
  return state === 'up' || state === 'degraded'
}
