// What notes say of each other and of the records: every name in them stands for something.

import { ADDRESS_OPTION } from './check-kind.ts'
import { namedBy, orderChecks } from './composites.ts'
import type { Draft, DraftCheck, NotedRecord } from './draft.ts'
import { resolveFollow } from './follow.ts'
import { resolveMaintenance } from './maintenance-note.ts'
import { quote, suggestion } from './nearest.ts'
import { resolvePools } from './resolve-pools.ts'
import { reportUnwatched } from './unwatched.ts'
import type { CheckDeclaration, MaintenanceDeclaration, PoolDeclaration, ProbeDeclaration } from './zone.ts'
import { isAddress, type ZoneIndex } from './zone-index.ts'

export interface ResolvedNotes {
  readonly checks: readonly CheckDeclaration[]
  readonly pools: readonly PoolDeclaration[]
  readonly maintenance: readonly MaintenanceDeclaration[]
}

export function resolveNotes(draft: Draft, index: ZoneIndex): ResolvedNotes {
  const ordered = orderChecks(draft.checks, draft.problems)
  const addressed = checksWithAddress(ordered)
  const used = new Set(
    ordered.flatMap(({ declaration }) => (isCanary(declaration) ? [declaration.name] : [])),
  )
  for (const noted of draft.noted) {
    resolveChecks(draft, noted, addressed, used)
    resolveFollow(index, noted, draft.problems)
    reportUnwatched(index, noted, draft.problems)
  }
  reportUnused(draft, ordered, used)
  reportLoneCanary(draft, ordered)
  const checks = [...draft.checks.values()].map((check) => check.declaration)
  const pools = resolvePools(draft, index, checks)
  return { checks, pools, maintenance: resolveMaintenance(draft, index) }
}

/** The checks that need no address of a record, because each of their probes has its own, also of what they need. */
function checksWithAddress(ordered: readonly DraftCheck[]): ReadonlySet<string> {
  const addressed = new Set<string>()
  for (const { declaration } of ordered) {
    const isBound = declaration.kind === 'composite' || declaration.options[ADDRESS_OPTION] !== undefined
    if (isBound && namedBy(declaration).every((name) => addressed.has(name))) addressed.add(declaration.name)
  }
  return addressed
}

function resolveChecks(
  draft: Draft,
  noted: NotedRecord,
  addressed: ReadonlySet<string>,
  used: Set<string>,
): void {
  const place = noted.checksPlace ?? noted.notePlace
  for (const name of noted.note.checks) {
    used.add(name)
    if (!draft.checks.has(name)) {
      const sentence = () => `no check ${quote(name)} is declared${suggestion(name, draft.checks.keys())}`
      draft.problems.error(place, 'unknown-check', sentence)
    } else if (!isAddress(noted.record) && !addressed.has(name))
      draft.problems.error(
        place,
        'check-without-address',
        `"${name}" has no address to probe here: only A and AAAA records have one; write "follow" to depend on the host that this record names, or address= in the check`,
      )
  }
}

function isCanary(check: CheckDeclaration): check is ProbeDeclaration {
  return check.kind === 'probe' && check.canary
}

/** While all canaries fail no verdict goes down: the death of a lone one would end every failover. */
function reportLoneCanary({ problems }: Draft, ordered: readonly DraftCheck[]): void {
  const canaries = ordered.flatMap(({ declaration }) => (isCanary(declaration) ? [declaration] : []))
  const [first] = canaries
  const [address, another] = new Set(canaries.map(({ options }) => options[ADDRESS_OPTION]))
  if (first === undefined || address === undefined || another !== undefined) return
  const sentence = `if no other zone has a canary, nothing goes down while ${address} fails; declare another one, in another place`
  problems.warning(first.place, 'canary-alone', sentence)
}

/** A check is used as a canary, by a record, or by a used check that names it and stands behind it. */
function reportUnused(draft: Draft, ordered: readonly DraftCheck[], used: Set<string>): void {
  for (const { declaration } of [...ordered].reverse())
    if (used.has(declaration.name)) for (const name of namedBy(declaration)) used.add(name)
  for (const { declaration } of ordered)
    if (!used.has(declaration.name)) {
      const { name, place } = declaration
      const sentence = `no record depends on "${name}", so it is not probed; write check=${name} behind one, or remove it`
      draft.problems.warning(place, 'unused-check', sentence)
    }
}
