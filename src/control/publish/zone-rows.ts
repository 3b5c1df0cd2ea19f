// Which zone the workers count in which row: the first zones by name, for as long as we run; later ones while rows last.

import { MAX_COUNTED_ZONES, ZONE_ROW } from '../../answer/zone-counters.ts'
import { type Name, nameToText } from '../../dns/name.ts'

export class ZoneRows {
  readonly #rows = new Map<Name, number>()

  /** The zones in service; those that are new get rows of their own, in the order of their names, while there are any. */
  add(origins: Iterable<Name>): void {
    const added = [...origins].filter((origin) => !this.#rows.has(origin))
    const room = Math.max(0, MAX_COUNTED_ZONES - this.#rows.size)
    const named = added.map((origin) => ({ origin, text: nameToText(origin) }))
    for (const { origin } of named.sort((a, b) => (a.text < b.text ? -1 : 1)).slice(0, room))
      this.#rows.set(origin, ZONE_ROW.first + this.#rows.size)
  }

  rowOf(origin: Name): number {
    return this.#rows.get(origin) ?? ZONE_ROW.other
  }

  /** By origin, also of zones that are gone. */
  get rows(): ReadonlyMap<Name, number> {
    return this.#rows
  }
}
