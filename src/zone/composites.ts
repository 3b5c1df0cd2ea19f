// Puts checks in an order in which every check stands behind those that it names; what cannot be ordered is a cycle.
import type { DraftCheck } from './draft.ts'
import { quote, suggestion } from './nearest.ts'
import type { ProblemList } from './problem-list.ts'
import type { CheckDeclaration } from './zone.ts'

type Checks = ReadonlyMap<string, DraftCheck>

/** Members of composites and what checks need come first. Checks of a cycle, and those that depend on one, are reported and left out. */
export function orderChecks(checks: Checks, problems: ProblemList): readonly DraftCheck[] {
  const waiting = new Map<string, number>()
  const usersOf = new Map<string, string[]>()
  for (const [name, check] of checks) {
    const members = knownMembers(name, check, checks, problems)
    waiting.set(name, members.length)
    for (const member of members) {
      const users = usersOf.get(member)
      if (users === undefined) usersOf.set(member, [name])
      else users.push(name)
    }
  }
  const ordered = [...checks.keys()].filter((name) => waiting.get(name) === 0)
  for (const name of ordered)
    for (const user of usersOf.get(name) ?? []) {
      const left = (waiting.get(user) ?? 0) - 1
      waiting.set(user, left)
      if (left === 0) ordered.push(user)
    }
  if (ordered.length < checks.size) reportCycles(checks, new Set(ordered), problems)
  return ordered.flatMap((name) => checks.get(name) ?? [])
}

/** The checks that a check names: members of a composite, or what it needs. */
export function namedBy(check: CheckDeclaration): readonly string[] {
  return check.kind === 'composite' ? check.members : check.needs
}

function knownMembers(
  name: string,
  check: DraftCheck,
  checks: Checks,
  problems: ProblemList,
): readonly string[] {
  return namedBy(check.declaration).filter((member, i) => {
    if (checks.has(member)) return true
    const place = check.memberPlaces[i] ?? check.declaration.place
    const sentence = () =>
      `"${name}" needs a check ${quote(member)}, but none is declared${suggestion(member, checks.keys())}`
    problems.error(place, 'unknown-check', sentence)
    return false
  })
}

/** From each check that could not be ordered a way leads into a cycle; each cycle is reported once. */
function reportCycles(checks: Checks, ordered: ReadonlySet<string>, problems: ProblemList): void {
  const seen = new Set<string>()
  for (const start of checks.keys()) {
    const path: string[] = []
    let name: string | undefined = start
    while (name !== undefined && !ordered.has(name) && !seen.has(name)) {
      seen.add(name)
      path.push(name)
      name = nextOf(checks.get(name), checks, ordered)
    }
    const from = name === undefined ? -1 : path.indexOf(name)
    const first = checks.get(path[from] ?? '')
    if (first === undefined) continue
    const cycle = [...path.slice(from), path[from]]
    const shown = cycle.length <= MAX_SHOWN ? cycle : [...cycle.slice(0, MAX_SHOWN - 2), '…', cycle.at(-1)]
    const sentence = `${shown.join(' needs ')}: a check cannot depend on itself; take one of them out`
    problems.error(first.declaration.place, 'check-cycle', sentence)
  }
}

const MAX_SHOWN = 8

function nextOf(
  check: DraftCheck | undefined,
  checks: Checks,
  ordered: ReadonlySet<string>,
): string | undefined {
  return check === undefined
    ? undefined
    : namedBy(check.declaration).find((member) => checks.has(member) && !ordered.has(member))
}
