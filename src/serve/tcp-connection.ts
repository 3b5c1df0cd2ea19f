// One connection over TCP or TLS: answers messages in the order they came, and ends by itself whatever the client does.
//
//   state     meaning                              left after          then
//   idle      no octet of a message is there       idleTimeoutMs       destroyed
//   frame     a message has begun to arrive        frameTimeoutMs      destroyed
//   blocked   the client does not read its answers writeTimeoutMs      destroyed
//   closing   all is answered, our side is closed  writeTimeoutMs      destroyed
//
// Time in a state counts from its begin; only a complete, answered message begins one anew.

import type { Socket } from 'node:net'
import type { Transport } from '../answer/responder-options.ts'
import type { Answerer } from './answerer.ts'
import { writeAddress } from './client-address.ts'
import { FrameBuffer } from './frame-buffer.ts'
import { MAX_TCP_MESSAGE, REPLY_SLACK, type TcpLimits } from './limits.ts'
import { count, counterIndex } from './serve-counters.ts'

export interface StreamService {
  readonly answerer: Answerer
  /** Called after octets were received and before a message in them is answered. */
  readonly beforeAnswers: () => void
  readonly counts: Float64Array
  readonly limits: TcpLimits
  readonly transport: Transport
}

type State = 'idle' | 'frame' | 'blocked' | 'closing'

const TIMED_OUT = counterIndex('tcp-timed-out')
const MALFORMED = counterIndex('tcp-malformed')
const HEADER_OCTETS = 12
const MAX_FRAME = 2 + MAX_TCP_MESSAGE

// One per worker thread: replies are gathered here before they leave. Room for what waits and one longest reply.
const replies = Buffer.allocUnsafeSlow(2 * MAX_FRAME + REPLY_SLACK)

export class TcpConnection {
  readonly #socket: Socket
  readonly #service: StreamService
  readonly #frames = new FrameBuffer()
  readonly #client = new Uint8Array(16)
  readonly #family: 4 | 6
  #state: State = 'idle'
  #timer: NodeJS.Timeout | undefined
  #ended = false

  constructor(socket: Socket, clientAddress: string, service: StreamService) {
    this.#socket = socket
    this.#service = service
    this.#family = writeAddress(clientAddress, this.#client, 0)
    this.#enter('idle')
    socket.on('data', (chunk: Buffer) => this.#receive(chunk))
    socket.on('drain', () => this.#unblock())
    socket.on('end', () => this.#end())
    socket.on('close', () => clearTimeout(this.#timer))
    // A reset by the client; 'close' follows.
    socket.on('error', () => socket.destroy())
  }

  /** Answers what has arrived, sends it, closes. */
  finish(): void {
    this.#end()
  }

  #receive(chunk: Buffer): void {
    if (this.#state === 'closing') return
    this.#frames.push(chunk)
    if (this.#state !== 'blocked') this.#pump()
  }

  // RFC 7766 §6.2.1.1: pipelined queries are answered without waiting for each other; ours never wait at all.
  #pump(): void {
    this.#service.beforeAnswers()
    let used = 0
    let answered = false
    let writable = true
    for (let length = this.#frames.messageLength(); length >= 0; length = this.#frames.messageLength()) {
      const reply = length < HEADER_OCTETS ? 0 : this.#answer(length, used)
      if (reply === 0) {
        this.#giveUp(used)
        return
      }
      answered = true
      used += reply
      if (used > MAX_FRAME || this.#inFlight(used) >= this.#service.limits.maxBytesInFlight) {
        writable = this.#write(used)
        used = 0
        if (!writable) break
      }
    }
    if (used > 0) writable = this.#write(used)
    this.#settle(writable, answered)
  }

  /** Octets of the framed reply that now stands at replies[at…], 0 if the message deserves none. */
  #answer(length: number, at: number): number {
    const start = at + 2
    this.#frames.take(length, replies, start)
    const { answerer, transport } = this.#service
    const octets = answerer.respond(replies, start, length, this.#client, 0, this.#family, transport)
    if (octets > 0) replies.writeUInt16BE(octets, at)
    return octets > 0 ? octets + 2 : 0
  }

  #settle(writable: boolean, answered: boolean): void {
    if (!writable) {
      this.#socket.pause()
      this.#enter('blocked')
    } else if (this.#ended) {
      this.#close()
    } else {
      const next = this.#frames.length > 0 ? 'frame' : 'idle'
      if (answered || next !== this.#state) this.#enter(next)
    }
  }

  #unblock(): void {
    if (this.#state !== 'blocked') return
    this.#socket.resume()
    this.#pump()
  }

  // A client that closes its side still gets its answers.
  #end(): void {
    this.#ended = true
    if (this.#state !== 'blocked' && this.#state !== 'closing') this.#close()
  }

  /** What is no DNS message, or is none to answer, ends the connection after the answers before it. */
  #giveUp(used: number): void {
    count(this.#service.counts, MALFORMED)
    if (used > 0) this.#write(used)
    this.#close()
  }

  #close(): void {
    this.#enter('closing')
    this.#socket.end()
    // A client that goes on sending is read, so that its data does not turn our close into a reset.
    this.#socket.resume()
  }

  #inFlight(used: number): number {
    return this.#socket.writableLength + used
  }

  // RFC 7766 §8: length and message leave together, in one segment if they fit.
  #write(used: number): boolean {
    return this.#socket.write(Buffer.from(replies.subarray(0, used)))
  }

  #enter(state: State): void {
    this.#state = state
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => this.#expire(), timeoutOf(state, this.#service.limits))
  }

  #expire(): void {
    count(this.#service.counts, TIMED_OUT)
    this.#socket.destroy()
  }
}

function timeoutOf(state: State, limits: TcpLimits): number {
  if (state === 'idle') return limits.idleTimeoutMs
  return state === 'frame' ? limits.frameTimeoutMs : limits.writeTimeoutMs
}
