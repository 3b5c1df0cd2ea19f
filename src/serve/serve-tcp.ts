// The main function of the TCP worker thread, which serves every endpoint.

import { setTimeout as sleep } from 'node:timers/promises'
import { workerData } from 'node:worker_threads'
import { Acceptor } from './acceptor.ts'
import type { MakeAnswerer } from './answerer.ts'
import { TCP_STOP_GRACE_MS } from './limits.ts'
import { Streams } from './streams.ts'
import type { WorkerControl } from './worker-control.ts'
import { report, type TcpJob } from './worker-job.ts'
import { startWorker } from './worker-start.ts'

export async function serveTcp(makeAnswerer: MakeAnswerer): Promise<void> {
  const job: TcpJob = workerData
  const { control, ...start } = startWorker(job, makeAnswerer)
  const acceptor = new Acceptor(start.counts, job.limits)
  const streams = new Streams({ ...start, limits: job.limits, transport: 'tcp' })
  for (const endpoint of job.endpoints) {
    const problem = await acceptor.listen(streams.tcpListener(), 'tcp', endpoint)
    if (problem) {
      await acceptor.close()
      return report({ problem })
    }
  }
  report({ ready: true })
  await stopRequest(control)
  streams.finish()
  await acceptor.close()
}

/** Shows that the worker lives until a stop is requested and what had arrived by then has had time to be answered. */
export async function stopRequest(control: WorkerControl): Promise<void> {
  while (!control.stopRequested()) {
    control.tick()
    await sleep(TCP_STOP_GRACE_MS)
  }
  await sleep(TCP_STOP_GRACE_MS)
}
