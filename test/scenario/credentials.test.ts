// The certificate and the cookie secrets change while the daemon serves: files are replaced, nobody restarts anything.
import assert from 'node:assert/strict'
import { renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { framed, tcpClient } from '../serve/support/clients.ts'
import { FIRST, namesShown, SECOND, tlsClient } from '../serve/support/encrypted.ts'
import { answeredFrom, requestOf } from '../support/ask.ts'
import { corpZone, type LogLine, makeDaemon, type TestDaemon } from '../support/daemon.ts'
import { freePort } from '../support/free-port.ts'
import { DEADLINE_MS } from '../support/own-process.ts'

const ZONES = { 'corp.example.zone': corpZone('www A 127.0.0.7') }
const COOKIE = 10

/** As certbot does: a new file is moved over the old one. */
function replace(daemon: TestDaemon, file: string, text: string): void {
  const draft = join(daemon.folder, `${file}.draft`)
  writeFileSync(draft, text)
  renameSync(draft, join(daemon.folder, file))
}

/** The log says that the workers were told; they are threads of their own. */
async function comesToShow(
  t: TestContext,
  dot: { address: string; port: number },
  name: RegExp,
): Promise<void> {
  const deadline = Date.now() + DEADLINE_MS
  while (!name.test(namesShown((await tlsClient(t, dot)).socket) ?? ''))
    assert.ok(Date.now() < deadline, `no certificate for ${name}`)
}

async function encryptedDaemon(t: TestContext) {
  const dot = { address: '127.0.0.1', port: await freePort('127.0.0.1') }
  const config = `dot: [127.0.0.1:${dot.port}]\ntls: { certificate: chain.pem, key: key.pem }`
  const daemon = await makeDaemon(t, { zones: ZONES, config })
  replace(daemon, 'chain.pem', FIRST.chain)
  replace(daemon, 'key.pem', FIRST.key)
  return { daemon, dot }
}

test('a new certificate comes into use when its files are replaced, and open connections go on', async (t) => {
  const { daemon, dot } = await encryptedDaemon(t)
  await daemon.start()
  const before = await tlsClient(t, dot)
  assert.match(namesShown(before.socket) ?? '', /first/)
  replace(daemon, 'key.pem', SECOND.key)
  replace(daemon, 'chain.pem', SECOND.chain)
  const line = await daemon.waitForLog('certificate-in-use', ({ msg }) => msg === 'certificate-in-use')
  assert.match(String(line['ends']), /^\d{4}-\d\d-\d\dT/)
  await comesToShow(t, dot, /second/)
  await before.client.write(framed(requestOf('www.corp.example')))
  const [reply = Buffer.alloc(0)] = await before.client.wait(1)
  answeredFrom(reply).answers('www.corp.example. 300 A 127.0.0.7')
})

test('a broken certificate is reported and the old one stays in use; a SIGHUP takes the mended one', async (t) => {
  const { daemon, dot } = await encryptedDaemon(t)
  await daemon.start()
  replace(daemon, 'chain.pem', SECOND.chain)
  const line = await daemon.waitForLog('certificate-refused', ({ msg }) => msg === 'certificate-refused')
  assert.match(
    String(line['problem']),
    /chain\.pem and .*key\.pem are not a pair that can be used: .*mismatch/,
  )
  assert.match(namesShown((await tlsClient(t, dot)).socket) ?? '', /first/)
  replace(daemon, 'key.pem', SECOND.key)
  daemon.process.signal('SIGHUP')
  await daemon.waitForLog('certificate-in-use', ({ msg }) => msg === 'certificate-in-use')
  await comesToShow(t, dot, /second/)
})

test('a certificate that cannot be used is a problem at the start', async (t) => {
  const { daemon } = await encryptedDaemon(t)
  replace(daemon, 'key.pem', SECOND.key)
  const mismatch = await daemon.startInVain()
  assert.match(mismatch.stderr, /^failover: the certificate and the key in .* are not a pair/m)
  replace(daemon, 'key.pem', 'no key')
  assert.match(
    (await daemon.startInVain()).stderr,
    /^failover: the certificate and the key in .* are not a pair/m,
  )
  daemon.configure('doh: [127.0.0.1:8443]\ntls: { certificate: missing.pem, key: key.pem }')
  const missing = await daemon.startInVain()
  assert.match(missing.stderr, /^failover: the TLS certificate cannot be read: ENOENT.*missing\.pem/m)
  assert.notEqual(missing.code, 0)
})

const OLD = '00112233445566778899aabbccddeeff'
const NEW = 'ffeeddccbbaa99887766554433221100'

/** Status of the cookie in the answer: the same one, or another. */
async function cookieFor(t: TestContext, daemon: TestDaemon, sent: string): Promise<string> {
  const client = await tcpClient(t, daemon.endpoint)
  const data = Buffer.from(sent, 'hex').toString('latin1')
  await client.write(
    framed(requestOf('www.corp.example', { options: [{ code: COOKIE, data: data as never }] })),
  )
  const [reply = Buffer.alloc(0)] = await client.wait(1)
  return answeredFrom(reply).option(COOKIE) ?? ''
}

test('RFC 9018 §5: cookies of the old secret are good until the roll-over has ended', async (t) => {
  const daemon = await makeDaemon(t, { zones: ZONES, config: 'cookies: { secrets: cookies }' })
  replace(daemon, 'cookies', `# current, then the next\n${OLD}\n`)
  await daemon.start()
  const issued = await cookieFor(t, daemon, '0102030405060708')
  assert.equal(issued.length, 48)
  assert.equal(await cookieFor(t, daemon, issued), issued)
  const rolledOver = ({ msg }: LogLine) => msg === 'cookie-secrets-in-use'
  replace(daemon, 'cookies', `${NEW}\n${OLD}\n`)
  await daemon.waitForLog('roll-over', rolledOver)
  const seen = daemon.log().length
  assert.equal(await cookieFor(t, daemon, issued), issued)
  replace(daemon, 'cookies', `${NEW}\n`)
  await daemon.waitForLog('roll-over', rolledOver, seen)
  const renewed = await cookieFor(t, daemon, issued)
  assert.equal(renewed.slice(0, 16), issued.slice(0, 16))
  assert.notEqual(renewed, issued)
})

test('a file of cookie secrets that is none is a problem at the start, and changes nothing later', async (t) => {
  const daemon = await makeDaemon(t, { zones: ZONES, config: 'cookies: { secrets: cookies }' })
  const problem = /^failover: .*cookies must hold one or two cookie secrets: 32 hex digits on a line/m
  for (const text of ['', 'abc', `${OLD}\n${NEW}\n${OLD}\n`, `${OLD}0`]) {
    replace(daemon, 'cookies', text)
    assert.match((await daemon.startInVain()).stderr, problem)
  }
  replace(daemon, 'cookies', OLD)
  await daemon.start()
  const issued = await cookieFor(t, daemon, '0102030405060708')
  replace(daemon, 'cookies', 'nothing')
  await daemon.waitForLog('refused', ({ msg }) => msg === 'cookie-secrets-refused')
  assert.equal(await cookieFor(t, daemon, issued), issued)
})
