// The control plane: zones, targets, verdicts and publications, from the first load to the last outcome.
//
//   zone files -> zone-set -> plan -> targets -> check loop -> outcomes
//                               |                                 |  one batch a tick
//                               v                                 v
//        book <- publisher <- verdicts <-------- judge -> one SQLite transaction
import type { BookHandle } from '../answer/book-handle.ts'
import type { Config } from '../config.ts'
import type { Verdict } from '../health/verdict.ts'
import type { Log } from '../log.ts'
import { probeOf } from '../probe/index.ts'
import { nextSerial } from '../store/serial.ts'
import type { Store } from '../store/store.ts'
import { recordKey } from '../store/stored-record.ts'
import { BookKeeper, type BookReaders } from './book-keeper.ts'
import { CheckLoop } from './check-loop.ts'
import { type InService, putInService, standingsKept } from './in-service.ts'
import type { ReloadedZone, ReloadReport } from './operator.ts'
import { type StandingsOf, standingFromFlags } from './publisher.ts'
import { poolRows, recordRows, rowKey } from './record-rows.ts'
import { Settler } from './settler.ts'
import { type LoadedZone, loadZoneSet, originText, type ZoneSet } from './zone-set.ts'

export interface DaemonOptions {
  readonly config: Config
  readonly log: Log
  readonly store: Store
}

/** Last outcomes are written so often; changes of state at once. */
const OUTCOMES_EVERY_MS = 1000

export class Daemon {
  readonly #options: DaemonOptions
  readonly #verdicts: Map<string, Verdict>
  readonly #books: BookKeeper
  readonly #settler: Settler
  readonly #loop: CheckLoop
  #service: InService
  #writer: NodeJS.Timeout | undefined

  private constructor(options: DaemonOptions, zones: readonly LoadedZone[]) {
    const { store, log } = options
    this.#options = options
    this.#verdicts = store.readVerdicts()
    this.#service = this.#putInService(zones, standingsInTable(zones, store))
    this.#books = new BookKeeper(this.#service.catalog)
    const [books, verdicts] = [this.#books, this.#verdicts]
    this.#settler = new Settler({ store, log, books, verdicts, service: () => this.#service })
    this.#loop = new CheckLoop({ onOutcome: (id, outcome) => this.#settler.take(id, outcome) })
  }

  /** Loads the zones and compiles the first book from the record table; nothing is probed or served yet. */
  static load(
    options: DaemonOptions,
  ): { readonly daemon: Daemon } | { readonly problems: readonly string[] } {
    const loaded = loadZones(options, [])
    if ('problem' in loaded) return { problems: [loaded.problem] }
    const problems = loaded.report.flatMap((file) => file.problems)
    if (loaded.zones.length === 0)
      return { problems: [...problems, `${options.config.zonesFolder}: there is no zone that can be served`] }
    const unserved = Object.keys(options.config.allowQuery).filter(
      (origin) => !loaded.zones.some(({ zone }) => originText(zone).toLowerCase() === origin),
    )
    if (unserved.length > 0)
      return {
        problems: unserved.map((origin) => `allow-query: no zone ${origin} is served; is it mistyped?`),
      }
    logReport(options.log, loaded.report)
    return { daemon: new Daemon(options, loaded.zones) }
  }

  get service(): InService {
    return this.#service
  }

  get verdicts(): ReadonlyMap<string, Verdict> {
    return this.#verdicts
  }

  get bookHandle(): BookHandle {
    return this.#books.handle
  }

  get generation(): number {
    return this.#books.generation
  }

  /** Monotonic ms, as performance.now(). */
  nextProbeAtMs(targetId: string): number | undefined {
    return this.#loop.nextDueMs(targetId)
  }

  /** From now on the workers are told of changes, and the targets are probed. */
  start(readers: BookReaders): void {
    this.#books.attach(readers)
    // Only now: queries are answered already, however long a big zone takes to be written.
    this.#writeZones()
    this.#writer = setInterval(() => this.#settler.writeOutcomes(), OUTCOMES_EVERY_MS)
    this.#watchTargets()
    this.#settler.armRecheck()
  }

  stop(): void {
    this.#loop.stop()
    clearInterval(this.#writer)
    this.#settler.stop()
  }

  /** Reads the zones folder again. What is refused changes nothing that is in service. */
  reload(): ReloadReport {
    const before = this.#service
    const loaded = loadZones(this.#options, before.zones)
    if ('problem' in loaded) {
      this.#options.log.error({ problem: loaded.problem }, 'reload refused')
      const file = this.#options.config.zonesFolder
      return { zones: [{ file, result: 'refused', problems: [loaded.problem] }] }
    }
    logReport(this.#options.log, loaded.report)
    const isChanged = loaded.report.some(({ result }) => result === 'loaded' || result === 'removed')
    if (isChanged) {
      this.#settler.settle()
      this.#service = this.#putInService(loaded.zones, (planned) => standingsKept(planned, before))
      this.#writeZones()
      this.#books.replace(this.#service.catalog)
      this.#watchTargets()
      this.#settler.armRecheck()
    } else this.#service = { ...before, zones: loaded.zones }
    return { zones: loaded.report }
  }

  #putInService(zones: readonly LoadedZone[], standingsOf: StandingsOf): InService {
    return putInService(zones, (id) => this.#verdicts.get(id), standingsOf, Date.now())
  }

  #writeZones(): void {
    const { store, log } = this.#options
    const { zones, publisher } = this.#service
    try {
      store.removeZonesExcept(zones.map(({ zone }) => originText(zone)))
      for (const loaded of zones) {
        const { file, contentHash, serial } = loaded
        const origin = originText(loaded.zone)
        // The same content has the same records: only what is published of its pools may differ.
        const rows = store.readZone(origin)?.contentHash === contentHash ? poolRows : recordRows
        const records = rows(loaded, (pool) => publisher.publicationOf(pool))
        store.replaceZone({ origin, file, contentHash, serial, records }, Date.now())
      }
    } catch (error) {
      log.error({ err: error }, 'the record table could not be written; the zones are answered all the same')
    }
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

/** After a restart: the members that the record table says were answered go on being answered. */
function standingsInTable(zones: readonly LoadedZone[], store: Store): StandingsOf {
  const flags = new Map(zones.map(({ zone }) => [zone.origin, store.readPublished(originText(zone))]))
  return (planned) => {
    const inTable = flags.get(planned.origin)
    const members = planned.pool.members.map(({ record }) => inTable?.get(recordKey(rowKey(record))) === true)
    return standingFromFlags(planned, members)
  }
}

function loadZones(
  { config, store }: DaemonOptions,
  before: readonly LoadedZone[],
): ZoneSet | { readonly problem: string } {
  return loadZoneSet({
    folder: config.zonesFolder,
    timing: config.checks,
    allowQuery: config.allowQuery,
    before,
    nowMs: Date.now(),
    serialFor: (origin, fileSerial, contentHash) => {
      const known = store.readZone(origin)
      return nextSerial(known?.serial, fileSerial, known?.contentHash !== contentHash)
    },
  })
}

function logReport(log: Log, report: readonly ReloadedZone[]): void {
  for (const { origin, file, result, problems } of report) {
    if (result === 'refused') log.error({ origin, file, problems }, 'zone refused; the last good one stays')
    else if (result !== 'unchanged') log.info({ origin, file, problems }, `zone ${result}`)
  }
}
