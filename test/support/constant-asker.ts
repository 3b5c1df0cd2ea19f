// A client that asks one question all the time, so that a scenario can say what was seen and that nothing was lost.
import { createSocket, type Socket } from 'node:dgram'
import { once } from 'node:events'
import type { TestContext } from 'node:test'
import { type Answer, decodeAnswer, type Endpoint, encodeQuestion } from './dns-client.ts'

/** An answer that takes longer was lost. */
const LOST_AFTER_MS = 5000
/** Questions under way at once. */
const WINDOW = 4

export interface Seen {
  readonly asked: number
  readonly lost: number
  /** Every different `rcode data ttl`, in the order of the first time. */
  readonly different: readonly string[]
}

export class ConstantAsker {
  readonly #askers: readonly Promise<void>[]
  readonly #different = new Set<string>()
  #asked = 0
  #lost = 0
  #stopping = false

  constructor(t: TestContext, at: Endpoint, question: string) {
    t.after(() => this.stop())
    this.#askers = Array.from({ length: WINDOW }, () => this.#askOnAndOn(at, question))
  }

  /** Asks no more, waits for what is under way. */
  async stop(): Promise<Seen> {
    this.#stopping = true
    await Promise.all(this.#askers)
    return { asked: this.#asked, lost: this.#lost, different: [...this.#different] }
  }

  async #askOnAndOn(at: Endpoint, question: string): Promise<void> {
    const socket = createSocket('udp4')
    try {
      while (!this.#stopping) {
        this.#asked++
        const answer = await askOn(socket, at, question)
        if (answer === undefined) this.#lost++
        else this.#different.add(`${answer.rcode} ${answer.data.join()} ttl ${answer.ttl}`)
      }
    } finally {
      socket.close()
    }
  }
}

async function askOn(socket: Socket, at: Endpoint, question: string): Promise<Answer | undefined> {
  const query = encodeQuestion(question)
  const replied = once(socket, 'message', { signal: AbortSignal.timeout(LOST_AFTER_MS) })
  socket.send(query, at.port, at.address)
  try {
    const [reply] = (await replied) as [Buffer]
    return decodeAnswer(reply)
  } catch {
    return undefined
  }
}
