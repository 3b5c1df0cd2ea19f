// The control plane: zones, targets, verdicts and publications, from the first load to the last outcome.
//
//   zone files -> loader (a thread) -> compiled zones -> plan -> targets -> check loop -> outcomes
//                                            |                                                |  one batch a tick
//                                            v                                                v
//                   book <----------- publisher <- verdicts <---------- judge -> one SQLite transaction
import type { Book } from '../answer/book.ts'
import type { BookHandle } from '../answer/book-handle.ts'
import type { Config } from '../config.ts'
import type { Verdict } from '../health/verdict.ts'
import { notAfter } from '../health/verdict-times.ts'
import type { Log } from '../log.ts'
import type { Report } from '../probe/probe.ts'
import { atOnce, inSlices } from '../slices.ts'
import type { Store } from '../store/store.ts'
import type { OnProgress } from '../zone/draft.ts'
import { LastOutcomes } from './checks/last-outcomes.ts'
import { Prober } from './checks/prober.ts'
import type { Changed, Edited } from './load/load-job.ts'
import { firstLoader } from './load/loader.ts'
import { bookOf, firstLoad, jobOf, keptInStore, loadWith, logReport } from './load/loading.ts'
import { type HeldLoad, Loads } from './load/loads.ts'
import type { PackedSources } from './load/packed-sources.ts'
import type { ObservedReload, Observer } from './observer.ts'
import type { ReloadReport } from './operator.ts'
import { Overrides } from './plan/overrides.ts'
import { WindowClock, type WindowFactOf } from './plan/window-clock.ts'
import { BookKeeper, type BookReaders } from './publish/book-keeper.ts'
import {
  type InService,
  type Prepared,
  prepareZones,
  publishPrepared,
  standingsKept,
} from './publish/in-service.ts'
import type { StandingsOf } from './publish/publisher.ts'
import { RecordTable } from './publish/record-table.ts'
import { standingsInTable } from './publish/standings-in-table.ts'
import { idleMaintenance } from './settle/maintenance-acts.ts'
import { RunRecord } from './settle/run-record.ts'
import { Settler, type SettlerOptions } from './settle/settler.ts'

export interface DaemonOptions {
  readonly config: Config
  readonly log: Log
  readonly store: Store
  /** How far the first load is. */
  readonly onProgress?: OnProgress
}

/** Last outcomes are written so often; changes of state at once. */
const OUTCOMES_EVERY_MS = 1000

export class Daemon {
  readonly lastOutcomes = new LastOutcomes()
  readonly #options: DaemonOptions
  readonly #verdicts: Map<string, Verdict>
  readonly #books: BookKeeper
  readonly #settler: Settler
  readonly #prober: Prober
  readonly #table: RecordTable
  readonly #overrides: Overrides
  readonly #run: RunRecord
  readonly #windows = new WindowClock(() => this.#settler.windowOpened())
  readonly #loads: Loads
  #service: InService
  #writer: NodeJS.Timeout | undefined

  private constructor(options: DaemonOptions, first: HeldLoad) {
    const { store, log, config } = options
    const { changed } = first
    this.#options = options
    this.#verdicts = new Map(
      [...store.readVerdicts()].map(([id, verdict]) => [id, notAfter(verdict, Date.now())]),
    )
    this.#overrides = new Overrides({ store, log, onEnded: () => this.#settler.decreed([]) })
    const prepared = atOnce(prepareZones(changed.zones, config.allowQuery, config.maintenance))
    this.#service = this.#putInService(prepared, standingsInTable(prepared.zones, store))
    this.#books = new BookKeeper(bookOf(changed), this.#service.catalog)
    this.#loads = new Loads(first, {
      log,
      zonesFolder: config.zonesFolder,
      service: () => this.#service,
      jobOf: (before) => ({ ...jobOf(options, before, before), book: this.#books.handle }),
      prepare: (next) => inSlices(this.#prepare(next)),
      replace: (next, prepared) => this.#replace(next, prepared),
      onReloaded: (report) => this.#settler.observer?.reloaded(resultOf(report)),
    })
    this.#table = new RecordTable(store, log)
    this.#run = new RunRecord(store, log)
    const [books, verdicts] = [this.#books, this.#verdicts]
    this.#prober = new Prober({
      log,
      permits: config.probes,
      onOutcome: (id, outcome) => {
        this.lastOutcomes.add(id, outcome, Date.now())
        this.#settler.take(id, outcome)
      },
      onStart: (lateMs) => this.#settler.observer?.probeStarted(lateMs),
    })
    const onJudged: SettlerOptions['onJudged'] = (target, verdict) => this.#prober.follow(target, verdict)
    const probeNow: SettlerOptions['probeNow'] = (id) => this.#prober.probeNow(id)
    const onClockMoved: SettlerOptions['onClockMoved'] = (byMs) => this.#overrides.clockMoved(byMs)
    const asking = {
      onJudged,
      probeNow,
      onClockMoved,
      windowOf: this.#windows.factOf,
      staleMs: config.staleStandbyMs,
    }
    this.#settler = new Settler({ store, log, books, verdicts, service: () => this.#service, ...asking })
  }

  /** Loads the zones and compiles the first book from the record table; nothing is probed or served yet. */
  static async load(
    options: DaemonOptions,
  ): Promise<{ readonly daemon: Daemon } | { readonly problems: readonly string[] }> {
    const { config, log } = options
    const loader = firstLoader(config.zonesFolder, options.onProgress)
    const loaded = await loadWith(loader, () => jobOf(options, [], keptInStore(options.store)))
    const first = firstLoad(loaded, config)
    if ('problems' in first) {
      await loader.close()
      return first
    }
    logReport(log, first.report)
    return { daemon: new Daemon(options, { ...first, loader }) }
  }

  get service(): InService {
    return this.#service
  }

  /** The files that the last load has refused and of which no zone is in service. */
  get unserved(): Loads['unserved'] {
    return this.#loads.unserved
  }

  /** Another one whenever something has changed that is more than a count or a probe; `nowMs` is wall clock. */
  revision(nowMs: number): string {
    const { maintenance } = this.#service.plan
    // Windows open and close by the clock, also those on which no pool hangs.
    const windows = maintenance.reduce((sum, { window }) => {
      const { openUntilMs, opensAtMs } = this.#windows.factOf(window, nowMs)
      return sum + (openUntilMs ?? 0) + (opensAtMs ?? 0)
    }, 0)
    const overrides = this.#overrides.revision(this.#service.plan, nowMs)
    return [this.#loads.revision, this.#settler.revision(nowMs), windows, overrides].join('.')
  }

  /** Whether we believe what the probes say, and which falls are not believed yet. */
  get belief(): Settler['belief'] {
    return this.#settler.belief
  }

  /** What the store has not got yet. */
  get owed(): Settler['owed'] {
    return this.#settler.owed
  }

  /** That the store takes nothing; undefined: it does. */
  get refusal(): Settler['refusal'] {
    return this.#settler.refusal
  }

  /** Which standbys have not been well for long. */
  get standbys(): Settler['standbys'] {
    return this.#settler.standbys
  }

  /** What the wall clock says of the windows of the zones in service. */
  get windowOf(): WindowFactOf {
    return this.#windows.factOf
  }

  /** What people have decreed; after a change of it call `decreed`. */
  get overrides(): Overrides {
    return this.#overrides
  }

  get verdicts(): ReadonlyMap<string, Verdict> {
    return this.#verdicts
  }

  get book(): Book {
    return this.#books.book
  }

  get bookHandle(): BookHandle {
    return this.#books.handle
  }

  get generation(): number {
    return this.#books.generation
  }

  /** Of the book in service; `changedAtMs` is wall clock. */
  get bookSize(): { readonly generation: number; readonly octets: number; readonly changedAtMs: number } {
    const { generation, usedOctets, changedAtMs } = this.#books
    return { generation, octets: usedOctets, changedAtMs }
  }

  /** Where the workers count what they reply, by zone. */
  get zoneRows(): BookKeeper['zoneRows'] {
    return this.#books.zoneRows
  }

  /** Of a zone in service the text that it was read from. */
  async sourcesOf(file: string): Promise<PackedSources | undefined> {
    return (await this.#loads.texts).get(file)
  }

  /** Monotonic ms, as performance.now(). */
  nextProbeAtMs(targetId: string): number | undefined {
    return this.#prober.nextDueMs(targetId)
  }

  /** False: the target is none that says of itself whether it is well. */
  takeReport(targetId: string, report: Report): boolean {
    return this.#prober.takeReport(targetId, report)
  }

  /** From now on the workers are told of changes, the observer of what happens, and the targets are probed. */
  start(readers: BookReaders, observer?: Observer): void {
    this.#books.attach(readers)
    this.#settler.observer = observer
    // Only now: questions are answered already, however long the rest of a large load takes.
    this.#loads.keepTexts()
    this.#run.begin(this.#options.config, Date.now())
    this.#table.begin(this.#service)
    this.#fillTable()
    this.#writer = setInterval(() => {
      this.#settler.writeOutcomes()
      this.#run.noteAlive(Date.now())
    }, OUTCOMES_EVERY_MS)
    this.#setTargets()
    this.#settler.followClock()
    this.#overrides.followClock()
  }

  #setTargets(): void {
    const { targets } = this.#service.plan
    this.lastOutcomes.setTargets(targets.keys())
    this.#prober.setTargets(targets.values())
  }

  async stop(): Promise<void> {
    this.#prober.stop()
    this.#windows.stop()
    this.#overrides.stop()
    clearInterval(this.#writer)
    this.#settler.stop()
    this.#run.end(Date.now())
    this.#table.stop()
    await this.#loads.stop()
  }

  /** Of the pool with this key nothing waits any longer. */
  failback(key: string): void {
    this.#settler.failback(key)
  }

  /** Publishes by the overrides that hold now; of the pools with these keys nothing waits any longer. */
  decreed(released: Iterable<string>): void {
    this.#settler.decreed(released)
    this.#overrides.followClock()
  }

  /** How far a reload is; undefined when there is none, or it has not begun to read. */
  get loading(): Loads['progress'] {
    return this.#loads.progress
  }

  /** Reads the zones folder again, once a load that is under way has ended. What is refused changes nothing. */
  reload(): Promise<ReloadReport> {
    return this.#loads.reload()
  }

  /** All that follows from the zones alone: facts that change meanwhile are not in it. */
  *#prepare({ zones }: Changed): Generator<void, Prepared> {
    const { allowQuery, maintenance } = this.#options.config
    const prepared = yield* prepareZones(zones, allowQuery, maintenance)
    yield* this.#settler.recallAnswers(prepared.plan)
    return prepared
  }

  #replace({ answers }: Changed, prepared: Prepared): void {
    const before = this.#service
    this.#settler.settle()
    this.#service = this.#putInService(prepared, (planned) => standingsKept(planned, before))
    this.#table.begin(this.#service, 'amendment' in answers ? answers : undefined)
    if ('book' in answers) this.#books.replace(answers.book, this.#service.catalog)
    else this.#amend(answers)
    this.#fillTable()
    this.#setTargets()
    this.#settler.followClock()
  }

  #amend({ amendment, origin }: Edited): void {
    this.#books.amend(amendment, this.#service.catalog)
    const { nodes, answers, gone } = amendment
    const counts = { names: nodes.length, answers: answers.length, gone: gone.length }
    this.#options.log.info({ origin, ...counts }, 'a small edit: the book is amended')
  }

  #putInService(prepared: Prepared, standingsOf: StandingsOf): InService {
    const verdictOf = (id: string): Verdict | undefined => this.#verdicts.get(id)
    const timed = { windows: this.#windows, overrides: this.#overrides }
    const service = publishPrepared(prepared, verdictOf, standingsOf, Date.now(), timed)
    for (const address of idleMaintenance(service.plan))
      this.#options.log.warn({ address }, 'in maintenance, and in no pool')
    return service
  }

  /** Behind the answers, however long a large zone takes to be written; then nobody needs its records any more. */
  #fillTable(): void {
    const { loader, texts } = this.#loads
    void this.#table
      .fill(this.#service, loader, texts)
      .catch((error: unknown) => {
        if (loader === this.#loads.loader && !this.#loads.isStopped)
          this.#options.log.error({ err: error }, 'the record table could not be written to its end')
      })
      .finally(() => loader.close())
  }
}

function resultOf({ zones }: ReloadReport): ObservedReload {
  if (zones.some(({ result }) => result === 'refused')) return 'refused'
  return zones.every(({ result }) => result === 'unchanged') ? 'unchanged' : 'loaded'
}
