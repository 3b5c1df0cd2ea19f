// Lets a probe read a protocol as a sequence of steps: take so many octets, take a line, and find out at the end.
import type { Socket } from 'node:net'
import type { Ending } from '../../health/outcome.ts'
import type { Attempt } from './attempt.ts'
import { MAX_READ_OCTETS } from './find-octets.ts'
import { OctetQueue } from './octet-queue.ts'

/** How the conversation ended, and what exactly was seen. */
export type Finding = readonly [ending: Ending, detail: string]

/** Ends the attempt with what `talk` finds; when the connection ends first, `talk` waits for ever and is forgotten. */
export function converse(attempt: Attempt, talk: () => Promise<Finding>): void {
  attempt.stage = 'while waiting for the answer'
  talk().then(
    ([ending, detail]) => attempt.end(ending, detail),
    (error: Error) => attempt.fail(error),
  )
}

interface Wanted {
  /** Undefined: not enough has come yet. */
  readonly take: (come: OctetQueue) => Buffer | undefined
  readonly resolve: (taken: Buffer) => void
}

const LINE_END = Buffer.from('\r\n')

/** Takes octets in the order in which they come; one take at a time. */
export class OctetReader {
  readonly #attempt: Attempt
  readonly #socket: Socket
  readonly #come = new OctetQueue()
  #read = 0
  #wanted: Wanted | undefined

  constructor(attempt: Attempt, socket: Socket) {
    this.#attempt = attempt
    this.#socket = socket
    socket.on('data', this.#add)
  }

  take(count: number): Promise<Buffer> {
    return this.#takeWhen((come) => come.take(count))
  }

  /** Without its end, CR LF. */
  async takeLine(): Promise<string> {
    const line = await this.#takeWhen((come) => come.takeThrough(LINE_END))
    return line.toString('utf8', 0, line.length - LINE_END.length)
  }

  /** Reads no more, so that another may; returns what has come but was not taken. */
  stop(): Buffer {
    this.#socket.off('data', this.#add)
    this.#socket.pause()
    return this.#come.rest()
  }

  #takeWhen(take: Wanted['take']): Promise<Buffer> {
    return new Promise((resolve) => {
      this.#wanted = { take, resolve }
      this.#serve()
    })
  }

  readonly #add = (chunk: Buffer): void => {
    this.#read += chunk.length
    if (this.#read > MAX_READ_OCTETS)
      this.#attempt.end('protocol', `no end in the first ${MAX_READ_OCTETS} octets`)
    else {
      this.#come.add(chunk)
      this.#serve()
    }
  }

  #serve(): void {
    const taken = this.#wanted?.take(this.#come)
    if (this.#wanted === undefined || taken === undefined) return
    const { resolve } = this.#wanted
    this.#wanted = undefined
    resolve(taken)
  }
}
