import assert from 'node:assert/strict'
import { constants, generateKeyPairSync, privateDecrypt } from 'node:crypto'
import { describe, test } from 'node:test'
import { mysql } from '../../src/probe/mysql.ts'
import {
  cachingProof,
  EOF,
  errorPacket,
  greeting,
  mysqlServer,
  NONCE,
  OK,
  packet,
  proofIn,
  switchTo,
} from './mysql-server.ts'
import { Folder } from './real/real-server.ts'
import { ask, outcomeOf, refusals } from './run.ts'
import { tcpServer } from './servers.ts'

const CACHING = 'caching_sha2_password'
const PASSWORD = 'geheim'
const folder = new Folder()
const LOGIN = { user: 'probe', 'password-file': folder.write('password', PASSWORD) }

type Step = Buffer | readonly Buffer[]

/** Against a server that says these one after the other; with what it has received. */
async function against(steps: readonly Step[], options = {}) {
  const server = await mysqlServer((step) => steps[step] ?? [])
  const outcome = await outcomeOf(mysql, { port: `${server.port}`, ...options })
  await server.close()
  return { outcome, received: server.received }
}

describe('without user=', () => {
  const denied = errorPacket(1045, `Access denied for user 'failover'@'localhost'`)

  test('a login is tried to its end, without a password, whatever the server asks for', async () => {
    for (const plugin of [CACHING, 'mysql_native_password', 'client_ed25519']) {
      const { outcome, received } = await against([greeting({ plugin }), switchTo(plugin), denied])
      assert.equal(outcome, 'ok: asks for a login')
      assert.equal(received[0]?.toString('latin1', 32, 40), 'failover')
      assert.deepEqual(proofIn(received[0] ?? Buffer.alloc(0)), Buffer.alloc(0))
      assert.deepEqual(received[1], Buffer.alloc(0))
    }
  })

  test('a server that lets everybody in passes, and is told the end', async () => {
    const { outcome } = await against([greeting(), OK])
    assert.equal(outcome, 'ok: logged in')
  })

  const first: readonly (readonly [what: string, payload: Buffer, outcome: string])[] = [
    [
      'has no connection left',
      errorPacket(1040, 'Too many connections', ''),
      'unavailable: Too many connections',
    ],
    ['has locked us out', errorPacket(1129, 'Host is blocked', ''), 'unavailable: Host is blocked'],
    ['serves other hosts', errorPacket(1130, 'Host is not allowed', ''), 'ok: Host is not allowed'],
    ['greets as MySQL 3', Buffer.from('\x093.23\0'), 'protocol: not an answer of MySQL'],
    ['greets without an end', greeting().subarray(0, 30), 'protocol: not an answer of MySQL'],
    ['cannot speak 4.1', greeting({ capabilities: 0 }), 'protocol: not an answer of MySQL'],
    ['has an error without a text', Buffer.of(0xff), 'unavailable: '],
  ]
  for (const [what, payload, outcome] of first)
    test(`a server that ${what}: ${outcome.split(':')[0]}`, async () =>
      assert.equal((await against([payload])).outcome, outcome))

  for (const banner of [
    'SSH-2.0-OpenSSH_9.2\r\n',
    '220 mail.corp.example ESMTP\r\n',
    '\0\0\0\0',
    '\x01\0\0\x01\x0a',
  ])
    test(`${JSON.stringify(banner)} is not MySQL`, async () => {
      const server = await tcpServer((socket) => socket.write(banner))
      assert.equal(await outcomeOf(mysql, { port: `${server.port}` }), 'protocol: not an answer of MySQL')
      await server.close()
    })
})

describe('caching_sha2_password', () => {
  const hello = greeting({ plugin: CACHING })
  const fast = Buffer.of(1, 3)
  const full = Buffer.of(1, 4)

  test('proves the password to a server that has seen it', async () => {
    const { outcome, received } = await against([hello, [fast, OK]], LOGIN)
    assert.equal(outcome, 'ok: logged in')
    assert.deepEqual(proofIn(received[0] ?? Buffer.alloc(0)), cachingProof(PASSWORD))
  })

  test('is spoken when the server would rather have it', async () => {
    const { outcome, received } = await against([greeting(), switchTo(CACHING), [fast, OK]], LOGIN)
    assert.equal(outcome, 'ok: logged in')
    assert.deepEqual(received[1], cachingProof(PASSWORD))
  })

  test('never sends the password itself over a connection that can be read', async () => {
    const { outcome, received } = await against([hello, full, errorPacket(1045, 'Access denied')], LOGIN)
    assert.equal(outcome, 'login: asks for the password itself, which needs tls=yes or server-key=')
    assert.ok(!Buffer.concat(received).includes(PASSWORD))
    assert.deepEqual(received[1], Buffer.alloc(0), 'the login comes to its end all the same')
  })

  test('sends it encrypted for the key that was given, and for no other', async () => {
    const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
    const pem = folder.write('server.pem', publicKey.export({ type: 'spki', format: 'pem' }).toString())
    const { outcome, received } = await against([hello, full, OK], { ...LOGIN, 'server-key': pem })
    assert.equal(outcome, 'ok: logged in')
    const key = { key: privateKey, padding: constants.RSA_PKCS1_OAEP_PADDING }
    const masked = privateDecrypt(key, received[1] ?? Buffer.alloc(0))
    assert.equal(Buffer.from(masked.map((octet, at) => octet ^ (NONCE[at] ?? 0))).toString(), `${PASSWORD}\0`)
  })
})

describe('a login', () => {
  test('by a plugin that is not known comes to its end', async () => {
    const steps = [greeting(), switchTo('client_ed25519'), errorPacket(1045, 'Access denied')]
    const { outcome, received } = await against(steps, LOGIN)
    assert.equal(outcome, 'login: asks for a way to log in that is not known: client_ed25519')
    assert.deepEqual(received[1], Buffer.alloc(0))
  })

  test('never sends the password in clear because a server asks for it', async () => {
    const steps = [greeting(), switchTo('mysql_clear_password'), errorPacket(1045, 'Access denied')]
    const { received } = await against(steps, LOGIN)
    assert.ok(!Buffer.concat(received).includes(PASSWORD))
  })

  test('has an end, however often the server changes its mind', async () => {
    const steps = [greeting(), ...Array(9).fill(switchTo(CACHING))]
    const { outcome, received } = await against(steps, LOGIN)
    assert.equal(outcome, 'protocol: not an answer of MySQL')
    assert.ok(received.length <= 6)
  })

  test('refused, and unavailable, are two things', async () => {
    const locked = await against([greeting(), errorPacket(3118, 'Account is locked')], LOGIN)
    assert.equal(locked.outcome, 'login: Account is locked')
    const full = await against([greeting(), errorPacket(1203, 'too many user connections')], LOGIN)
    assert.equal(full.outcome, 'unavailable: too many user connections')
  })
})

describe('read-only=', () => {
  const column = Buffer.from('\x03def')
  const row = (value: string) => Buffer.from(`${String.fromCharCode(value.length)}${value}`)
  const asked = async (rows: readonly Buffer[], wanted: string) =>
    (await against([greeting(), OK, rows], { ...LOGIN, 'read-only': wanted })).outcome
  const answer = (value: string) => [Buffer.of(1), column, EOF, row(value), EOF]

  test('is told by a number, and in newer versions of MariaDB by a word', async () => {
    for (const value of ['0', 'OFF']) assert.equal(await asked(answer(value), 'no'), 'ok: takes writes')
    for (const value of ['1', 'ON', 'NO_LOCK'])
      assert.equal(await asked(answer(value), 'yes'), 'ok: set to read only')
    assert.equal(await asked(answer('1'), 'no'), 'role: set to read only')
    assert.equal(await asked(answer('0'), 'yes'), 'role: takes writes')
  })

  test('is no answer when there is no row, no value, or more than was asked', async () => {
    for (const rows of [
      [Buffer.of(1), column, EOF, EOF],
      [Buffer.of(1), column, EOF, Buffer.of(0xfb)],
      [Buffer.of(2), column, column, EOF],
    ])
      assert.equal(await asked(rows, 'no'), 'protocol: not an answer of MySQL')
    const failed = [errorPacket(1290, 'cannot execute this statement')]
    assert.equal(await asked(failed, 'no'), 'unavailable: cannot execute this statement')
  })
})

describe('TLS', () => {
  test('a server without TLS fails a check with tls=yes', async () => {
    assert.equal((await against([greeting()], { tls: 'yes' })).outcome, 'tls-missing: ')
  })

  test('what comes before TLS, behind the greeting, is not from the server', async () => {
    const hello = packet(greeting({ capabilities: 0x8_8a00 }), 0)
    const server = await tcpServer((socket) => socket.write(Buffer.concat([hello, packet(OK, 2)])))
    assert.equal(
      await outcomeOf(mysql, { port: `${server.port}`, tls: 'yes' }),
      'protocol: not an answer of MySQL',
    )
    await server.close()
  })

  test('an abort while the handshake is under way closes the connection', async () => {
    const stop = new AbortController()
    const server = await mysqlServer((step) => {
      if (step === 0) return greeting({ capabilities: 0x8_8a00 })
      stop.abort()
      return []
    })
    const outcome = await ask(mysql, { port: `${server.port}`, tls: 'yes' }, '127.0.0.1', stop.signal)
    assert.equal(`${outcome.ending}: ${outcome.detail}`, 'timeout: during the TLS handshake')
    await server.allClosed()
    await server.close()
  })
})

test('what only a login can tell needs user=, and a key must be one of RSA', () => {
  assert.deepEqual(refusals(mysql, { ...LOGIN, user: '', 'read-only': 'no' }).length, 1)
  assert.deepEqual(refusals(mysql, { 'password-file': LOGIN['password-file'], 'read-only': 'no' }), [
    'password-file= needs a login: give user= too',
    'read-only= needs a login: give user= too',
  ])
  const { publicKey } = generateKeyPairSync('ed25519')
  const file = folder.write('ed25519.pem', publicKey.export({ type: 'spki', format: 'pem' }).toString())
  assert.deepEqual(refusals(mysql, { ...LOGIN, 'server-key': file }), [
    `server-key= has no RSA key in ${file}`,
  ])
})
