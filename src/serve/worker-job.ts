// What a worker gets when it is started (workerData) and what it reports when its sockets are bound, or are not.

import { type MessagePort, parentPort } from 'node:worker_threads'
import type { Endpoint } from './acceptor.ts'
import type { Answering } from './answerer.ts'
import type { Certificate } from './certificate.ts'
import type { UdpIo } from './choose-udp.ts'
import type { TcpLimits } from './limits.ts'
import type { ServingProblem } from './problem.ts'

export interface WorkerJob {
  readonly control: SharedArrayBuffer
  /** The worker's row of the control block. */
  readonly row: number
  /** Float64: the answerer's cells, then SERVE_COUNTERS. */
  readonly counters: SharedArrayBuffer
  readonly answererCells: number
  /** Where later books arrive. */
  readonly inbox: MessagePort
  readonly book: unknown
  readonly answering: Answering
}

export interface UdpJob extends WorkerJob, Endpoint {
  readonly io: UdpIo
  readonly shared: boolean
}

export interface TcpJob extends WorkerJob {
  readonly endpoints: readonly Endpoint[]
  readonly limits: TcpLimits
}

export interface TlsJob extends WorkerJob {
  readonly dot: readonly Endpoint[]
  readonly doh: readonly Endpoint[]
  /** Later ones come as messages of the parent port. */
  readonly certificate: Certificate
  readonly limits: TcpLimits
}

export type WorkerReport = { readonly ready: true } | { readonly problem: ServingProblem }

export function report(message: WorkerReport): void {
  parentPort?.postMessage(message)
}
