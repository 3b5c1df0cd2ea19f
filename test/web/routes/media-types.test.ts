// Accept and Content-Type, as a table: what a client takes, and what we read.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { bodyProblem, isAcceptable } from '../../../src/web/routes/media-types.ts'

const JSON_ONLY = ['application/json']
const TEXT_OR_JSON = ['text/plain', 'application/json']

for (const [accept, types, taken] of [
  [undefined, JSON_ONLY, true],
  ['', JSON_ONLY, true],
  ['*/*', JSON_ONLY, true],
  ['application/*', JSON_ONLY, true],
  ['Application/JSON', JSON_ONLY, true],
  ['text/html, application/json;q=0.1', JSON_ONLY, true],
  ['text/html', JSON_ONLY, false],
  ['application/json;q=0, */*', JSON_ONLY, false],
  ['application/json;q=0, */*', TEXT_OR_JSON, true],
  ['application/*;q=0, */*', JSON_ONLY, false],
  ['application/json;q=0.000', JSON_ONLY, false],
  ['text/event-stream', ['text/event-stream'], true],
] as const)
  test(`RFC 9110 §12.5.1: Accept: ${accept} ${taken ? 'takes' : 'does not take'} ${types.join(' or ')}`, () => {
    assert.equal(isAcceptable(accept, types), taken)
  })

for (const [type, encoding, problem] of [
  [undefined, undefined, undefined],
  ['application/json', undefined, undefined],
  ['application/json; charset="UTF-8"', 'identity', undefined],
  ['application/merge-patch+json', undefined, undefined],
  ['application/x-www-form-urlencoded', undefined, undefined],
  ['text/plain;charset=UTF-8', undefined, undefined],
  ['application/xml', undefined, 'a body is application/json, and not application/xml'],
  ['multipart/form-data; boundary=x', undefined, 'a body is application/json, and not multipart/form-data'],
  ['application/json; charset=latin1', undefined, 'a body is UTF-8, and not latin1'],
  ['application/json', 'gzip', 'a body is read as it is, and not with Content-Encoding: gzip'],
] as const)
  test(`RFC 9110 §8.3: a body of ${type}, encoded ${encoding}: ${problem ?? 'is read'}`, () => {
    assert.equal(bodyProblem(type, encoding), problem)
  })
