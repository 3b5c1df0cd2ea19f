// What is expected of an HTTP response, whichever version of HTTP carried it.
import type { Readable } from 'node:stream'
import type { Attempt } from '../attempt/attempt.ts'
import type { Finding } from '../attempt/converse.ts'
import { type BodyTest, bodyTests, MET } from './http-body.ts'
import type { HttpExpectation } from './http-request.ts'

export interface HttpResponse {
  readonly status: number
  /** By their names in lower case. */
  readonly fields: Readonly<Record<string, unknown>>
  readonly body: Readable
  /** Whether the body, now that it has ended, is all that the server meant to send. */
  isWhole(): boolean
}

export function judgeResponse(attempt: Attempt, response: HttpResponse, expected: HttpExpectation): void {
  const { status } = response
  const missing = missingField(response, expected['response-header'])
  if (!expected.status.has(status)) attempt.end('status', `${status}, expected ${expected.status.text}`)
  else if (missing !== undefined) attempt.end('header', missing)
  else {
    const tests = bodyTests(expected)
    if (tests.length === 0) attempt.end('ok', `${status}`)
    else judgeBody(attempt, response, tests, expected['max-body'])
  }
}

/** The first expected field that the response lacks, or has with other text. */
function missingField(
  { fields }: HttpResponse,
  expected: HttpExpectation['response-header'],
): string | undefined {
  const lacking = expected.find(
    ([name, text]) => !valuesOf(fields, name.toLowerCase()).some((value) => `${value}`.includes(text)),
  )
  return lacking === undefined ? undefined : `no ${lacking[0]} with "${lacking[1]}"`
}

/** What is inherited, such as `constructor`, is no field. */
function valuesOf(fields: HttpResponse['fields'], name: string): readonly unknown[] {
  return Object.hasOwn(fields, name) ? [fields[name]].flat() : []
}

/** No more of the body is read than the tests need. */
function judgeBody(
  attempt: Attempt,
  { status, body, isWhole }: HttpResponse,
  tests: readonly BodyTest[],
  max: number,
): void {
  attempt.stage = 'while reading the body'
  let open = tests
  let read = 0
  const settle = (findingOf: (test: BodyTest) => Finding | undefined): void => {
    const findings = open.map((test) => ({ test, finding: findingOf(test) }))
    const failed = findings.find(({ finding }) => finding !== undefined && finding !== MET)
    open = findings.filter(({ finding }) => finding === undefined).map(({ test }) => test)
    if (failed?.finding !== undefined) attempt.end(...failed.finding)
    else if (open.length === 0) attempt.end('ok', `${status}`)
  }
  body.on('data', (chunk: Buffer) => {
    const part = chunk.subarray(0, Math.max(0, max - read))
    read += chunk.length
    settle((test) => test.add(part))
    if (read > max) settle((test) => test.tooLong(max))
  })
  body.once('end', () => {
    if (isWhole()) settle((test) => test.end())
    else attempt.end('closed', attempt.stage)
  })
}
