// `failover token`, against a real API on a real socket.
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { runCommandLine } from '../../src/cli/program.ts'
import { createLog } from '../../src/log.ts'
import { type Api, startApi } from '../../src/web/listen/api.ts'
import { fakeOperator } from '../support/fake-operator.ts'
import { fakeTerminal } from '../support/fake-terminal.ts'

const folder = mkdtempSync(join(tmpdir(), 'failover-token-'))
const configFile = join(folder, 'failover.yaml')
let api: Api

before(async () => {
  writeFileSync(configFile, 'log: silent')
  const socketPath = join(folder, 'failover.sock')
  const result = await startApi({ socketPath, operator: fakeOperator(), log: createLog('silent') })
  assert.ok('api' in result)
  api = result.api
})
after(async () => {
  await api.close()
  rmSync(folder, { recursive: true })
})

async function token(...args: readonly string[]) {
  const terminal = fakeTerminal(120)
  const code = await runCommandLine(['token', ...args, '--config', configFile], terminal)
  return { ...terminal, code }
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
