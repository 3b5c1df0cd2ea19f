// Wrong tokens are counted by network, for a minute, in bounded memory.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Failures, MAX_COUNTED, MAX_FAILURES, WINDOW_MS } from '../../../src/web/listen/failures.ts'

function failing(address: string, times: number, failures = new Failures()): Failures {
  for (let i = 0; i < times; i++) failures.add(address, 0)
  return failures
}

test('a client is refused from its tenth failure on, until a minute after the first', () => {
  assert.equal(failing('10.0.0.1', MAX_FAILURES - 1).leftMs('10.0.0.1', 0) > 0, false)
  const failures = failing('10.0.0.1', MAX_FAILURES)
  assert.equal(failures.leftMs('10.0.0.1', WINDOW_MS - 1), 1)
  assert.equal(failures.leftMs('10.0.0.2', 0) > 0, false)
  assert.equal(failures.leftMs('10.0.0.1', WINDOW_MS) > 0, false)
  assert.equal(failures.add('10.0.0.1', WINDOW_MS), 1)
})

test('an IPv4 address is the same on a socket of IPv6, and a /64 is one client', () => {
  const failures = failing('::ffff:10.0.0.1', MAX_FAILURES)
  assert.equal(failures.leftMs('10.0.0.1', 0) > 0, true)
  assert.equal(failures.leftMs('::ffff:10.0.0.2', 0) > 0, false)
  failing('2001:db8::1', MAX_FAILURES, failures)
  assert.equal(failures.leftMs('2001:db8::ffff:1', 0) > 0, true)
  assert.equal(failures.leftMs('2001:db8:0:1::1', 0) > 0, false)
  failing('fe80::1%eth0', MAX_FAILURES, failures)
  assert.equal(failures.leftMs('fe80::2%eth0', 0) > 0, true)
})

test('so many networks are counted and no more: the oldest is forgotten', () => {
  const failures = failing('10.0.0.1', MAX_FAILURES)
  for (let i = 0; i < MAX_COUNTED; i++) failures.add(`172.16.${i >> 8}.${i & 255}`, 0)
  assert.equal(failures.leftMs('10.0.0.1', 0) > 0, false)
})
