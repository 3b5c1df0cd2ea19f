// What is to be served, where, and by which worker files.

import type { Answering } from './answerer.ts'
import type { UdpIo } from './choose-udp.ts'
import type { ServingEvent } from './event.ts'
import type { TcpLimits } from './limits.ts'
import type { Endpoint } from './tcp-server.ts'

export interface ServingOptions {
  /** Port 0: the system chooses one that is free for UDP and TCP. */
  readonly listen: readonly Endpoint[]
  readonly udp: { readonly io: 'auto' | UdpIo; readonly workers: number }
  readonly tcp: TcpLimits
  readonly book: unknown
  readonly answering: Answering
  readonly onEvent: (event: ServingEvent) => void
}

export interface WorkerEntries {
  readonly udp: URL
  readonly tcp: URL
  /** Names of the answerer's counters, in their order. */
  readonly counters: readonly string[]
}
