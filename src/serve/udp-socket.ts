// The interface behind which one UDP socket is served: open, step, close. Implementations: udp-koffi.ts, udp-dgram.ts.

import type { Answerer } from './answerer.ts'
import type { BindFailure } from './problem.ts'

export interface UdpOptions {
  readonly address: string
  /** 0: the system chooses. */
  readonly port: number
  /** Several workers bind the same address and port (SO_REUSEPORT). */
  readonly shared: boolean
  /** Descriptor of the socket that a dead predecessor left bound, -1 if none; only koffi leaves one. */
  readonly inherited: number
  readonly answerer: Answerer
  /** Called after datagrams were received and before the first of them is answered. */
  readonly beforeAnswers: () => void
  /** Indexed as SERVE_COUNTERS. */
  readonly counts: Float64Array
}

export interface UdpSocket {
  readonly port: number
  /** -1 where the runtime closes the socket with its thread. */
  readonly descriptor: number
  /**
   * Waits for datagrams, at most UDP_WAIT_MS, or not at all when `wait` is false; answers those that arrived. Returns
   * how many arrived, at once if the wait blocks the thread, else as a promise.
   */
  step(wait: boolean): number | Promise<number>
  close(): void
}

export type OpenUdp = (options: UdpOptions) => Promise<UdpSocket | BindFailure>
