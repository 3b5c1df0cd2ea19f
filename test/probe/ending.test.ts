import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Ending } from '../../src/health/outcome.ts'
import { endingOf } from '../../src/probe/attempt/ending.ts'

const CASES: readonly (readonly [object, Ending])[] = [
  [{ code: 'ECONNREFUSED' }, 'refused'],
  [{ code: 'EHOSTUNREACH' }, 'unreachable'],
  [{ code: 'ENETUNREACH' }, 'unreachable'],
  [{ code: 'ECONNRESET', syscall: 'read' }, 'reset'],
  [{ code: 'ECONNRESET' }, 'closed'],
  [{ code: 'EPIPE', syscall: 'write' }, 'reset'],
  [{ code: 'ETIMEDOUT' }, 'timeout'],
  [{ code: 'CERT_HAS_EXPIRED' }, 'tls-expired'],
  [{ code: 'ERR_TLS_CERT_ALTNAME_INVALID' }, 'tls-name'],
  [{ code: 'DEPTH_ZERO_SELF_SIGNED_CERT' }, 'tls-untrusted'],
  [{ code: 'ERR_SSL_WRONG_VERSION_NUMBER' }, 'tls-failed'],
  [{ code: 'EPROTO' }, 'tls-failed'],
  [{ code: 'EMFILE' }, 'error'],
  [{}, 'error'],
]

for (const [error, ending] of CASES)
  test(`${JSON.stringify(error)} ends as ${ending}`, () => {
    assert.equal(endingOf(Object.assign(new Error(), error)), ending)
  })
