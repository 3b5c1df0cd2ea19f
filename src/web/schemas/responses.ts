// Refusals and header fields that answers of several operations have in common.
import { STATUS_CODES } from 'node:http'
import type { Operation } from '../operations/operation.ts'
import { PROBLEM_TYPE, PROBLEMS, typeOf } from '../routes/problem.ts'
import { exampleOf } from './examples.ts'

export const HEADERS = {
  RequestId: {
    description: 'Under this id the log tells of the request: that of the request, when it had a sound one.',
    schema: { type: 'string' },
  },
  CacheControl: {
    description: 'no-store, or no-cache where there is an ETag: nobody may answer in our place.',
    schema: { type: 'string' },
  },
  ETag: {
    description: 'Weak; that of the status changes with a state or an answer, not with every probe.',
    schema: { type: 'string' },
  },
  Vary: { description: 'What of the request has chosen the form of the answer.', schema: { type: 'string' } },
  RetryAfter: { description: 'Seconds until it is worth asking again.', schema: { type: 'integer' } },
  WwwAuthenticate: { description: 'How to show who asks.', schema: { type: 'string' } },
} as const

/** Whoever comes over TCP can be told these of any request. */
const OF_STRANGERS = [401, 429]
const OF_ALL = [400, 403, 406, 408, 414, 421, 431, 500]
const OF_BODIES = [413, 415]

/** Statuses, in order. 404 of a path and 405 are no answers of an operation. */
export function refusalsOf({ body, refusals = [] }: Operation, isLocal: boolean): number[] {
  const statuses = [
    ...refusals,
    ...OF_ALL,
    ...(body === undefined ? [] : OF_BODIES),
    ...(isLocal ? [] : OF_STRANGERS),
  ]
  return [...new Set(statuses)].sort((a, b) => a - b)
}

export function responseOf(status: number) {
  return { $ref: `#/components/responses/${nameOf(status)}` }
}

/** All of them, by name. */
export function responsesOf(): Record<string, unknown> {
  const statuses = new Set(Object.values(PROBLEMS).map(({ status }) => status))
  return Object.fromEntries([...statuses].map((status) => [nameOf(status), describe(status)]))
}

/** `NotFound` */
function nameOf(status: number): string {
  return (STATUS_CODES[status] ?? `Status${status}`).replaceAll(/\W/g, '')
}

function describe(status: number) {
  const known = Object.entries(PROBLEMS).filter((problem) => problem[1].status === status)
  const codes = known.map(([code]) => code)
  const types = Object.keys(PROBLEMS)
    .filter((code): code is keyof typeof PROBLEMS => codes.includes(code))
    .map(typeOf)
  const schema = {
    allOf: [
      { $ref: '#/components/schemas/Problem' },
      { type: 'object', properties: { type: { enum: types }, status: { const: status } } },
    ],
  }
  return {
    description: known.map(([code, { meaning }]) => `\`${code}\`: ${meaning}.`).join(' '),
    headers: headersOf(status),
    content: { [PROBLEM_TYPE]: { schema, ...exampleOf(String(status), 'answer') } },
  }
}

/** RFC 6585 §4, RFC 9110 §15.6.4 */
const MAY_RETRY: readonly number[] = [429, 503]

function headersOf(status: number) {
  return {
    'X-Request-Id': { $ref: '#/components/headers/RequestId' },
    ...(status === 401 ? { 'WWW-Authenticate': { $ref: '#/components/headers/WwwAuthenticate' } } : {}),
    ...(MAY_RETRY.includes(status) ? { 'Retry-After': { $ref: '#/components/headers/RetryAfter' } } : {}),
  }
}
