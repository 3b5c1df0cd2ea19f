// The three facts at a past instant, from the database: what was declared, what was measured, what was decreed.

import type { ZoneView } from '../../answer/zone-view.ts'
import { viewZone } from '../../answer/zone-view.ts'
import { type Name, nameFromText, nameToText, ROOT } from '../../dns/name.ts'
import { octets32 } from '../../dns/octets.ts'
import { ENDINGS, type Ending } from '../../health/outcome.ts'
import { type State, UNKNOWN_VERDICT, type Verdict } from '../../health/verdict.ts'
import type { Past, Position } from '../../store/past.ts'
import type { ZonePeriod } from '../../store/zone-texts.ts'
import type { Zone } from '../../zone/zone.ts'
import { splitSources } from '../load/packed-sources.ts'
import { joinPieces } from '../load/text-pieces.ts'
import { KeptReader, readZoneFile, UNJUDGED_KINDS } from '../load/zone-files.ts'
import type { VerdictOf } from '../plan/availability.ts'
import { type Decreed, decreedAt, overriddenBy } from '../plan/decreed.ts'
import { planService, type ServicePlan } from '../plan/service-plan.ts'
import type { WindowFactOf } from '../plan/window-clock.ts'
import { windowFacts } from '../plan/window-facts.ts'
import type { Settings } from '../settle/run-record.ts'

export interface PastZone {
  readonly origin: Name
  readonly file: string
  readonly serial: number
  readonly zone: Zone
  readonly view: ZoneView
}

export interface PastFacts {
  readonly zones: readonly PastZone[]
  /** Origins of zones that were served, and whose text is not kept. */
  readonly lost: readonly Name[]
  readonly plan: ServicePlan
  readonly verdictOf: VerdictOf
  readonly windowOf: WindowFactOf
  readonly decreed: Decreed
  /** Undefined: there was no doubt. */
  readonly doubt: string | undefined
}

export function pastFacts(past: Past, position: Position, settings: Settings, atMs: number): PastFacts {
  const periods = past.periodsAt(position).filter(({ contentHash }) => contentHash !== '')
  periods.sort((a, b) => (a.file < b.file ? -1 : 1))
  const read = periods.map((period) => ({ period, zone: zoneOf(past, period, settings) }))
  const zones = read.flatMap(({ zone }) => zone ?? [])
  const lost = read.flatMap(({ period, zone }) => (zone === undefined ? originOf(period) : []))
  const plan = planService(zones, settings.maintenance)
  const overridden = overriddenBy(past.overridesAt(atMs), plan, atMs)
  const windowOf = windowFacts()
  return {
    zones,
    lost,
    plan,
    verdictOf: verdictsAt(past, position, atMs),
    windowOf,
    decreed: decreedAt(windowOf, () => overridden, atMs),
    doubt: doubtAt(past, position),
  }
}

function zoneOf(past: Past, period: ZonePeriod, settings: Settings): PastZone | undefined {
  const pieces = past.textOf(period)
  if (pieces === undefined) return undefined
  const { file, serial } = period
  const reader = new KeptReader(splitSources(joinPieces(pieces)))
  const { zone, index } = readZoneFile(file, settings.checks, UNJUDGED_KINDS, reader)
  if (zone === undefined) return undefined
  const networks = settings.allowQuery[nameToText(zone.origin).toLowerCase()]
  return { origin: zone.origin, file, serial, zone, view: viewZone(zone, octets32(serial), networks, index) }
}

function originOf({ zone }: ZonePeriod): Name[] {
  const named = nameFromText(zone, ROOT)
  return 'problem' in named ? [] : [named.name]
}

function verdictsAt(past: Past, position: Position, atMs: number): VerdictOf {
  const known = new Map<string, Verdict>()
  return (target) => {
    const verdict = known.get(target) ?? verdictAt(past, position, target, atMs)
    known.set(target, verdict)
    return verdict
  }
}

/** From the transition before, else from the one behind, else as it is now, when it is so since before that time. */
function verdictAt(past: Past, position: Position, target: string, atMs: number): Verdict {
  const about = { kind: 'verdict', target } as const
  const last = past.lastAbout(about, position)
  if (last !== undefined) {
    const outcome = { ending: endingOf(last.reason), detail: last.detail, latencyMs: 0 }
    const state = last.to as State
    return { ...UNKNOWN_VERDICT, state, sinceMs: last.atMs, last: outcome, lastAtMs: last.atMs }
  }
  const next = past.nextAbout(about, position)
  if (next !== undefined) return { ...UNKNOWN_VERDICT, state: next.from as State }
  const now = past.verdictNow(target)
  return now !== undefined && now.sinceMs <= atMs
    ? { ...UNKNOWN_VERDICT, state: now.state, sinceMs: now.sinceMs }
    : UNKNOWN_VERDICT
}

function endingOf(text: string): Ending {
  return Object.hasOwn(ENDINGS, text) ? (text as Ending) : 'error'
}

/** Every start begins without one. */
function doubtAt(past: Past, position: Position): string | undefined {
  const doubt = past.lastAbout({ kind: 'doubt', target: 'self' }, position)
  const start = past.lastAbout({ kind: 'start', target: 'self' }, position)
  if (doubt === undefined || doubt.to !== 'doubt' || (start?.id ?? 0) > doubt.id) return undefined
  return `${doubt.detail}: it may have been we who were cut off, so that no verdict went down`
}
