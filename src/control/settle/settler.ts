// From outcomes to answers: judge, write down in one transaction, publish, patch the book, log. In this order.

import type { Outcome } from '../../health/outcome.ts'
import type { Target } from '../../health/target.ts'
import type { Verdict } from '../../health/verdict.ts'
import { movedBy } from '../../health/verdict-times.ts'
import type { Log } from '../../log.ts'
import { inSlices } from '../../slices.ts'
import type { Act, Store } from '../../store/store.ts'
import { WallClock } from '../checks/wall-clock.ts'
import type { Observer } from '../observer.ts'
import { poolName } from '../plan/pool-name.ts'
import { targetsOf } from '../plan/service-plan.ts'
import type { WindowFactOf } from '../plan/window-clock.ts'
import { AnswerLog } from '../publish/answer-log.ts'
import { answeredNow } from '../publish/answered-now.ts'
import type { BookKeeper } from '../publish/book-keeper.ts'
import type { InService } from '../publish/in-service.ts'
import type { Publisher } from '../publish/publisher.ts'
import { Belief } from './belief.ts'
import { clockAct } from './clock-act.ts'
import { doubtActs } from './doubt-acts.ts'
import { HoldEnds } from './hold-ends.ts'
import { type EndedProbe, judgeOutcomes, type VerdictChange } from './judge-outcomes.ts'
import { Ledger, type LedgerEntry } from './ledger.ts'
import { MaintenanceAlarm } from './maintenance-alarm.ts'
import { OutcomeWriter } from './outcome-writer.ts'
import { RedundancyAlarm } from './redundancy.ts'
import { RefusalAlarm } from './refusal-alarm.ts'
import { type Refusal, Refusals } from './refusals.ts'
import { StandbyAlarm } from './standby-alarm.ts'
import { tellOfActs, tellOfPools, tellOfVerdicts } from './tell.ts'

export interface SettlerOptions {
  readonly store: Store
  readonly log: Log
  readonly books: BookKeeper
  readonly service: () => InService
  /** Read from the store at start, kept up to date here. */
  readonly verdicts: Map<string, Verdict>
  /** Has a target probed at once rather than in its turn. */
  readonly probeNow: (targetId: string) => void
  readonly windowOf: WindowFactOf
  /** With the new verdict of every target that was probed, once the answers are what it says. */
  readonly onJudged: (target: Target, verdict: Verdict) => void
  /** A standby may go so long without having been well; undefined: for ever. */
  readonly staleMs?: number | undefined
  readonly clock?: WallClock
  /** The clock was set by so many ms; what is published is published anew after this. */
  readonly onClockMoved?: (byMs: number) => void
}

/** setTimeout takes no longer delay. */
const MAX_DELAY_MS = 2 ** 31 - 1

const NOTHING = { changed: [], moved: [] }

export class Settler {
  /** Told of what happens. */
  observer: Observer | undefined
  readonly #options: SettlerOptions
  readonly #ledger: Ledger
  readonly #belief = new Belief()
  /** Outcomes of this tick, judged together. */
  #ended: EndedProbe[] = []
  readonly #outcomes: OutcomeWriter
  readonly #redundancy = new RedundancyAlarm()
  readonly #maintenance: MaintenanceAlarm
  readonly #answers: AnswerLog
  readonly #standbys: StandbyAlarm
  readonly #zoneRefusals: RefusalAlarm
  /** Of the store. */
  readonly #refusals: Refusals
  readonly #clock: WallClock
  readonly #holds: HoldEnds
  #recheck: NodeJS.Timeout | undefined
  #revision = 0
  #isStopped = false

  constructor(options: SettlerOptions) {
    this.#options = options
    this.#clock = options.clock ?? new WallClock()
    this.#holds = new HoldEnds(options.verdicts, Date.now())
    this.#maintenance = new MaintenanceAlarm(options)
    this.#answers = new AnswerLog(options)
    const verdictOf = (id: string): Verdict | undefined => options.verdicts.get(id)
    const { store, log, staleMs } = options
    this.#standbys = new StandbyAlarm({ store, log, verdictOf, staleMs })
    this.#zoneRefusals = new RefusalAlarm({ store, log, zones: () => options.service().zones })
    this.#refusals = new Refusals(log, 'the record table can be written again')
    this.#ledger = new Ledger({ ...options, refusals: this.#refusals, verdictOf })
    this.#outcomes = new OutcomeWriter({ store, verdictOf, refusals: this.#refusals })
  }

  /**
   * Another one with every change that is more than another outcome: of a state or a hold, of an answer or what it hangs on.
   * A hold ends by the clock, of which no timer tells.
   */
  revision(nowMs: number): string {
    const counted = this.#revision + this.#belief.revision + this.#standbys.revision
    return [counted, this.#holds.standing(nowMs)].join('.')
  }

  take(targetId: string, outcome: Outcome): void {
    if (this.#ended.push({ targetId, outcome }) === 1) setImmediate(() => this.settle())
  }

  settle(): void {
    if (this.#ended.length === 0) return
    const { service, verdicts, onJudged, probeNow } = this.#options
    const { plan } = service()
    const nowMs = this.#readClock()
    const ended = this.#ended
    this.#observe(ended)
    const verdictOf = (id: string): Verdict | undefined => verdicts.get(id)
    const trust = this.#belief.trust
    this.#belief.witness(ended, plan, verdictOf, nowMs)
    const judged = judgeOutcomes(ended, plan.targets, verdicts, nowMs, this.#belief.doubtsFall(plan))
    this.#ended = []
    for (const [id, verdict] of judged.verdicts) {
      if (judged.stirred.has(id) || hasTurned(verdicts.get(id), verdict)) this.#revision++
      verdicts.set(id, verdict)
      this.#holds.follow(id, verdict, nowMs)
      this.#outcomes.add(id, judged.stirred.has(id))
    }
    const keys = new Set([...judged.stirred].flatMap((id) => [...(plan.poolsOf.get(id) ?? [])]))
    this.#publish(keys, judged.changes, nowMs, doubtActs(trust, this.#belief, nowMs))
    if (keys.size > 0) this.#armRecheck()
    for (const [id, verdict] of judged.verdicts) {
      const target = plan.targets.get(id)
      // A fall that is not believed has nothing to be confirmed: what would settle it is asked below.
      if (target !== undefined && !judged.doubted.has(id)) onJudged(target, verdict)
    }
    for (const id of this.#belief.follow(ended, judged, plan, verdictOf, trust, nowMs)) probeNow(id)
  }

  #observe(ended: readonly EndedProbe[]): void {
    const { targets } = this.#options.service().plan
    for (const { targetId, outcome } of ended) {
      const target = targets.get(targetId)
      if (target !== undefined)
        this.observer?.probed({ type: target.type, check: target.checkName, ...outcome })
    }
  }

  /** Whether we believe what the probes say, and which falls are not believed yet. */
  get belief(): Pick<Belief, 'trust' | 'census' | 'isDoubted'> {
    return this.#belief
  }

  /** After a start or a reload: what is published is so already, what waits for the clock is not. */
  followClock(): void {
    const nowMs = this.#readClock()
    this.#revision++
    const service = this.#options.service()
    const acts = [
      ...this.#maintenance.acts(nowMs),
      ...this.#zoneRefusals.acts(nowMs),
      ...this.#redundancy.actsOfAll(service, nowMs),
      ...this.#standbyActs(nowMs),
    ]
    this.#carryOut(NOTHING, { nowMs, changes: [], acts })
    this.#armRecheck()
    void inSlices(this.#answerSteps(service))
  }

  /** What is on record of the answers of pools that are to be in service: so it is at hand by then. */
  recallAnswers(plan: InService['plan']): Generator<void> {
    return this.#answers.recall(plan)
  }

  /** New answers as history. Of thousands of pools that takes a tenth of a second: what happens meanwhile is written in between. */
  *#answerSteps(service: InService): Generator<void> {
    for (const acts of this.#answers.actsOfAll(service, () => this.#readClock())) {
      const nowMs = acts[0]?.atMs
      if (nowMs !== undefined) this.#carryOut(NOTHING, { nowMs, changes: [], acts })
      yield
      if (this.#isStopped || service !== this.#options.service()) return
    }
  }

  /** Which standbys have not been well for long. */
  get standbys(): Pick<StandbyAlarm, 'staleIn'> {
    return this.#standbys
  }

  /** While we may be cut off, nobody can prove to be well. */
  #standbyActs(nowMs: number): readonly Act[] {
    return this.#belief.trust.state === 'doubt' ? [] : this.#standbys.acts(this.#options.service(), nowMs)
  }

  /** Some changes wait for time to pass, not for an outcome. Call after every change of what is published. */
  #armRecheck(): void {
    clearTimeout(this.#recheck)
    if (this.#isStopped) return
    const next = this.#options.service().publisher.nextRecheck()
    if (next === undefined) return
    const delayMs = Math.min(Math.max(0, next.atMs - Date.now()), MAX_DELAY_MS)
    this.#recheck = setTimeout(() => {
      const nowMs = this.#readClock()
      this.#publish(new Set(next.keys), [], nowMs, this.#maintenance.acts(nowMs))
      this.#armRecheck()
    }, delayMs)
  }

  /** What hangs on windows is published anew. */
  windowOpened(): void {
    const nowMs = this.#readClock()
    this.#publish(this.#options.service().plan.timed, [], nowMs, this.#maintenance.acts(nowMs))
    this.#armRecheck()
  }

  /** What the store has not got yet: changes that it refused, and targets whose last outcome waits for its turn. */
  get owed(): { readonly changes: number; readonly outcomes: number } {
    return { changes: this.#ledger.owed, outcomes: this.#outcomes.waiting.size }
  }

  /** That the store takes nothing of it; undefined: it took the last of what it was given. */
  get refusal(): Refusal | undefined {
    return this.#refusals.current
  }

  /** What people have decreed is not what it was; of these pools nothing waits any longer. */
  decreed(released: Iterable<string>): void {
    const nowMs = this.#readClock()
    const { plan, publisher } = this.#options.service()
    const first = publisher.refresh(released, nowMs, { isReleased: true })
    const rest = publisher.refresh(plan.pools.keys(), nowMs)
    const changed = [...new Set([...first.changed, ...rest.changed])]
    const moved = [...new Set([...first.moved, ...rest.moved])]
    const acts = this.#redundancy.actsOfAll({ plan, publisher }, nowMs)
    this.#revision++
    this.#carryOut({ changed, moved }, { nowMs, changes: [], acts })
    this.#armRecheck()
  }

  /** A person lets this pool go back now, whatever it waits for. */
  failback(key: string): void {
    const nowMs = this.#readClock()
    const { plan, publisher } = this.#options.service()
    const planned = plan.pools.get(key)
    if (planned === undefined) return
    const answers = (): string => answeredNow(planned.pool, publisher.publicationOf(planned.pool)).join(' ')
    const from = answers()
    const refreshed = publisher.refresh([key], nowMs, { isReleased: true })
    const to = answers()
    this.#revision++
    const act = { atMs: nowMs, kind: 'failback', target: poolName(planned), from, to } as const
    this.#carryOut(refreshed, { nowMs, changes: [], acts: [{ ...act, reason: 'released', detail: '' }] })
    this.#armRecheck()
  }

  /**
   * What is owed, and last outcomes that changed no verdict, some of them as samples too; called once a second, so
   * that the writes are bounded.
   */
  writeOutcomes(most?: number): void {
    const nowMs = this.#readClock()
    if (this.#standbys.isDue(nowMs)) this.#publish(new Set(), [], nowMs, this.#standbyActs(nowMs))
    if (this.#ledger.writeOwed()) this.#outcomes.write(most)
  }

  /**
   * Wall clock ms. A clock that was set, or went on while the machine slept, takes the verdicts along, so that neither
   * a hold nor a failback takes longer or shorter for it.
   */
  #readClock(): number {
    const { nowMs, jumpMs } = this.#clock.read()
    if (jumpMs === 0) return nowMs
    const { log, service, verdicts, onClockMoved } = this.#options
    log.warn({ jumpMs }, 'the clock was set, or we slept; what lasts goes on as if nothing had happened')
    const set = clockAct(nowMs - jumpMs, nowMs)
    for (const [id, verdict] of verdicts) {
      const moved = movedBy(verdict, jumpMs)
      verdicts.set(id, moved)
      this.#holds.follow(id, moved, nowMs)
      this.#outcomes.add(id, true)
    }
    this.#standbys.clockMoved(jumpMs)
    onClockMoved?.(jumpMs)
    this.#revision++
    this.#publish(new Set(service().plan.pools.keys()), [], nowMs, [set])
    this.#armRecheck()
    return nowMs
  }

  stop(): void {
    this.#isStopped = true
    this.settle()
    this.writeOutcomes(Number.POSITIVE_INFINITY)
    clearTimeout(this.#recheck)
  }

  #publish(
    keys: ReadonlySet<string>,
    changes: readonly VerdictChange[],
    nowMs: number,
    acts: readonly Act[] = [],
  ): void {
    const service = this.#options.service()
    const refreshed = service.publisher.refresh(keys, nowMs)
    const redundancy = this.#redundancy.acts(keys, service, nowMs)
    if (keys.size > 0 || acts.length > 0) this.#revision++
    this.#carryOut(refreshed, { nowMs, changes, acts: [...acts, ...redundancy] }, keys)
  }

  #carryOut(
    { changed, moved }: ReturnType<Publisher['refresh']>,
    { nowMs, changes, acts: others }: Omit<LedgerEntry, 'moved' | 'targets'>,
    stirred: Iterable<string> = moved,
  ): void {
    const { books, service } = this.#options
    const acts = [...others, ...this.#answers.acts(moved, service(), nowMs)]
    if (changes.length > 0 || moved.length > 0 || acts.length > 0) {
      const targets = this.#unwrittenBehind(changes, stirred)
      const isWritten = this.#ledger.write({ nowMs, changes, targets, acts, moved })
      if (isWritten) this.#outcomes.written(targets)
    }
    if (changed.length > 0) books.patch(changed)
    const listeners = { log: this.#options.log, observer: this.observer }
    tellOfActs(listeners, acts)
    tellOfVerdicts(listeners, changes, service())
    tellOfPools(listeners, moved, service())
  }

  /**
   * An answer of these pools may follow from counts that have not been worth a write; a restart must find them all the
   * same. Of every pool that was looked at: an answer that stays may have another reason than before.
   */
  #unwrittenBehind(changes: readonly VerdictChange[], pools: Iterable<string>): string[] {
    const { plan } = this.#options.service()
    const behind = [...pools].flatMap((key) => {
      const planned = plan.pools.get(key)
      return planned === undefined ? [] : [...targetsOf(planned, plan.pools, plan.needsOf)]
    })
    const unwritten = behind.filter((target) => this.#outcomes.waiting.has(target))
    return [...new Set([...changes.map(({ target }) => target), ...unwritten])]
  }
}

/** To what a status says of it beside counts and the last probe. */
function hasTurned(before: Verdict | undefined, after: Verdict): boolean {
  return (
    before?.state !== after.state ||
    before.sinceMs !== after.sinceMs ||
    before.damping?.hold?.untilMs !== after.damping?.hold?.untilMs
  )
}
