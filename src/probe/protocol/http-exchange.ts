// One HTTP/1.1 request and its response on a connection that stands; shared by http and https.
import http from 'node:http'
import type { Socket } from 'node:net'
import type { Attempt } from '../attempt/attempt.ts'
import type { HttpExpectation, HttpRequest } from './http-request.ts'
import { judgeResponse } from './http-response.ts'

export const MAX_HEADER_OCTETS = 16 * 1024

export function exchange(
  attempt: Attempt,
  socket: Socket,
  { method, path, host, fields, content }: HttpRequest,
  expected: HttpExpectation,
): void {
  attempt.stage = 'while waiting for the answer'
  const request = http.request({
    createConnection: () => socket,
    setHost: false,
    method,
    path,
    headers: ['Host', host, ...fields.flat()],
    maxHeaderSize: MAX_HEADER_OCTETS,
  })
  request.on('error', (error) => attempt.fail(error))
  request.once('response', (response) => {
    response.on('error', (error) => attempt.fail(error))
    const { statusCode = 0, headersDistinct } = response
    const isWhole = (): boolean => response.complete
    const answer = { status: statusCode, fields: headersDistinct, body: response, isWhole }
    judgeResponse(attempt, answer, expected)
  })
  request.end(content)
}
