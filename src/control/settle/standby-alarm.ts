// Tells when a standby has not been well for long, and when it is proved again: an alarm before it is needed.

import type { Log } from '../../log.ts'
import type { Act, Store } from '../../store/store.ts'
import { durationToText } from '../../zone/duration.ts'
import type { VerdictOf } from '../plan/availability.ts'
import type { PlannedPool } from '../plan/service-plan.ts'
import { memberName, type Published, type StaleMembers, staleMembers } from './stale.ts'

export interface StandbyAlarmOptions {
  readonly store: Pick<Store, 'transitions'>
  readonly log: Log
  readonly verdictOf: VerdictOf
  /** A standby may go so long without having been well; undefined: for ever. */
  readonly staleMs: number | undefined
}

/** A stale standby is noticed so late at most. */
const LOOK_EVERY_MS = 10_000

export class StandbyAlarm {
  readonly #options: StandbyAlarmOptions
  /** By pool key; undefined before the first look. */
  #stale: ReadonlyMap<string, StaleMembers> | undefined
  /** Wall clock ms of the first look, and from when on the next one is due. */
  #lookingSinceMs: number | undefined
  #nextLookMs = 0
  #revision = 0

  constructor(options: StandbyAlarmOptions) {
    this.#options = options
  }

  /** Also when the clock was set back. */
  isDue(nowMs: number): boolean {
    const isAhead = nowMs < this.#nextLookMs && nowMs >= this.#nextLookMs - LOOK_EVERY_MS
    return this.#options.staleMs !== undefined && !isAhead
  }

  /** By the names of the pool's stale members, what of each has not passed for long. */
  staleIn({ pool }: PlannedPool): StaleMembers {
    return this.#stale?.get(pool.key) ?? new Map()
  }

  /** Grows with every change of what `staleIn` says, also of one that is no act. */
  get revision(): number {
    return this.#revision
  }

  /** The clock was set, and the verdicts moved with it. */
  clockMoved(byMs: number): void {
    if (this.#lookingSinceMs !== undefined) this.#lookingSinceMs += byMs
  }

  /** What has changed since the last look. */
  acts(published: Published, nowMs: number): Act[] {
    const { staleMs, verdictOf } = this.#options
    if (staleMs === undefined) return []
    this.#lookingSinceMs ??= nowMs
    this.#nextLookMs = nowMs + Math.min(LOOK_EVERY_MS, staleMs / 4)
    const before = this.#stale ?? this.#staleBefore(published)
    const patience = { verdictOf, nowMs, staleMs, lookingSinceMs: this.#lookingSinceMs }
    const now = staleMembers(published, patience, before)
    if (textOf(now) !== textOf(this.#stale ?? new Map())) this.#revision++
    this.#stale = now
    const act = (target: string, from: string, to: string, reason: string, detail: string): Act => {
      return { atMs: nowMs, kind: 'standby', target, from, to, reason, detail }
    }
    const why = `not answered, and not well for ${durationToText(staleMs)}`
    return [
      ...difference(now, before).map(({ member, detail }) => act(member, 'proved', 'stale', why, detail)),
      ...difference(before, now).map(({ key, member }) =>
        isDeclared(published, key, member)
          ? act(member, 'stale', 'proved', 'it has been well', '')
          : act(member, 'stale', 'none', 'it is not declared any more', ''),
      ),
    ]
  }

  /** What the history says: a restart is no second beginning, and an end that nobody saw is made up for. */
  #staleBefore({ plan }: Published): Map<string, StaleMembers> {
    const { store, log } = this.#options
    const stale = new Map<string, StaleMembers>()
    try {
      for (const [key, planned] of plan.pools) {
        const members = planned.needs.flatMap((_, i): [string, string][] => {
          const target = memberName(planned, i)
          const [last] = store.transitions.read({ about: { kind: 'standby', target }, limit: 1 })
          return last?.to === 'stale' ? [[target, last.detail]] : []
        })
        if (members.length > 0) stale.set(key, new Map(members))
      }
    } catch (error) {
      log.error({ err: error }, 'the history could not be read')
    }
    return stale
  }
}

function textOf(stale: ReadonlyMap<string, StaleMembers>): string {
  return JSON.stringify([...stale].map(([key, members]) => [key, ...members]).sort())
}

interface Difference {
  readonly key: string
  readonly member: string
  readonly detail: string
}

function difference(
  a: ReadonlyMap<string, StaleMembers>,
  b: ReadonlyMap<string, StaleMembers>,
): Difference[] {
  return [...a].flatMap(([key, members]) =>
    [...members].flatMap(([member, detail]) =>
      b.get(key)?.has(member) === true ? [] : [{ key, member, detail }],
    ),
  )
}

function isDeclared({ plan }: Published, key: string, member: string): boolean {
  const planned = plan.pools.get(key)
  return planned?.needs.some((_, i) => memberName(planned, i) === member) === true
}
