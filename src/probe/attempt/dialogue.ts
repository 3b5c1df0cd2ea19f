// A conversation on one connection, in lines or octets, that can go on over TLS from the middle (STARTTLS).
import type { Socket } from 'node:net'
import type { Attempt } from './attempt.ts'
import { converse, type Finding, OctetReader } from './converse.ts'
import { openTransport, type Transport, type Upgrade, upgradeOf } from './transport.ts'

export interface Conversation {
  readonly talk: (dialogue: Dialogue) => Promise<Finding>
  /** Said before the connection is closed, to a server that has kept to the protocol; its answer is not waited for. */
  readonly farewell: string | Uint8Array
}

/** Ends the attempt with what the conversation finds; returns what closes the connection. */
export function openDialogue(
  attempt: Attempt,
  address: string,
  port: number,
  transport: Transport,
  { talk, farewell }: Conversation,
): () => void {
  const socket = openTransport(attempt, address, port, transport, (socket) => {
    const dialogue = new Dialogue(attempt, socket, address, transport)
    converse(attempt, async () => {
      const finding = await talk(dialogue)
      if (finding[0] !== 'protocol') dialogue.write(farewell, attempt.stage)
      return finding
    })
  })
  return () => socket.destroy()
}

export class Dialogue {
  /** Our own address of this connection. */
  readonly localAddress: string
  /** Goes on over TLS, after the server has agreed; undefined when the operator wants no STARTTLS. */
  readonly upgrade: (() => Promise<void>) | undefined
  readonly #attempt: Attempt
  #socket: Socket
  #reader: OctetReader

  constructor(attempt: Attempt, socket: Socket, address: string, transport: Transport) {
    this.localAddress = socket.localAddress ?? ''
    this.#attempt = attempt
    this.#socket = socket
    this.#reader = new OctetReader(attempt, socket)
    const secure = upgradeOf(attempt, address, transport)
    this.upgrade = secure && (() => new Promise((resolve) => this.#upgrade(secure, resolve)))
  }

  /** One line, without its end; `command` tells an operator what was not answered. */
  say(line: string, command = line.split(' ', 1)[0]): void {
    this.write(`${line}\r\n`, `while waiting for the answer to ${command}`)
  }

  write(octets: string | Uint8Array, stage: string): void {
    this.stage = stage
    this.#socket.write(octets)
  }

  /** What becomes the detail when nothing more comes. */
  set stage(stage: string) {
    this.#attempt.stage = stage
  }

  hearLine(): Promise<string> {
    return this.#reader.takeLine()
  }

  hear(octets: number): Promise<Buffer> {
    return this.#reader.take(octets)
  }

  /**
   * RFC 3207 §4.2: nothing that came in plain text is believed under TLS. What follows the server's word to begin is
   * not the server's, but of somebody in between who wants it read as if it had come under TLS.
   */
  #upgrade(secure: Upgrade, done: () => void): void {
    if (this.#reader.stop().length > 0) this.#attempt.end('protocol', 'plain text where TLS should begin')
    else
      secure(this.#socket, (socket) => {
        this.#socket = socket
        this.#reader = new OctetReader(this.#attempt, socket)
        done()
      })
  }
}
