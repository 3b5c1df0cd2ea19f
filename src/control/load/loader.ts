// Has zones loaded: in a thread of their own, so that neither checks nor answers wait; at the start small ones right here.
import { statSync } from 'node:fs'
import { Worker } from 'node:worker_threads'
import type { Piece } from '../../store/zone-texts.ts'
import type { RowChanges } from '../../store/zones.ts'
import type { OnProgress, ReadProgress } from '../../zone/draft.ts'
import type { SimulateZoneJob } from '../desk/simulate-zone.ts'
import type { Explanation, OperatorProblem, SimulateReport } from '../operator.ts'
import type { ExplainPastJob } from '../past/explain-past.ts'
import { type Answered, type Asked, type Call, perform, type Told } from './load-calls.ts'
import type { LoadJob, LoadResult } from './load-job.ts'
import { LoadSession } from './load-session.ts'
import type { PackedSources } from './packed-sources.ts'
import { listZoneFiles } from './zone-files.ts'
import type { ZoneText, ZoneTextJob } from './zone-text.ts'

/** A load; `close` it when its rows are written, for it holds every record until then. */
export class Loader {
  readonly #ask: (call: Call) => Promise<unknown>
  readonly #end: () => Promise<unknown>
  #progress: ReadProgress | undefined

  private constructor(ask: (call: Call) => Promise<unknown>, end: () => Promise<unknown>) {
    this.#ask = ask
    this.#end = end
  }

  static inThread(onProgress?: OnProgress): Loader {
    const thread = new LoadThread((progress) => {
      loader.#progress = progress
      onProgress?.(progress)
    })
    const loader = new Loader(
      (call) => thread.ask(call),
      () => thread.end(),
    )
    return loader
  }

  /** For a start, when nobody is kept waiting yet: a thread would cost more than the load of a few small zones. */
  static here(): Loader {
    const session = new LoadSession()
    return new Loader(
      async (call) => perform(session, call),
      async () => undefined,
    )
  }

  /** How far it has come; undefined until there is something to tell. */
  get progress(): ReadProgress | undefined {
    return this.#progress
  }

  /** `LoadFault` when the thread dies, of whatever: then everything stays as it is. */
  load(job: LoadJob): Promise<LoadResult> {
    return this.#ask({ method: 'load', job }) as Promise<LoadResult>
  }

  packSources(): Promise<ReadonlyMap<string, PackedSources>> {
    return this.#ask({ method: 'packSources' }) as Promise<ReadonlyMap<string, PackedSources>>
  }

  /** Of a zone of this load, by its file. */
  textPieces(file: string): Promise<readonly Piece[] | undefined> {
    return this.#ask({ method: 'textPieces', file }) as Promise<readonly Piece[] | undefined>
  }

  /** The rows of a zone's plain records that the table lacks, or has too many, in bounded parts. */
  async *rowChanges(origin: string, databaseFile: string): AsyncGenerator<RowChanges> {
    await this.#ask({ method: 'compare', origin, databaseFile })
    for (;;) {
      const changes = (await this.#ask({ method: 'nextChanges' })) as RowChanges | undefined
      if (changes === undefined) return
      yield changes
    }
  }

  /** The text of a zone in service; needs no load before. */
  zoneText(job: ZoneTextJob): Promise<ZoneText> {
    return this.#ask({ method: 'zoneText', job }) as Promise<ZoneText>
  }

  /** Needs no load before. */
  simulateZone(job: SimulateZoneJob): Promise<SimulateReport> {
    return this.#ask({ method: 'simulateZone', job }) as Promise<SimulateReport>
  }

  /** Reads the database; needs no load before. */
  explainPast(job: ExplainPastJob): Promise<Explanation | OperatorProblem> {
    return this.#ask({ method: 'explainPast', job }) as Promise<Explanation | OperatorProblem>
  }

  async close(): Promise<void> {
    await this.#end()
  }
}

/** A zone folder below this size is loaded in less time than a thread needs to start. */
const MAX_OCTETS_HERE = 256 * 1024

/** The loader for a start. */
export function firstLoader(folder: string, onProgress?: OnProgress): Loader {
  const listed = listZoneFiles(folder)
  if ('problem' in listed) return Loader.here()
  const octets = listed.files.reduce(
    (sum, file) => sum + (statSync(file, { throwIfNoEntry: false })?.size ?? 0),
    0,
  )
  return isSmall(octets) ? Loader.here() : Loader.inThread(onProgress)
}

/** Whether work on so much text is done before a thread for it has started. */
export function isSmall(octets: number): boolean {
  return octets <= MAX_OCTETS_HERE
}

export class LoadFault extends Error {
  override readonly name = 'LoadFault'
}

/** A greater young generation only touches more memory for the first time, which is dearer than collecting (`bench/README.md`). */
const MAX_YOUNG_MEGABYTES = 16
const MAX_OLD_MEGABYTES = 16_384

class LoadThread {
  readonly #worker: Worker
  readonly #waiting = new Map<
    number,
    { resolve: (result: unknown) => void; reject: (fault: LoadFault) => void }
  >()
  #calls = 0
  #fault: LoadFault | undefined

  constructor(onProgress: OnProgress) {
    this.#worker = new Worker(new URL(`./load-thread${EXTENSION}`, import.meta.url), {
      name: 'load',
      resourceLimits: {
        maxYoungGenerationSizeMb: MAX_YOUNG_MEGABYTES,
        maxOldGenerationSizeMb: MAX_OLD_MEGABYTES,
      },
    })
    this.#worker.on('message', (message: Answered | Told) => {
      if ('progress' in message) return onProgress(message.progress)
      this.#waiting.get(message.id)?.resolve(message.result)
      this.#waiting.delete(message.id)
    })
    this.#worker.on('error', (error) => this.#fail(`the thread that loads zones died: ${messageOf(error)}`))
    this.#worker.on('exit', () => this.#fail('the thread that loads zones has ended'))
  }

  ask(call: Call): Promise<unknown> {
    if (this.#fault !== undefined) return Promise.reject(this.#fault)
    const asked: Asked = { id: this.#calls++, call }
    return new Promise((resolve, reject) => {
      this.#waiting.set(asked.id, { resolve, reject })
      this.#worker.postMessage(asked)
    })
  }

  async end(): Promise<void> {
    await this.#worker.terminate()
  }

  #fail(sentence: string): void {
    this.#fault ??= new LoadFault(sentence)
    for (const { reject } of this.#waiting.values()) reject(this.#fault)
    this.#waiting.clear()
  }
}

/** `.ts` as edited, `.js` as built. */
const EXTENSION = import.meta.url.slice(import.meta.url.lastIndexOf('.'))

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
