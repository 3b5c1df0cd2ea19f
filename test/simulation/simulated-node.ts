// One of our processes in a simulated world: the daemon's own parts, put together as control/daemon.ts does it.
import { resolve } from 'node:path'
import { compileBook } from '../../src/answer/compile.ts'
import { viewZone } from '../../src/answer/zone-view.ts'
import { Prober } from '../../src/control/checks/prober.ts'
import { joinSources } from '../../src/control/load/packed-sources.ts'
import { cutText } from '../../src/control/load/text-pieces.ts'
import { compiledZones } from '../../src/control/load/whole-zone.ts'
import { BookKeeper } from '../../src/control/publish/book-keeper.ts'
import {
  type InService,
  putInService,
  servedZone,
  standingsKept,
} from '../../src/control/publish/in-service.ts'
import { RecordTable } from '../../src/control/publish/record-table.ts'
import { standingsInTable } from '../../src/control/publish/standings-in-table.ts'
import { RunRecord, type Settings } from '../../src/control/settle/run-record.ts'
import { Settler } from '../../src/control/settle/settler.ts'
import { octets32 } from '../../src/dns/octets.ts'
import type { Outcome } from '../../src/health/outcome.ts'
import type { Target } from '../../src/health/target.ts'
import type { Verdict } from '../../src/health/verdict.ts'
import { notAfter } from '../../src/health/verdict-times.ts'
import type { Log } from '../../src/log.ts'
import { NOTHING_PERMITTED } from '../../src/probe/probe.ts'
import type { Store } from '../../src/store/store.ts'
import { ASKED_TIMING, zoneFrom } from '../support/ask.ts'
import type { ScriptedServers } from './scripted-servers.ts'

export interface NodeOptions {
  readonly store: Store
  readonly log: Log
  readonly servers: ScriptedServers
  readonly onOutcome: (targetId: string, outcome: Outcome) => void
  readonly onJudged: (target: Target, verdict: Verdict) => void
}

const FILE = 'example.com.zone'

/** What zoneFrom takes where a zone says nothing. */
export const SETTINGS: Settings = { checks: ASKED_TIMING, allowQuery: {}, maintenance: [] }

/** As in control/daemon.ts. */
const OUTCOMES_EVERY_MS = 1000

export class SimulatedNode {
  readonly verdicts: Map<string, Verdict>
  readonly books: BookKeeper
  service: InService
  readonly #prober: Prober
  readonly #settler: Settler
  readonly #table: RecordTable
  readonly #run: RunRecord
  readonly #store: Store
  readonly #writer: NodeJS.Timeout

  /** Starts with what the store holds; the zone is its text. */
  constructor({ store, log, servers, onOutcome, onJudged }: NodeOptions, text: string) {
    this.#store = store
    this.verdicts = new Map(
      [...store.readVerdicts()].map(([id, verdict]) => [id, notAfter(verdict, Date.now())]),
    )
    const { zones, book } = load(text)
    this.service = putInService(
      zones,
      (id) => this.verdicts.get(id),
      standingsInTable(zones, store),
      Date.now(),
    )
    this.books = new BookKeeper(book, this.service.catalog)
    this.#table = new RecordTable(store, log)
    this.#prober = new Prober({
      log,
      permits: NOTHING_PERMITTED,
      probeOf: (type) => servers.probeOf(type),
      onOutcome: (id, outcome) => {
        onOutcome(id, outcome)
        this.#settler.take(id, outcome)
      },
    })
    this.#settler = new Settler({
      store,
      log,
      books: this.books,
      verdicts: this.verdicts,
      service: () => this.service,
      probeNow: (id) => this.#prober.probeNow(id),
      // The zones of these worlds have no windows.
      windowOf: () => ({ openUntilMs: undefined, opensAtMs: undefined }),
      onJudged: (target, verdict) => {
        this.#prober.follow(target, verdict)
        onJudged(target, verdict)
      },
    })
    this.#run = new RunRecord(store, log)
    this.#run.begin(SETTINGS, Date.now())
    this.#table.begin(this.service)
    this.#keepText(text)
    this.#writer = setInterval(() => {
      this.#settler.writeOutcomes()
      this.#run.noteAlive(Date.now())
    }, OUTCOMES_EVERY_MS)
    this.#watch()
  }

  edit(text: string): void {
    this.#settler.settle()
    const { zones, book } = load(text)
    const before = this.service
    this.service = putInService(
      zones,
      (id) => this.verdicts.get(id),
      (planned) => standingsKept(planned, before),
      Date.now(),
    )
    this.#table.begin(this.service)
    this.#keepText(text)
    this.books.replace(book, this.service.catalog)
    this.#watch()
  }

  stop(): void {
    this.#prober.stop()
    clearInterval(this.#writer)
    this.#settler.stop()
    this.#run.end(Date.now())
    this.#table.stop()
  }

  #keepText(text: string): void {
    const pieces = cutText(joinSources([{ path: resolve(FILE), octets: Buffer.from(text) }]))
    for (const _ of this.#store.zoneTexts.write('example.com.', text, pieces));
  }

  #watch(): void {
    this.#prober.setTargets(this.service.plan.targets.values())
    this.#settler.followClock()
  }
}

function load(text: string) {
  const zone = zoneFrom(text)
  const view = viewZone(zone, octets32(1))
  const book = compileBook(new Map([[view.origin, view]]))
  const counts = { records: zone.records.length, pools: view.pools.size }
  const given = {
    file: FILE,
    contentHash: text,
    serial: 1,
    loadedAtMs: 0,
    findings: [],
    stale: false,
  }
  const summary = { ...given, ...counts, origin: zone.origin }
  const zones = compiledZones([{ zone, view, summary }], book.dependents).map((one) => servedZone(one, {}))
  return { zones, book }
}
