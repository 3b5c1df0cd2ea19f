// Lets a probe read a protocol as a sequence of steps: take so many octets, take a line, and find out at the end.
import type { Socket } from 'node:net'
import type { Ending } from '../../health/outcome.ts'
import type { Attempt } from './attempt.ts'
import { MAX_READ_OCTETS } from './find-octets.ts'

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
  /** How many octets of what has come are to be taken; undefined: not enough yet. */
  readonly measure: (come: Buffer) => number | undefined
  readonly resolve: (taken: Buffer) => void
}

/** Takes octets in the order in which they come; one take at a time. */
export class OctetReader {
  readonly #attempt: Attempt
  readonly #socket: Socket
  #come: Buffer = Buffer.alloc(0)
  #read = 0
  #wanted: Wanted | undefined

  constructor(attempt: Attempt, socket: Socket) {
    this.#attempt = attempt
    this.#socket = socket
    socket.on('data', this.#add)
  }

  take(count: number): Promise<Buffer> {
    return this.#takeWhen((come) => (come.length >= count ? count : undefined))
  }

  /** Without its end, CR LF. */
  async takeLine(): Promise<string> {
    const line = await this.#takeWhen((come) => {
      const at = come.indexOf('\r\n')
      return at < 0 ? undefined : at + 2
    })
    return line.toString('utf8', 0, line.length - 2)
  }

  /** Reads no more, so that another may; returns what has come but was not taken. */
  stop(): Buffer {
    this.#socket.off('data', this.#add)
    this.#socket.pause()
    return this.#come
  }

  #takeWhen(measure: Wanted['measure']): Promise<Buffer> {
    return new Promise((resolve) => {
      this.#wanted = { measure, resolve }
      this.#serve()
    })
  }

  readonly #add = (chunk: Buffer): void => {
    this.#read += chunk.length
    if (this.#read > MAX_READ_OCTETS)
      this.#attempt.end('protocol', `no end in the first ${MAX_READ_OCTETS} octets`)
    else {
      this.#come = Buffer.concat([this.#come, chunk])
      this.#serve()
    }
  }

  #serve(): void {
    const length = this.#wanted?.measure(this.#come)
    if (this.#wanted === undefined || length === undefined) return
    const { resolve } = this.#wanted
    this.#wanted = undefined
    const taken = this.#come.subarray(0, length)
    this.#come = this.#come.subarray(length)
    resolve(taken)
  }
}
