// The loads of the zones folder, one after the other: who holds the zones in service whole, and what came of each file.
import { nameToText } from '../../dns/name.ts'
import type { Log } from '../../log.ts'
import type { ReadProgress } from '../../zone/draft.ts'
import type { ReloadReport } from '../operator.ts'
import type { InService, Prepared } from '../publish/in-service.ts'
import { reloadedZone } from './findings.ts'
import { KeptTexts } from './kept-texts.ts'
import type { Changed, Edited, FileReport, KeptZone, LoadJob } from './load-job.ts'
import { Loader } from './loader.ts'
import { folderRefused, loadWith, logReport, unservedOf } from './loading.ts'

/** A load whose zones are served, with whoever still holds them whole. */
export interface HeldLoad {
  readonly changed: Changed
  readonly loader: Loader
  readonly report: readonly FileReport[]
}

export interface LoadsOptions {
  readonly log: Log
  readonly zonesFolder: string
  readonly service: () => InService
  /** What a reload is asked, `before` being what is in service. */
  readonly jobOf: (before: readonly KeptZone[]) => LoadJob
  /** What can be done before zones are put in service, in slices. */
  readonly prepare: (changed: Changed) => Promise<Prepared>
  /** Puts zones in service that differ from those that are, in one go. */
  readonly replace: (changed: Changed, prepared: Prepared) => void
  /** Told once of each reload, however many have asked for it. */
  readonly onReloaded: (report: ReloadReport) => void
}

export class Loads {
  readonly #options: LoadsOptions
  readonly #texts: KeptTexts
  /** Of the load that is in service. */
  #loader: Loader
  /** Of a reload that is under way. */
  #nextLoader: Loader | undefined
  #unserved: readonly FileReport[]
  #revision = 0
  #isStopped = false
  #reloading: Promise<unknown> = Promise.resolve()
  #nextReload: Promise<ReloadReport> | undefined

  constructor({ changed, loader, report }: HeldLoad, options: LoadsOptions) {
    this.#options = options
    this.#texts = new KeptTexts(options.log)
    this.#loader = loader
    this.#unserved = unservedOf(report, changed.zones)
  }

  /** Of the zones in service. */
  get texts(): KeptTexts['all'] {
    return this.#texts.all
  }

  /** Whoever holds the zones in service whole. */
  get loader(): Loader {
    return this.#loader
  }

  /** The files that the last load has refused and of which no zone is in service. */
  get unserved(): readonly FileReport[] {
    return this.#unserved
  }

  /** How far a reload is; undefined when there is none, or it has not begun to read. */
  get progress(): ReadProgress | undefined {
    return this.#nextLoader?.progress
  }

  /** Grows with every reload. */
  get revision(): number {
    return this.#revision
  }

  get isStopped(): boolean {
    return this.#isStopped
  }

  /** To be called once, when questions are answered: for a large zone it takes a while. */
  keepTexts(): void {
    this.#texts.keepAll(this.#loader)
  }

  async stop(): Promise<void> {
    this.#isStopped = true
    this.#texts.stop()
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
    // Who has only saved a file waits for no report.
    this.#reloading = next.catch((error: unknown) => this.#options.log.error({ err: error }, 'reload failed'))
    return next
  }

  async #reload(): Promise<ReloadReport> {
    const report = await this.#readAgain()
    if (!this.#isStopped) this.#options.onReloaded(report)
    return report
  }

  async #readAgain(): Promise<ReloadReport> {
    const { log } = this.#options
    const kept = await this.#keptZones()
    if (this.#isStopped) return { zones: [] }
    const loader = Loader.inThread()
    this.#nextLoader = loader
    const { loaded, prepared } = await this.#loadAndPrepare(loader, kept)
    if (this.#isStopped) return { zones: [] }
    this.#revision++
    if ('problem' in loaded) {
      void loader.close()
      return this.#refused(loaded.problem)
    }
    const { report, changed } = loaded
    logReport(log, report)
    if (changed === undefined || prepared === undefined) void loader.close()
    else this.#take(changed, prepared, loader)
    this.#unserved = unservedOf(report, this.#options.service().zones)
    return { zones: report.map(reloadedZone) }
  }

  /** A mistake of ours leaves no thread behind: it would keep the process after its stop. */
  async #loadAndPrepare(loader: Loader, kept: readonly KeptZone[]) {
    const { jobOf, prepare } = this.#options
    try {
      const loaded = await loadWith(loader, () => jobOf(kept))
      const changed = 'problem' in loaded ? undefined : loaded.changed
      return { loaded, prepared: changed && (await prepare(changed)) }
    } catch (error) {
      void loader.close()
      throw error
    } finally {
      this.#nextLoader = undefined
    }
  }

  #refused(problem: string): ReloadReport {
    const { log, zonesFolder } = this.#options
    log.error({ problem }, 'reload refused')
    const refused = folderRefused(zonesFolder, problem)
    this.#unserved = [...this.#unserved.filter(({ file }) => file !== refused.file), refused]
    return { zones: [{ ...reloadedZone(refused), problems: [problem] }] }
  }

  #take(changed: Changed, prepared: Prepared, loader: Loader): void {
    void this.#loader.close()
    this.#loader = loader
    const { answers } = changed
    if ('book' in answers) this.#texts.keepAll(loader)
    else this.#texts.keepEdited(loader, fileOf(changed, answers))
    this.#options.replace(changed, prepared)
  }

  async #keptZones(): Promise<KeptZone[]> {
    const texts = await this.#texts.all
    return this.#options.service().zones.flatMap(({ zone: _, view: __, ...summary }) => {
      const kept = texts.get(summary.file)
      return kept === undefined ? [] : [{ ...summary, sources: kept }]
    })
  }
}

function fileOf({ zones }: Changed, { origin }: Edited): string | undefined {
  return zones.find((zone) => nameToText(zone.origin) === origin)?.file
}
