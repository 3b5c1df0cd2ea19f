// tcp: something accepts connections on a port, and says what it should.
//
// | option  | default  | meaning                                                                 |
// |---------|----------|-------------------------------------------------------------------------|
// | port=   | required | 1 to 65535                                                              |
// | send=   | nothing  | sent once connected; `\r \n \t \\ \xHH` stand for octets                 |
// | expect= | nothing  | must occur in the first 64 KiB that the server sends; escapes as above  |
// | hold=   | no       | `yes`: also keeps a connection open, and probes at once when it ends     |
//
// Without expect= it passes as soon as the connection stands (and what is to be sent is on its way).
//
//     ;@ check cache tcp port=6379 send="PING\r\n" expect=+PONG every=1s
import type { Socket } from 'node:net'
import { type Attempt, attempt } from './attempt/attempt.ts'
import { connectTcp } from './attempt/connect.ts'
import { MAX_READ_OCTETS, octetFinder } from './attempt/find-octets.ts'
import { holding } from './attempt/hold.ts'
import { HOLD_OPTION } from './options/hold-option.ts'
import { octets, port, readOptions } from './options/options.ts'
import type { Probe } from './probe.ts'

const OPTIONS = { port: port(), send: octets(), expect: octets(), ...HOLD_OPTION }

export const tcp: Probe<'tcp'> = {
  type: 'tcp',
  optionNames: Object.keys(OPTIONS),
  configure(options) {
    const read = readOptions(OPTIONS, options)
    if (!read.ok) return read
    const { port, send, expect, hold } = read.values
    return {
      ok: true,
      ...holding(hold, (attempt, address, ready) => connectTcp(attempt, address, port, ready)),
      run: (address, signal) =>
        attempt(signal, (attempt) => {
          const socket = connectTcp(attempt, address, port, () => converse(attempt, socket, send, expect))
          return () => socket.destroy()
        }),
    }
  },
}

function converse(
  attempt: Attempt,
  socket: Socket,
  send: Buffer | undefined,
  expect: Buffer | undefined,
): void {
  attempt.stage = 'while waiting for the answer'
  if (expect !== undefined) awaitOctets(attempt, socket, expect)
  const sent = (): void => {
    if (expect === undefined) attempt.end('ok')
  }
  if (send === undefined) sent()
  else socket.write(send, sent)
}

function awaitOctets(attempt: Attempt, socket: Socket, expect: Buffer): void {
  const find = octetFinder(expect)
  socket.on('data', (chunk: Buffer) => {
    const search = find(chunk)
    if (search === 'found') attempt.end('ok')
    if (search === 'too-long') attempt.end('body', `not in the first ${MAX_READ_OCTETS} octets`)
  })
  socket.once('end', () => attempt.end('closed', attempt.stage))
}
