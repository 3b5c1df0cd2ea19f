// What a check says of one address, when checks are built from other checks.
import { isServing, type State } from './state.ts'

/** A declared check; the zone's CheckDeclaration has this shape. */
export type Check = { readonly kind: 'probe' } | Composite

export interface Composite {
  readonly kind: 'composite'
  /** How many members must pass: all of them for `all`, 1 for `any`, N for `atleast N`. */
  readonly need: number
  /** Names of checks of the same zone. */
  readonly members: readonly string[]
}

/** How deep composites may refer to composites; what lies deeper is unknown, like a name that refers to itself. */
export const MAX_CHECK_DEPTH = 32

/**
 * The state of the check `name` on one address; `stateOf` gives the verdict on that address for a probed check.
 *
 *  | members                                   | composite |
 *  |-------------------------------------------|-----------|
 *  | at least `need` up                        | up        |
 *  | at least `need` up or degraded            | degraded  |
 *  | fewer than `need` up, degraded or unknown | down      |
 *  | otherwise: it hangs on the unknown        | unknown   |
 */
export function checkState(
  name: string,
  checks: ReadonlyMap<string, Check>,
  stateOf: (checkName: string) => State,
): State {
  const known = new Map<string, State>()
  const visit = (name: string, depth: number): State => {
    const seen = known.get(name)
    if (seen !== undefined) return seen
    const check = checks.get(name)
    if (check === undefined || depth > MAX_CHECK_DEPTH) return 'unknown'
    known.set(name, 'unknown')
    const state =
      check.kind === 'probe'
        ? stateOf(name)
        : countedState(
            check,
            check.members.map((member) => visit(member, depth + 1)),
          )
    known.set(name, state)
    return state
  }
  return visit(name, 0)
}

function countedState(check: Composite, members: readonly State[]): State {
  const up = members.filter((state) => state === 'up').length
  const passing = members.filter(passes).length
  if (up >= check.need) return 'up'
  if (members.filter(isServing).length >= check.need) return 'degraded'
  return passing < check.need ? 'down' : 'unknown'
}

/** Unknown passes: a server that has not been probed yet is presumed healthy. */
export function passes(state: State): boolean {
  return state !== 'down'
}

/** Names of the probed checks that `name` rests on, each once: these are the targets of an address. */
export function probedChecks(name: string, checks: ReadonlyMap<string, Check>): string[] {
  const reached = new Set([name])
  const probed: string[] = []
  for (const reachedName of reached) {
    const check = checks.get(reachedName)
    if (check?.kind === 'probe') probed.push(reachedName)
    else if (check !== undefined) for (const member of check.members) reached.add(member)
  }
  return probed
}
