// One HTTP/1.1 request and its response; shared by http and https.
import type { Socket } from 'node:net'
import type { Attempt } from '../attempt/attempt.ts'
import { connectTcp } from '../attempt/connect.ts'
import { ResponseReader } from './http-reader.ts'
import type { HttpExpectation, HttpRequest } from './http-request.ts'
import { judgeResponse } from './http-response.ts'

/** On a connection that stands. */
export function exchange(
  attempt: Attempt,
  socket: Socket,
  request: HttpRequest,
  expected: HttpExpectation,
): void {
  const reader = readerFor(attempt, request, expected)
  socket.on('data', (octets: Buffer) => reader.add(octets))
  send(attempt, socket, request, reader)
}

/** On a TCP connection of its own, which it returns; for less than when it is read as a stream. */
export function connectAndExchange(
  attempt: Attempt,
  address: string,
  port: number,
  request: HttpRequest,
  expected: HttpExpectation,
): Socket {
  const reader = readerFor(attempt, request, expected)
  const ready = (socket: Socket): void => send(attempt, socket, request, reader)
  return connectTcp(attempt, address, port, ready, (octets) => reader.add(octets))
}

function readerFor(attempt: Attempt, { method }: HttpRequest, expected: HttpExpectation): ResponseReader {
  return new ResponseReader(method, {
    onHead: (head) => judgeResponse(attempt, head, expected),
    onBroken: (why) => attempt.end('protocol', `Parse Error: ${why}`),
  })
}

function send(attempt: Attempt, socket: Socket, request: HttpRequest, reader: ResponseReader): void {
  attempt.stage = 'while waiting for the answer'
  socket.once('end', () => reader.close())
  const head = headOf(request)
  // In one write, and so in one segment where it fits.
  if (request.content === undefined) socket.write(head, 'latin1')
  else socket.write(Buffer.concat([Buffer.from(head, 'latin1'), request.content]))
}

/** RFC 9112 §3, §9.6: no other request follows. */
function headOf({ method, path, host, fields }: HttpRequest): string {
  let head = `${method} ${path} HTTP/1.1\r\nHost: ${host}\r\n`
  for (const [name, value] of fields) head += `${name}: ${value}\r\n`
  return `${head}Connection: close\r\n\r\n`
}
