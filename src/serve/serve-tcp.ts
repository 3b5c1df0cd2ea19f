// The main function of the TCP worker thread, which serves every endpoint.

import { setTimeout as sleep } from 'node:timers/promises'
import { workerData } from 'node:worker_threads'
import type { MakeAnswerer } from './answerer.ts'
import { TCP_STOP_GRACE_MS } from './limits.ts'
import { TcpServer } from './tcp-server.ts'
import { report, type TcpJob } from './worker-job.ts'
import { startWorker } from './worker-start.ts'

export async function serveTcp(makeAnswerer: MakeAnswerer): Promise<void> {
  const job: TcpJob = workerData
  const { control, ...start } = startWorker(job, makeAnswerer)
  const server = new TcpServer({ ...start, limits: job.limits })
  for (const endpoint of job.endpoints) {
    const problem = await server.listen(endpoint)
    if (problem) {
      server.close()
      return report({ problem })
    }
  }
  report({ ready: true })
  while (!control.stopRequested()) {
    control.tick()
    await sleep(TCP_STOP_GRACE_MS)
  }
  await server.stop()
}
