// The main function of a UDP worker thread.

import { workerData } from 'node:worker_threads'
import type { MakeAnswerer } from './answerer.ts'
import type { UdpIo } from './choose-udp.ts'
import { bindProblem } from './problem.ts'
import { runUdpLoop } from './udp-loop.ts'
import type { OpenUdp } from './udp-socket.ts'
import { report, type UdpJob } from './worker-job.ts'
import { startWorker } from './worker-start.ts'

export async function serveUdp(makeAnswerer: MakeAnswerer): Promise<void> {
  const job: UdpJob = workerData
  const start = startWorker(job, makeAnswerer)
  const open = await backend(job.io)
  const { address, port, shared } = job
  const socket = await open({ address, port, shared, inherited: start.control.socket, ...start })
  if ('failure' in socket) return report({ problem: bindProblem('udp', address, port, socket.failure) })
  start.control.socket = socket.descriptor
  report({ ready: true })
  await runUdpLoop(socket, start.control)
}

// koffi is loaded only where it is used.
async function backend(io: UdpIo): Promise<OpenUdp> {
  if (io === 'koffi') return (await import('./udp-koffi.ts')).openKoffi
  return (await import('./udp-dgram.ts')).openDgram
}
