// What is answered to a client whose request never becomes one: too long, too slow, or no HTTP.
import type { Server } from 'node:http'
import type { Socket } from 'node:net'
import { getRequestListener, RequestError } from '@hono/node-server'
import type { Hono } from 'hono'
import { PROBLEM_TYPE, type ProblemCode, problemDetails, problemResponse } from '../routes/problem.ts'

const CODES: Readonly<Record<string, readonly [ProblemCode, string]>> = {
  HPE_HEADER_OVERFLOW: ['headers-too-large', 'the request line and the header fields are too long together'],
  ERR_HTTP_REQUEST_TIMEOUT: ['too-slow', 'the request did not come whole in its time'],
}
const NO_HTTP: readonly [ProblemCode, string] = ['bad-request', 'this is no HTTP/1.1: look at what was sent']

/** What `app` answers; also to a target or a Host from which no URL can be made. */
export function listenerOf(app: Hono): ReturnType<typeof getRequestListener> {
  const errorHandler = (error: unknown): Response => {
    if (error instanceof RequestError)
      return problemResponse('bad-request', `there is no URL in what is asked for: ${error.message}`)
    return problemResponse('internal', 'the daemon could not answer')
  }
  return getRequestListener(app.fetch, { errorHandler })
}

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
