// What the sockets count, beside the answerer's counters: an index in this list is an index in the worker's counts.

export const SERVE_COUNTERS = [
  'udp-port-zero',
  'udp-oversized',
  'udp-send-failed',
  'tcp-accepted',
  'tcp-closed',
  'tcp-refused',
  'tcp-evicted',
  'tcp-timed-out',
  'tcp-malformed',
  'tls-failed',
  'https-refused',
] as const

export type ServeCounter = (typeof SERVE_COUNTERS)[number]

export function counterIndex(name: ServeCounter): number {
  return SERVE_COUNTERS.indexOf(name)
}

/** One writer per array, so no atomics; 64-bit loads of the reader do not tear. */
export function count(counts: Float64Array, index: number): void {
  counts[index] = (counts[index] ?? 0) + 1
}
