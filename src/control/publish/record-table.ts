// Keeps the record table what is in service: pools at once, the plain records of a large zone behind its first answer.
import { setImmediate } from 'node:timers/promises'
import { nameToText } from '../../dns/name.ts'
import type { Log } from '../../log.ts'
import type { Store } from '../../store/store.ts'
import type { Edited } from '../load/load-job.ts'
import type { Loader } from '../load/loader.ts'
import type { PackedSources } from '../load/packed-sources.ts'
import type { InService } from './in-service.ts'
import { poolRows } from './record-rows.ts'

export class RecordTable {
  readonly #store: Store
  readonly #log: Log
  /** Counts the loads: a later one ends what is still written of an earlier one. */
  #load = 0

  constructor(store: Store, log: Log) {
    this.#store = store
    this.#log = log
  }

  /**
   * The zones and the rows of their pools, so that a restart answers what is answered from now on. `edited` is the zone
   * of which the plain records that are others are known already.
   */
  begin({ zones, publisher }: InService, edited?: Pick<Edited, 'origin' | 'rows'>): void {
    this.#load++
    this.#guarded(() => {
      this.#store.removeZonesExcept(
        zones.map(({ origin }) => nameToText(origin)),
        Date.now(),
      )
      for (const served of zones) {
        const { file, contentHash, serial, records: count } = served
        const pooled = poolRows(served, (pool) => publisher.publicationOf(pool))
        const zone = { origin: nameToText(served.origin), file, contentHash, serial, count, pooled }
        if (zone.origin === edited?.origin) this.#store.amendZone(zone, edited.rows, Date.now())
        else this.#store.beginZone(zone, Date.now())
      }
    })
  }

  /** The text and the plain records, a little at a time; ends early when another load has begun, or the daemon stops. */
  async fill(
    service: InService,
    loader: Loader,
    sources: Promise<ReadonlyMap<string, PackedSources>>,
  ): Promise<void> {
    const load = this.#load
    for await (const _ of this.#steps(service, loader, await sources)) {
      await setImmediate()
      if (load !== this.#load) return
    }
  }

  /** After each step somebody else may have the thread, and the database may be closed. */
  async *#steps(
    { zones }: InService,
    loader: Loader,
    sources: ReadonlyMap<string, PackedSources>,
  ): AsyncGenerator<void> {
    yield
    for (const { origin, file, contentHash } of zones) {
      const packed = sources.get(file)
      if (packed !== undefined) yield* this.#store.writeSources(nameToText(origin), contentHash, packed)
      yield* this.#keepText(nameToText(origin), file, contentHash, loader)
    }
    const states = this.#store.readZones()
    for (const origin of zones.map((zone) => nameToText(zone.origin))) {
      if (states.get(origin)?.isComplete !== false) continue
      const load = this.#load
      for await (const changes of loader.rowChanges(origin, this.#store.path)) {
        if (load !== this.#load) return
        this.#store.writeRows(origin, changes)
        yield
      }
      if (load !== this.#load) return
      this.#store.completeZone(origin)
    }
  }

  /** For whoever asks of the time from now on, once it is past. */
  async *#keepText(origin: string, file: string, contentHash: string, loader: Loader): AsyncGenerator<void> {
    const load = this.#load
    if (this.#store.zoneTexts.has(origin, contentHash)) return
    const pieces = await loader.textPieces(file)
    if (load !== this.#load || pieces === undefined) return
    yield* this.#store.zoneTexts.write(origin, contentHash, pieces)
  }

  stop(): void {
    this.#load++
  }

  #guarded(write: () => void): void {
    try {
      write()
    } catch (error) {
      this.#log.error(
        { err: error },
        'the record table could not be written; the zones are answered all the same',
      )
    }
  }
}
