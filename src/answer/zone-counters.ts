// Replies by zone, transport and rcode: cells behind the other counters, a row of them for each zone that is told apart.
import { COUNTER, COUNTERS, TRANSPORT_COUNTERS } from './counters.ts'

/** Zones with a row of their own. A row is never given to another zone, so that no count ever goes back. */
export const MAX_COUNTED_ZONES = 256

/** Of what is about no zone of ours; of the zones without a row of their own; of the first zone that has one. */
export const ZONE_ROW = { none: 0, other: 1, first: 2 } as const

/** In the order in which a row has them, for each transport. */
export const RCODE_COUNTERS = COUNTERS.slice(COUNTER.noerror, COUNTER.other + 1)

export const ROW_CELLS = TRANSPORT_COUNTERS.length * RCODE_COUNTERS.length

/** Cells that a worker counts in: those of COUNTERS, then the rows. */
export const COUNTER_CELLS = COUNTERS.length + (ZONE_ROW.first + MAX_COUNTED_ZONES) * ROW_CELLS

/** Where the row of `ZONE_ROW.none` counts replies over a transport (an index in COUNTERS), less the index of the rcode's counter. */
export function cellsOf(transport: number): number {
  return COUNTERS.length + transport * RCODE_COUNTERS.length - COUNTER.noerror
}

export interface RowCount {
  readonly transport: string
  /** Of RCODE_COUNTERS. */
  readonly rcode: string
  readonly replies: number
}

/** What a row of the summed cells says; what has never happened is left out. */
export function countsInRow(cells: Float64Array, row: number): RowCount[] {
  const start = COUNTERS.length + row * ROW_CELLS
  return TRANSPORT_COUNTERS.flatMap((transport, t) =>
    RCODE_COUNTERS.flatMap((rcode, r) => {
      const replies = cells[start + t * RCODE_COUNTERS.length + r] ?? 0
      return replies === 0 ? [] : [{ transport, rcode, replies }]
    }),
  )
}
