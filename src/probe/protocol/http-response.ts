// What is expected of an HTTP response, whichever version of HTTP carried it.
import type { Attempt } from '../attempt/attempt.ts'
import type { Finding } from '../attempt/converse.ts'
import { type BodyTest, bodyTests, MET } from './http-body.ts'
import type { BodySink, ResponseHead } from './http-reader.ts'
import type { HttpExpectation } from './http-request.ts'

/** Ends the attempt, or returns what judges the body. */
export function judgeResponse(
  attempt: Attempt,
  head: ResponseHead,
  expected: HttpExpectation,
): BodySink | undefined {
  const { status } = head
  const missing = missingField(head, expected['response-header'])
  if (!expected.status.has(status)) attempt.end('status', `${status}, expected ${expected.status.text}`)
  else if (missing !== undefined) attempt.end('header', missing)
  else {
    const tests = bodyTests(expected)
    if (tests.length > 0) return judgeBody(attempt, `${status}`, tests, expected['max-body'])
    attempt.end('ok', `${status}`)
  }
  return undefined
}

/** The first expected field that the response lacks, or has with other text. */
function missingField(head: ResponseHead, expected: HttpExpectation['response-header']): string | undefined {
  const lacking = expected.find(
    ([name, text]) => !head.valuesOf(name.toLowerCase()).some((value) => `${value}`.includes(text)),
  )
  return lacking === undefined ? undefined : `no ${lacking[0]} with "${lacking[1]}"`
}

/** No more of the body is read than the tests need. */
function judgeBody(attempt: Attempt, passed: string, tests: readonly BodyTest[], max: number): BodySink {
  attempt.stage = 'while reading the body'
  let open = tests
  let read = 0
  const settle = (findingOf: (test: BodyTest) => Finding | undefined): void => {
    const findings = open.map((test) => ({ test, finding: findingOf(test) }))
    const failed = findings.find(({ finding }) => finding !== undefined && finding !== MET)
    open = findings.filter(({ finding }) => finding === undefined).map(({ test }) => test)
    if (failed?.finding !== undefined) attempt.end(...failed.finding)
    else if (open.length === 0) attempt.end('ok', passed)
  }
  return {
    take(part) {
      const looked = part.subarray(0, Math.max(0, max - read))
      read += part.length
      settle((test) => test.add(looked))
      if (read > max) settle((test) => test.tooLong(max))
    },
    end(isWhole) {
      if (isWhole) settle((test) => test.end())
      else attempt.end('closed', attempt.stage)
    },
  }
}
