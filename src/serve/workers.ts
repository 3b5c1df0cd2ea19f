// Starts serving with the real answerer: the entrance of this folder.

import type { BookHandle } from '../answer/book-handle.ts'
import { COUNTERS } from '../answer/counters.ts'
import { COUNTER_CELLS } from '../answer/zone-counters.ts'
import type { ServingOptions } from './serving-options.ts'
import { type Started, startWorkers } from './start.ts'

export interface ServeOptions extends ServingOptions {
  readonly book: BookHandle
}

/** Resolves when every socket is bound, or with the first problem, after everything bound is closed again. */
export function startServing(options: ServeOptions): Promise<Started> {
  return startWorkers(options, {
    udp: workerFile('udp-worker'),
    tcp: workerFile('tcp-worker'),
    tls: workerFile('tls-worker'),
    counters: COUNTERS,
    cells: COUNTER_CELLS,
  })
}

/** `.ts` in development, `.js` once built: as this file itself. */
function workerFile(name: string): URL {
  const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js'
  return new URL(`./${name}.${extension}`, import.meta.url)
}
