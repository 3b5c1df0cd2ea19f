// The control plane: zones, targets, verdicts and publications, from the first load to the last outcome.
//
//   zone files -> loader (a thread) -> compiled zones -> plan -> targets -> check loop -> outcomes
//                                            |                                                |  one batch a tick
//                                            v                                                v
//                   book <----------- publisher <- verdicts <---------- judge -> one SQLite transaction
import type { Book } from '../answer/book.ts'
import type { BookHandle } from '../answer/book-handle.ts'
import type { Config } from '../config.ts'
import { nameToText } from '../dns/name.ts'
import { addToSerial } from '../dns/serial.ts'
import type { Verdict } from '../health/verdict.ts'
import type { Log } from '../log.ts'
import { probeOf } from '../probe/index.ts'
import type { Store } from '../store/store.ts'
import { recordKey } from '../store/stored-record.ts'
import { BookKeeper, type BookReaders } from './book-keeper.ts'
import { CheckLoop } from './check-loop.ts'
import { type InService, putInService, type ServedZone, servedZone, standingsKept } from './in-service.ts'
import type { Fallback, KeptZone, Loaded, LoadJob, LoadResult } from './load/load-job.ts'
import { firstLoader, Loader, LoadFault } from './load/loader.ts'
import type { PackedSources } from './load/packed-sources.ts'
import type { ReloadedZone, ReloadReport } from './operator.ts'
import { type StandingsOf, standingFromFlags } from './publisher.ts'
import { rowKey } from './record-rows.ts'
import { RecordTable } from './record-table.ts'
import { Settler } from './settler.ts'

export interface DaemonOptions {
  readonly config: Config
  readonly log: Log
  readonly store: Store
}

/** A load whose zones are served. */
interface Load {
  readonly changed: NonNullable<Loaded['changed']>
}

/** With whoever still holds them whole. */
interface HeldLoad extends Load {
  readonly loader: Loader
}

/** Last outcomes are written so often; changes of state at once. */
const OUTCOMES_EVERY_MS = 1000

export class Daemon {
  readonly #options: DaemonOptions
  readonly #verdicts: Map<string, Verdict>
  readonly #books: BookKeeper
  readonly #settler: Settler
  readonly #loop: CheckLoop
  readonly #table: RecordTable
  #service: InService
  /** The text of what is in service, by file. */
  #sources: Promise<ReadonlyMap<string, PackedSources>> = Promise.resolve(new Map())
  #loader: Loader
  /** Of a reload that is under way. */
  #nextLoader: Loader | undefined
  #isStopped = false
  #reloading: Promise<unknown> = Promise.resolve()
  #nextReload: Promise<ReloadReport> | undefined
  #writer: NodeJS.Timeout | undefined

  private constructor(options: DaemonOptions, { changed, loader }: HeldLoad) {
    const { store, log, config } = options
    this.#options = options
    this.#verdicts = store.readVerdicts()
    const zones = changed.zones.map((zone) => servedZone(zone, config.allowQuery))
    this.#service = this.#putInService(zones, standingsInTable(zones, store))
    this.#books = new BookKeeper(changed.book, this.#service.catalog)
    this.#loader = loader
    this.#table = new RecordTable(store, log)
    const [books, verdicts] = [this.#books, this.#verdicts]
    this.#settler = new Settler({ store, log, books, verdicts, service: () => this.#service })
    this.#loop = new CheckLoop({ onOutcome: (id, outcome) => this.#settler.take(id, outcome) })
  }

  /** Loads the zones and compiles the first book from the record table; nothing is probed or served yet. */
  static async load(
    options: DaemonOptions,
  ): Promise<{ readonly daemon: Daemon } | { readonly problems: readonly string[] }> {
    const { config, log } = options
    const loader = firstLoader(config.zonesFolder)
    const loaded = await loadWith(loader, jobOf(options, [], keptInStore(options.store)))
    const first = firstLoad(loaded, config)
    if ('problems' in first) {
      await loader.close()
      return first
    }
    logReport(log, first.report)
    return { daemon: new Daemon(options, { changed: first.changed, loader }) }
  }

  get service(): InService {
    return this.#service
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

  /** Of a zone in service the text that it was read from. */
  async sourcesOf(file: string): Promise<PackedSources | undefined> {
    return (await this.#sources).get(file)
  }

  /** Monotonic ms, as performance.now(). */
  nextProbeAtMs(targetId: string): number | undefined {
    return this.#loop.nextDueMs(targetId)
  }

  /** From now on the workers are told of changes, and the targets are probed. */
  start(readers: BookReaders): void {
    this.#books.attach(readers)
    // Only now: questions are answered already, however long the rest of a large load takes.
    this.#sources = this.#keepSources()
    this.#table.begin(this.#service)
    this.#fillTable()
    this.#writer = setInterval(() => this.#settler.writeOutcomes(), OUTCOMES_EVERY_MS)
    this.#watchTargets()
    this.#settler.armRecheck()
  }

  async stop(): Promise<void> {
    this.#isStopped = true
    this.#loop.stop()
    clearInterval(this.#writer)
    this.#settler.stop()
    this.#table.stop()
    await Promise.all([this.#loader.close(), this.#nextLoader?.close()])
  }

  /** Reads the zones folder again, once a load that is under way has ended. What is refused changes nothing. */
  reload(): Promise<ReloadReport> {
    if (this.#nextReload !== undefined) return this.#nextReload
    const next = this.#reloading.then(() => {
      this.#nextReload = undefined
      return this.#reload()
    })
    this.#nextReload = next
    this.#reloading = next.catch(() => undefined)
    return next
  }

  async #reload(): Promise<ReloadReport> {
    const { log, config } = this.#options
    const kept = await this.#keptZones()
    if (this.#isStopped) return { zones: [] }
    const loader = Loader.inThread()
    this.#nextLoader = loader
    const loaded = await loadWith(loader, jobOf(this.#options, kept, kept))
    this.#nextLoader = undefined
    if (this.#isStopped) return { zones: [] }
    if ('problem' in loaded) {
      void loader.close()
      log.error({ problem: loaded.problem }, 'reload refused')
      return { zones: [{ file: config.zonesFolder, result: 'refused', problems: [loaded.problem] }] }
    }
    const { report, changed } = loaded
    logReport(log, report)
    if (changed === undefined) void loader.close()
    else this.#replace({ changed, loader })
    return { zones: report }
  }

  #replace({ changed, loader }: HeldLoad): void {
    const before = this.#service
    void this.#loader.close()
    this.#loader = loader
    this.#sources = this.#keepSources()
    this.#settler.settle()
    const zones = changed.zones.map((zone) => servedZone(zone, this.#options.config.allowQuery))
    this.#service = this.#putInService(zones, (planned) => standingsKept(planned, before))
    this.#table.begin(this.#service)
    this.#books.replace(changed.book, this.#service.catalog)
    this.#fillTable()
    this.#watchTargets()
    this.#settler.armRecheck()
  }

  async #keptZones(): Promise<KeptZone[]> {
    const sources = await this.#sources
    return this.#service.zones.flatMap(({ zone: _, view: __, ...summary }) => {
      const kept = sources.get(summary.file)
      return kept === undefined ? [] : [{ ...summary, sources: kept }]
    })
  }

  /** Without them a broken file takes its zone out of service at the next reload; that is no reason to serve none now. */
  #keepSources(): Promise<ReadonlyMap<string, PackedSources>> {
    const loader = this.#loader
    return loader.packSources().catch((error: unknown) => {
      if (loader === this.#loader && !this.#isStopped)
        this.#options.log.error({ err: error }, 'the text of the zones could not be kept')
      return new Map()
    })
  }

  #putInService(zones: readonly ServedZone[], standingsOf: StandingsOf): InService {
    return putInService(zones, (id) => this.#verdicts.get(id), standingsOf, Date.now())
  }

  /** Behind the answers, however long a large zone takes to be written; then nobody needs its records any more. */
  #fillTable(): void {
    const loader = this.#loader
    void this.#table
      .fill(this.#service, loader, this.#sources)
      .catch((error: unknown) => {
        if (loader === this.#loader && !this.#isStopped)
          this.#options.log.error({ err: error }, 'the record table could not be written to its end')
      })
      .finally(() => loader.close())
  }

  #watchTargets(): void {
    const { log } = this.#options
    const probed = [...this.#service.plan.targets.values()].flatMap((target) => {
      const configured = probeOf(target.type)?.configure(target.options)
      if (configured?.ok === true) return [{ ...target, run: configured.run }]
      log.error({ target: target.id, problems: configured?.problems }, 'target cannot be probed')
      return []
    })
    this.#loop.setTargets(probed)
  }
}

/** What can be served from now on, or why nothing can. */
function firstLoad(
  loaded: LoadResult,
  config: Config,
): (Load & Pick<Loaded, 'report'>) | { readonly problems: readonly string[] } {
  if ('problem' in loaded) return { problems: [loaded.problem] }
  const { report, changed } = loaded
  const problems = report.flatMap((file) => file.problems)
  if (changed === undefined || changed.zones.length === 0)
    return { problems: [...problems, `${config.zonesFolder}: there is no zone that can be served`] }
  const served = changed.zones.map(({ origin }) => nameToText(origin).toLowerCase())
  const unserved = Object.keys(config.allowQuery).filter((origin) => !served.includes(origin))
  if (unserved.length === 0) return { report, changed }
  return { problems: unserved.map((origin) => `allow-query: no zone ${origin} is served; is it mistyped?`) }
}

/** After a restart: the members that the record table says were answered go on being answered. */
function standingsInTable(zones: readonly ServedZone[], store: Store): StandingsOf {
  const flags = new Map(zones.map(({ origin }) => [origin, store.readPublished(nameToText(origin))]))
  return (planned) => {
    const inTable = flags.get(planned.origin)
    const members = planned.pool.members.map(({ record }) => inTable?.get(recordKey(rowKey(record))) === true)
    return standingFromFlags(planned, members)
  }
}

function jobOf(
  { config, store }: DaemonOptions,
  before: readonly KeptZone[],
  fallbacks: readonly Fallback[],
): LoadJob {
  return {
    folder: config.zonesFolder,
    timing: config.checks,
    allowQuery: config.allowQuery,
    before,
    fallbacks,
    stored: store.readZones(),
    nowMs: Date.now(),
  }
}

/** What was in service when the daemon ended, however it ended. */
function keptInStore(store: Store): Fallback[] {
  return store.readSources().map(({ file, contentHash, serial, isLast, loadedAtMs, packed }) => ({
    file,
    contentHash,
    // RFC 1982 §3.1: this text comes after another one that was published.
    serial: isLast ? serial : addToSerial(serial, 1),
    loadedAtMs,
    sources: packed,
  }))
}

async function loadWith(loader: Loader, job: LoadJob): Promise<LoadResult> {
  try {
    return await loader.load(job)
  } catch (error) {
    if (!(error instanceof LoadFault)) throw error
    return { problem: error.message }
  }
}

function logReport(log: Log, report: readonly ReloadedZone[]): void {
  for (const { origin, file, result, problems } of report) {
    if (result === 'refused') log.error({ origin, file, problems }, 'zone refused; the last good one stays')
    else if (result !== 'unchanged') log.info({ origin, file, problems }, `zone ${result}`)
  }
}
