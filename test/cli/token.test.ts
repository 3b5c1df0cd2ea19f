// `failover token`, against a real API on a real socket.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { serveOperator } from '../support/served-operator.ts'

const { run } = serveOperator()

function token(...args: readonly string[]) {
  return run(['token', ...args])
}

test('create prints the token alone on standard output, so that a script can keep it', async () => {
  const { code, lines, errors } = await token('create', 'deploy', '--scope', 'operate', '--for', '90d')
  assert.deepEqual([code, lines], [0, ['a-secret']])
  assert.match(errors.join(), /shown once/)
})

test('create needs a scope and a sound name', async () => {
  assert.equal((await token('create', 'deploy')).code, 2)
  const bad = await token('create', 'a b', '--scope', 'read')
  assert.equal(bad.code, 2)
  assert.match(bad.errors.join(), /name: expected a name of 1 to 64/)
})

test('list says what each allows, until when, and when it was last shown', async () => {
  const { lines } = await token('list')
  assert.deepEqual(lines, [
    'name    scope    made by  ends   last shown',
    'deploy  operate  alice    in 2h  1m ago',
  ])
})

test('revoke says what is revoked', async () => {
  assert.deepEqual((await token('revoke', 'deploy')).lines, ['deploy: revoked'])
})
