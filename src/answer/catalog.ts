// All zones in service with what their pools answer now: everything that an answer depends on.
import type { Name } from '../dns/name.ts'
import type { Pool } from './pool.ts'
import type { Publication } from './publish.ts'
import type { ZoneView } from './zone-view.ts'

export interface Catalog {
  /** By case-folded origin. */
  readonly zones: ReadonlyMap<Name, ZoneView>
  /** Called for every pool that an answer draws on, so that the caller learns on which pools it depends. */
  publicationOf(pool: Pool): Publication
}
