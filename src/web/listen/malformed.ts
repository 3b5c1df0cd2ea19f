// What is answered to a client whose request never becomes one: too long, too slow, or no HTTP.
import type { IncomingMessage, RequestListener, Server } from 'node:http'
import type { Socket } from 'node:net'
import { getRequestListener, RequestError } from '@hono/node-server'
import type { Hono } from 'hono'
import { PROBLEM_TYPE, type ProblemCode, problemDetails, problemResponse } from '../routes/problem.ts'
import { useOriginForm } from './request-target.ts'

const CODES: Readonly<Record<string, readonly [ProblemCode, string]>> = {
  HPE_HEADER_OVERFLOW: ['headers-too-large', 'the request line and the header fields are too long together'],
  ERR_HTTP_REQUEST_TIMEOUT: ['too-slow', 'the request did not come whole in its time'],
}
const NO_HTTP: readonly [ProblemCode, string] = ['bad-request', 'this is no HTTP/1.1: look at what was sent']

/** What `app` answers; also to a target or a Host from which no URL can be made. */
export function listenerOf(app: Hono): RequestListener {
  const errorHandler = (error: unknown): Response => {
    if (error instanceof RequestError)
      return problemResponse('bad-request', `there is no URL in what is asked for: ${error.message}`)
    return problemResponse('internal', 'the daemon could not answer')
  }
  const answer = getRequestListener(app.fetch, { errorHandler })
  return (incoming, outgoing) => {
    const problem = useOriginForm(incoming)
    if (problem === undefined) return void answer(incoming, outgoing)
    const refuse = () => problemResponse('bad-request', problem)
    return void getRequestListener(refuse, { errorHandler })(incoming, outgoing)
  }
}

/** Without it Node answers as well, but with no problem details. */
export function answerMalformed(server: Server): void {
  const underWay = new WeakMap<Socket, Set<IncomingMessage>>()
  server.on('request', (incoming, outgoing) => {
    const { socket } = incoming
    const requests = underWay.get(socket) ?? new Set()
    underWay.set(socket, requests.add(incoming))
    outgoing.once('close', () => requests.delete(incoming))
  })
  server.on('clientError', (error: NodeJS.ErrnoException, socket: Socket) => {
    // RFC 9112 §9.3.2: where an earlier request has its answer still to come, ours would be taken for that, or for a part of it.
    const isAwaited = [...(underWay.get(socket) ?? [])].some(({ complete }) => complete)
    if (!socket.writable || socket.bytesWritten > 0 || isAwaited) return socket.destroy()
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
