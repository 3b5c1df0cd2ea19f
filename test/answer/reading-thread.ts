// Worker thread of book-threads.test.ts: asks the book without a pause, and counts answers that nobody may get.
import { type MessagePort, workerData } from 'node:worker_threads'
import { Responder } from '../../src/answer/respond.ts'
import { COUNTER_CELLS } from '../../src/answer/zone-counters.ts'
import { PLAIN_RESPONDER } from '../support/ask.ts'

export interface ReaderJob {
  readonly arena: SharedArrayBuffer
  /** Words: the generation from which the next question is answered; stop; whether the reader has begun. */
  readonly control: SharedArrayBuffer
  readonly questions: readonly Asked[]
  readonly port: MessagePort
}

export interface Asked {
  readonly request: Uint8Array
  /** Every reply that is right at some time, as hexadecimal digits. */
  readonly right: ReadonlySet<string>
}

export interface ReaderReport {
  readonly asked: number
  readonly wrong: readonly string[]
  /** Different right replies that were seen. */
  readonly seen: number
}

export const WORD = { generation: 0, stop: 1, begun: 2 } as const

if (workerData !== null) read(workerData as ReaderJob)

function read({ arena, control, questions, port }: ReaderJob): void {
  const words = new Int32Array(control)
  const responder = new Responder(new Float64Array(COUNTER_CELLS), { ...PLAIN_RESPONDER, seed: 1 })
  responder.use({ arena })
  const message = Buffer.alloc(70_000)
  const client = Uint8Array.of(192, 0, 2, 1)
  const wrong: string[] = []
  const seen = new Set<string>()
  let asked = 0
  Atomics.store(words, WORD.begun, 1)
  Atomics.notify(words, WORD.begun)
  while (Atomics.load(words, WORD.stop) === 0)
    for (const { request, right } of questions) {
      Atomics.store(words, WORD.generation, responder.generation)
      message.set(request)
      const length = responder.respond(message, 0, request.length, client, 0, 4, 'tcp')
      const reply = message.toString('hex', 0, length)
      asked++
      if (right.has(reply)) seen.add(reply)
      else if (wrong.length < 10) wrong.push(reply)
    }
  port.postMessage({ asked, wrong, seen: seen.size } satisfies ReaderReport)
  port.close()
}
