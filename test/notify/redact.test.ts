// Receivers that echo what they were sent: nothing of ours that is secret is in what is logged and shown.
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { openChannel } from '../../src/notify/open-channel.ts'
import { secretsOfLogin, secretsOfUrl, withoutSecrets } from '../../src/notify/redact.ts'
import { startHook } from '../support/inbox.ts'
import { sent } from './sending.ts'

const folder = mkdtempSync(join(tmpdir(), 'failover-redact-'))
after(() => rmSync(folder, { recursive: true }))

/** A receiver that answers with this. */
function refusing(problem: string, secrets: () => readonly string[]) {
  return withoutSecrets(async () => ({ isTaken: false, hope: 'little', problem }), secrets)
}

test('a server that names the path that it does not know makes no secret address known', async (t) => {
  const server = await startHook(t)
  server.answer = {
    status: 404,
    body: 'Cannot POST /hooks/T0KEN-of-ours?key=an%20other; token T0KEN-of-ours, key an other',
  }
  const file = join(folder, 'url')
  writeFileSync(file, `${server.url}/hooks/T0KEN-of-ours?key=an%20other\n`, { mode: 0o600 })
  const opened = openChannel(
    {
      webhook: { url: { file }, secretFile: undefined, caFile: undefined, template: 'json', timeoutMs: 5000 },
    },
    [],
  )
  assert.ok('send' in opened, JSON.stringify(opened))
  assert.equal(await sent(opened.send), 'little: HTTP 404: Cannot POST ***; token ***, key ***')
})

test('RFC 4616 §2: a mail server that repeats what a login was makes no password known, however it was written', async () => {
  const secrets = () => secretsOfLogin('ops', 'correct horse')
  const plain = Buffer.from('\0ops\0correct horse').toString('base64')
  const login = Buffer.from('correct horse').toString('base64')
  const problem = `535 AUTH PLAIN ${plain} / ${login} / correct horse / correct%20horse: no`
  assert.equal(await sent(refusing(problem, secrets)), 'little: 535 AUTH PLAIN *** / *** / *** / ***: no')
})

test('what stands in every sentence is no secret: short parts and the origin of an address stay', async () => {
  const secrets = () => secretsOfUrl('https://hooks.example/v1/in')
  const problem = 'HTTP 400: v1 of hooks.example is full'
  assert.equal(await sent(refusing(problem, secrets)), `little: ${problem}`)
})

test('while a secret cannot be read nothing is shown in which it might stand', async () => {
  const unreadable = () => {
    throw new Error('no such file')
  }
  assert.equal(await sent(refusing('HTTP 401: s3cret', unreadable)), 'little: a secret cannot be read')
})

test('a secret that stands where a line is cut is found all the same', async () => {
  const secrets = () => secretsOfUrl('https://hooks.example/services/ABCDEFGHIJKLMNOPQRSTUVWXYZ')
  const problem = `${'x'.repeat(150)} ABCDEFGHIJKLMNOPQRSTUVWXYZ ${'y'.repeat(50)}`
  assert.equal(await sent(refusing(problem, secrets)), `little: ${'x'.repeat(150)} *** yyyyy...`)
})

test('a file with an address that holds a login is refused, as one in failover.yaml is', () => {
  const file = join(folder, 'login')
  writeFileSync(file, 'https://ann:hunter2secret@hooks.example/in\n', { mode: 0o600 })
  const rest = { secretFile: undefined, caFile: undefined, template: 'json', timeoutMs: 5000 } as const
  const opened = openChannel({ webhook: { url: { file }, ...rest } }, [])
  assert.ok('problems' in opened)
  assert.match(opened.problems.join(), /webhook: url-file .*has no https:\/\/ URL without a login/)
})
