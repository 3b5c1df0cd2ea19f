// One load of the zones from its first octet until the record table is written: the whole zones live no longer.

import { nameToText } from '../../dns/name.ts'
import { changesOfTable } from '../../store/plain-rows.ts'
import type { Piece } from '../../store/zone-texts.ts'
import type { RowChanges } from '../../store/zones.ts'
import type { OnProgress } from '../../zone/draft.ts'
import { plainRows } from '../publish/record-rows.ts'
import type { LoadJob, LoadResult } from './load-job.ts'
import { loadZones } from './load-zones.ts'
import { joinSources, type PackedSources, packSources } from './packed-sources.ts'
import { cutText } from './text-pieces.ts'
import type { WholeZone } from './whole-zone.ts'

/** What a thread is asked, as method and argument, and what it answers. */
export class LoadSession {
  #zones: readonly WholeZone[] = []
  #changes: Iterator<RowChanges> | undefined

  load(job: LoadJob, onProgress?: OnProgress): LoadResult {
    const result = loadZones(job, onProgress)
    if ('problem' in result) return result
    this.#zones = result.zones
    return result.loaded
  }

  /** Of every zone, by its file. */
  packSources(): ReadonlyMap<string, PackedSources> {
    return new Map(this.#zones.map(({ summary, sources }) => [summary.file, packSources(sources)]))
  }

  /** The text of one zone for those who ask of a past instant; undefined: it was not read in this load. */
  textPieces(file: string): readonly Piece[] | undefined {
    const whole = this.#zones.find(({ summary }) => summary.file === file)
    return whole && cutText(joinSources(whole.sources))
  }

  /** Begins to compare a zone's plain records with what the table holds of them; `nextChanges` tells the differences. */
  compare({ origin, databaseFile }: { readonly origin: string; readonly databaseFile: string }): void {
    const whole = this.#zones.find(({ zone }) => nameToText(zone.origin) === origin)
    this.#changes = whole && changesOfTable(databaseFile, origin, plainRows(whole))
  }

  /** A bounded part of the differences; undefined when there are no more. */
  nextChanges(): RowChanges | undefined {
    const next = this.#changes?.next()
    return next === undefined || next.done === true ? undefined : next.value
  }
}
