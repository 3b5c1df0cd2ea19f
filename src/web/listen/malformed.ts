// What is answered to a client whose request never becomes one: too long, too slow, or no HTTP.
import type { Server } from 'node:http'
import type { Socket } from 'node:net'
import { PROBLEM_TYPE, type ProblemCode, problemDetails } from '../routes/problem.ts'

const CODES: Readonly<Record<string, readonly [ProblemCode, string]>> = {
  HPE_HEADER_OVERFLOW: ['headers-too-large', 'the request line and the header fields are too long together'],
  ERR_HTTP_REQUEST_TIMEOUT: ['too-slow', 'the request did not come whole in its time'],
}
const NO_HTTP: readonly [ProblemCode, string] = ['bad-request', 'this is no HTTP/1.1: look at what was sent']

/** Without it Node answers as well, but with no problem details. */
export function answerMalformed(server: Server): void {
  server.on('clientError', (error: NodeJS.ErrnoException, socket: Socket) => {
    // Where an answer is under way, a second one would only be taken for a part of it.
    if (!socket.writable || socket.bytesWritten > 0) return socket.destroy()
    socket.end(answerTo(error.code ?? ''), () => socket.destroy())
    return undefined
  })
}

function answerTo(code: string): string {
  const body = problemDetails(...(CODES[code] ?? NO_HTTP))
  const text = JSON.stringify(body)
  const head = [
    `HTTP/1.1 ${body.status} ${body.title}`,
    `content-type: ${PROBLEM_TYPE}`,
    `content-length: ${Buffer.byteLength(text)}`,
    'cache-control: no-store',
    'connection: close',
  ]
  return `${head.join('\r\n')}\r\n\r\n${text}`
}
