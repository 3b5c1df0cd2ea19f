// A server on loopback for protocols of question and answer, which begins TLS in the middle when it is told how.
import type { Socket } from 'node:net'
import { TLSSocket } from 'node:tls'
import type { Credentials } from '../support/certificates.ts'
import { type TestServer, tcpServer } from './servers.ts'

/** What is sent in one piece. */
export type Octets = string | Uint8Array

export interface Script {
  readonly greeting?: Octets
  /** What one message of the client is answered: the client waits for each answer, so that a message comes in one piece. */
  readonly answer: (message: string, isSecured: boolean) => Octets
  /** The message whose answer is the last in plain text. */
  readonly startTls?: RegExp
  readonly credentials?: Credentials
  /** The message upon whose answer the connection is closed. */
  readonly last?: RegExp
}

export interface TalkingServer extends TestServer {
  /** Every message of every client, as latin1; what came under TLS begins with `TLS: `. */
  readonly heard: readonly string[]
}

export async function talkingServer(script: Script, host?: string): Promise<TalkingServer> {
  const heard: string[] = []
  const server = await tcpServer((socket) => {
    if (script.greeting !== undefined) socket.write(script.greeting)
    listen(socket, script, heard, false)
  }, host)
  return { ...server, heard }
}

function listen(socket: Socket, script: Script, heard: string[], isSecured: boolean): void {
  const onData = (chunk: Buffer): void => {
    const message = chunk.toString('latin1')
    heard.push(isSecured ? `TLS: ${message}` : message)
    const begins = !isSecured && script.startTls?.test(message) === true
    if (begins) socket.off('data', onData)
    if (!socket.destroyed) socket.write(script.answer(message, isSecured))
    if (script.last?.test(message)) socket.end()
    if (begins && script.credentials !== undefined) {
      const secured = new TLSSocket(socket, { isServer: true, ...script.credentials })
      secured.on('error', () => socket.destroy())
      listen(secured, script, heard, true)
    }
  }
  socket.on('data', onData)
}
