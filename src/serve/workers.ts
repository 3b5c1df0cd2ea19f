// Starts serving with the real answerer: the entrance of this folder.

import type { BookHandle } from '../answer/book.ts'
import { COUNTERS } from '../answer/counters.ts'
import type { Answering } from './answerer.ts'
import { TCP_LIMITS, type TcpLimits } from './limits.ts'
import type { ServingOptions } from './serving-options.ts'
import { type Started, startWorkers } from './start.ts'

export interface ServeOptions extends Omit<ServingOptions, 'tcp' | 'book' | 'answering'>, Partial<Answering> {
  readonly tcp?: Partial<TcpLimits>
  readonly book: BookHandle
}

/** Resolves when every socket is bound, or with the first problem, after everything bound is closed again. */
export function startServing(options: ServeOptions): Promise<Started> {
  const { trustedSubnetSources = [], ...rest } = options
  const tcp = { ...TCP_LIMITS, ...options.tcp }
  const entries = { udp: workerFile('udp-worker'), tcp: workerFile('tcp-worker'), counters: COUNTERS }
  return startWorkers({ ...rest, tcp, answering: { trustedSubnetSources } }, entries)
}

/** `.ts` in development, `.js` once built: as this file itself. */
function workerFile(name: string): URL {
  const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js'
  return new URL(`./${name}.${extension}`, import.meta.url)
}
