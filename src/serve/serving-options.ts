// What is to be served, where, and by which worker files.

import type { Endpoint } from './acceptor.ts'
import type { Answering } from './answerer.ts'
import type { Certificate } from './certificate.ts'
import type { UdpIo } from './choose-udp.ts'
import type { ServingEvent } from './event.ts'
import type { TcpLimits } from './limits.ts'

export interface ServingOptions {
  /** Port 0: the system chooses one that is free for UDP and TCP. */
  readonly listen: readonly Endpoint[]
  readonly udp: { readonly io: 'auto' | UdpIo; readonly workers: number }
  /** DNS over TLS and over HTTPS; port 0 as above. */
  readonly encrypted?: Encrypted | undefined
  readonly tcp: TcpLimits
  readonly book: unknown
  readonly answering: Answering
  readonly onEvent: (event: ServingEvent) => void
}

export interface Encrypted {
  readonly dot: readonly Endpoint[]
  readonly doh: readonly Endpoint[]
  readonly certificate: Certificate
}

/** All endpoints, with the ports that were found for them. */
export interface Places {
  readonly listen: readonly Endpoint[]
  readonly dot: readonly Endpoint[]
  readonly doh: readonly Endpoint[]
}

export interface WorkerEntries {
  readonly udp: URL
  readonly tcp: URL
  readonly tls: URL
  /** Names of the answerer's counters, in their order. */
  readonly counters: readonly string[]
  /** Cells that the answerer counts in: those, and behind them some that have no name. */
  readonly cells: number
}
