// The main function of the TLS worker thread: DNS over TLS and over HTTPS, away from the others because handshakes are dear.

import { parentPort, workerData } from 'node:worker_threads'
import { Acceptor } from './acceptor.ts'
import type { MakeAnswerer } from './answerer.ts'
import { type Certificate, secureContextOf } from './certificate.ts'
import { DohServer } from './doh-server.ts'
import type { ServingProblem } from './problem.ts'
import { stopRequest } from './serve-tcp.ts'
import { Streams } from './streams.ts'
import { report, type TlsJob } from './worker-job.ts'
import { startWorker } from './worker-start.ts'

export async function serveTls(makeAnswerer: MakeAnswerer): Promise<void> {
  const job: TlsJob = workerData
  const { limits } = job
  const { control, ...start } = startWorker(job, makeAnswerer)
  const acceptor = new Acceptor(start.counts, limits)
  const streams = new Streams({ ...start, limits, transport: 'tls' })
  const doh = new DohServer({ ...start, limits })
  const dotListeners = job.dot.map((endpoint) => ({
    endpoint,
    transport: 'tls' as const,
    listener: streams.tlsListener(job.certificate),
  }))
  const dohListeners = job.doh.map((endpoint) => ({
    endpoint,
    transport: 'https' as const,
    listener: doh.listener(job.certificate),
  }))
  const listeners = [...dotListeners, ...dohListeners]
  parentPort?.on('message', (certificate: Certificate) => {
    for (const { listener } of listeners) listener.setSecureContext(secureContextOf(certificate))
  })
  parentPort?.unref()
  let problem: ServingProblem | undefined
  for (const { endpoint, transport, listener } of listeners)
    problem ??= await acceptor.listen(listener, transport, endpoint)
  if (problem) {
    await acceptor.close()
    return report({ problem })
  }
  report({ ready: true })
  await stopRequest(control)
  streams.finish()
  doh.finish()
  await acceptor.close()
}
