// The first steps of every worker: its counters, its answerer with the book of the day, its side of the control block.

import type { Answerer, MakeAnswerer } from './answerer.ts'
import { SERVE_COUNTERS } from './serve-counters.ts'
import { WorkerControl } from './worker-control.ts'
import type { WorkerJob } from './worker-job.ts'

export interface WorkerStart {
  readonly answerer: Answerer
  readonly control: WorkerControl
  readonly beforeAnswers: () => void
  readonly counts: Float64Array
}

export function startWorker(job: WorkerJob, makeAnswerer: MakeAnswerer): WorkerStart {
  const { counters, answererCells } = job
  const answerer = makeAnswerer(new Float64Array(counters, 0, answererCells), job.answering)
  answerer.use(job.book)
  const control = new WorkerControl(job.control, job.row, job.inbox, answerer)
  const beforeAnswers = () => {
    control.refresh()
    answerer.tick(Date.now())
  }
  const counts = new Float64Array(
    counters,
    answererCells * Float64Array.BYTES_PER_ELEMENT,
    SERVE_COUNTERS.length,
  )
  return { answerer, control, beforeAnswers, counts }
}
