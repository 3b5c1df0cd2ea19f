// Asks good questions without a pause while others do harm, and counts what became of them.
import { type Answer, ask, type Endpoint } from '../support/dns-client.ts'

const TIMEOUT_MS = 3000

export interface Asked {
  asked: number
  /** UDP only: answered when asked once more. */
  retried: number
  /** Why a question had no good answer. */
  readonly failures: string[]
}

export interface GoodQuestion {
  readonly question: string
  readonly data: string
}

/** Questions over UDP, each with one retry, and over TCP, each on a connection of its own. */
export class GoodAsker {
  readonly udp: Asked = { asked: 0, retried: 0, failures: [] }
  readonly tcp: Asked = { asked: 0, retried: 0, failures: [] }
  readonly #endpoint: Endpoint
  readonly #good: GoodQuestion
  #stopping = false
  readonly #loops: readonly Promise<void>[]

  constructor(endpoint: Endpoint, good: GoodQuestion) {
    this.#endpoint = endpoint
    this.#good = good
    this.#loops = [this.#askOnAndOn('udp'), this.#askOnAndOn('tcp')]
  }

  async stop(): Promise<void> {
    this.#stopping = true
    await Promise.all(this.#loops)
  }

  async #askOnAndOn(transport: 'udp' | 'tcp'): Promise<void> {
    while (!this.#stopping) await askOnce(this.#endpoint, this.#good, transport, this[transport])
  }
}

/** Asks so many times over each transport, one after another. */
export async function askGood(
  endpoint: Endpoint,
  good: GoodQuestion,
  count: number,
): Promise<GoodAsker['udp']> {
  const asked: Asked = { asked: 0, retried: 0, failures: [] }
  for (let left = count; left > 0; left--) {
    await askOnce(endpoint, good, 'udp', asked)
    await askOnce(endpoint, good, 'tcp', asked)
  }
  return asked
}

async function askOnce(
  at: Endpoint,
  good: GoodQuestion,
  transport: 'udp' | 'tcp',
  asked: Asked,
): Promise<void> {
  asked.asked++
  const first = await answerOrFailure(at, good, transport)
  if (first === undefined) return
  const second = transport === 'udp' ? await answerOrFailure(at, good, transport) : first
  if (second === undefined) asked.retried++
  else asked.failures.push(second)
}

/** Undefined when the answer is the right one. */
async function answerOrFailure(
  at: Endpoint,
  { question, data }: GoodQuestion,
  transport: 'udp' | 'tcp',
): Promise<string | undefined> {
  let answer: Answer
  try {
    answer = await ask(at, question, { transport, timeoutMs: TIMEOUT_MS })
  } catch (error) {
    return `${transport}: ${error instanceof Error ? error.message : error}`
  }
  return answer.data.join() === data ? undefined : `${transport}: ${answer.rcode} ${answer.data.join()}`
}
