import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, describe, test } from 'node:test'
import { postgres } from '../../src/probe/postgres.ts'
import { ask, outcomeOf, refusals } from './run.ts'
import { tcpServer } from './servers.ts'

const folder = mkdtempSync(join(tmpdir(), 'failover-postgres-'))
after(() => rmSync(folder, { recursive: true }))
const password = join(folder, 'password')
writeFileSync(password, 'geheim', { mode: 0o600 })

const framed = (type: string, body: Buffer | string): Buffer => {
  const length = Buffer.alloc(4)
  length.writeInt32BE(4 + body.length)
  return Buffer.concat([Buffer.from(type), length, Buffer.from(body)])
}
const request = (kind: number, content = '') =>
  framed('R', Buffer.from(`\0\0\0${String.fromCharCode(kind)}${content}`, 'latin1'))
const error = (code: string, message: string) => framed('E', `SFATAL\0VFATAL\0C${code}\0M${message}\0\0`)

/** Against a server that says one of these to each message of ours. */
async function against(answers: readonly Buffer[], options = {}): Promise<string> {
  const server = await tcpServer((socket) => {
    let at = 0
    socket.on('data', () => socket.write(answers[at++] ?? ''))
  })
  const outcome = await outcomeOf(postgres, { port: `${server.port}`, ...options })
  await server.close()
  return outcome
}

const LOGIN = { user: 'probe', 'password-file': password }

describe('what a server says instead of asking for a login', () => {
  const answers: readonly (readonly [what: string, answer: Buffer, outcome: string])[] = [
    [
      'it starts up',
      error('57P03', 'the database system is starting up'),
      'unavailable: the database system is starting up',
    ],
    ['it shuts down', error('57P01', 'terminating connection'), 'unavailable: terminating connection'],
    [
      'it has no connection left',
      error('53300', 'sorry, too many clients already'),
      'unavailable: sorry, too many clients already',
    ],
    ['it knows neither us nor our host', error('28000', 'no pg_hba.conf entry'), 'ok: no pg_hba.conf entry'],
    ['it trusts everybody', request(0), 'ok: asks for a login'],
    [
      'it warns, then asks',
      Buffer.concat([framed('N', 'SNOTICE\0\0'), request(5, 'salt')]),
      'ok: asks for a login',
    ],
    [
      'it is a web server',
      Buffer.from('HTTP/1.1 400 Bad Request\r\n\r\n'),
      'protocol: not an answer of PostgreSQL',
    ],
    ['it is an SSH server', Buffer.from('SSH-2.0-OpenSSH_9.2\r\n'), 'protocol: not an answer of PostgreSQL'],
    [
      'its message is shorter than its length',
      framed('R', '\0\0').fill(0, 1, 5),
      'protocol: not an answer of PostgreSQL',
    ],
    [
      'it warns for ever',
      Buffer.concat(Array(20).fill(framed('N', 'x'.repeat(4000)))),
      'protocol: no end in the first 65536 octets',
    ],
  ]
  for (const [what, answer, outcome] of answers)
    test(`${what}: ${outcome.split(':')[0]}`, async () => assert.equal(await against([answer]), outcome))
})

describe('a login', () => {
  const sasl = request(10, 'SCRAM-SHA-256\0\0')
  const cases: readonly (readonly [what: string, answers: readonly Buffer[], outcome: string])[] = [
    [
      'by a mechanism that is not known',
      [request(10, 'SCRAM-SHA-512\0\0')],
      'login: asks for a way to log in that is not known: SCRAM-SHA-512',
    ],
    ['by Kerberos', [request(7)], 'login: asks for a way to log in that is not known: 7'],
    [
      'in which the server takes no part of the nonce',
      [sasl, request(11, 'r=abc,s=QQ==,i=4096')],
      'protocol: not an answer of SCRAM-SHA-256',
    ],
    [
      'in which the server says something else',
      [sasl, request(5, 'salt')],
      'protocol: not an answer of SCRAM-SHA-256',
    ],
    [
      'that ends with the start of another one',
      [request(5, 'salt'), request(5, 'salt')],
      'protocol: not an answer of PostgreSQL',
    ],
    [
      'after which the server cannot serve',
      [Buffer.concat([request(0), error('57P03', 'not yet')])],
      'unavailable: not yet',
    ],
  ]
  for (const [what, answers, outcome] of cases)
    test(`${what}: ${outcome.split(':')[0]}`, async () =>
      assert.equal(await against(answers, LOGIN), outcome))

  test('RFC 5802 §3: a server that does not know the password itself is not believed', async () => {
    const server = await tcpServer((socket) => {
      let steps = 0
      socket.on('data', (message: Buffer) => {
        const nonce = /r=(.*)$/.exec(message.toString())?.[1]
        const challenge = request(11, `r=${nonce}more,s=QQ==,i=1`)
        socket.write(
          [sasl, challenge, request(12, `v=${Buffer.alloc(32).toString('base64')}`)][steps++] ?? '',
        )
      })
    })
    const outcome = await outcomeOf(postgres, { port: `${server.port}`, ...LOGIN })
    await server.close()
    assert.equal(outcome, 'login: the server does not know the password itself')
  })
})

describe('the answer to the question for role and lag', () => {
  const ready = Buffer.concat([request(0), framed('S', 'a\0b\0'), framed('K', '12345678'), framed('Z', 'I')])
  const row = (...columns: readonly (string | undefined)[]) => {
    const octets = columns.map((text) =>
      text === undefined ? '\xff\xff\xff\xff' : `\0\0\0${String.fromCharCode(text.length)}${text}`,
    )
    return framed('D', Buffer.from(`\0${String.fromCharCode(columns.length)}${octets.join('')}`, 'latin1'))
  }
  const answer = (data: Buffer) =>
    Buffer.concat([framed('T', '\0\0'), data, framed('C', 'SELECT 1\0'), framed('Z', 'I')])
  const asked = (data: Buffer, options: object) => against([ready, data], { user: 'probe', ...options })

  test('a replica that has replayed nothing and receives nothing is too far behind', async () => {
    assert.equal(
      await asked(answer(row('t', undefined)), { 'max-lag': '24h' }),
      'lag: no transaction replayed yet',
    )
  })

  test('the bound itself is not too far', async () => {
    assert.equal(
      await asked(answer(row('t', '10.000000')), { 'max-lag': '10s' }),
      'ok: replica, 10.0 s behind',
    )
    assert.equal(
      await asked(answer(row('t', '10.001')), { 'max-lag': '10s' }),
      'lag: replica, 10.0 s behind, at most 10 s',
    )
  })

  test('clocks that differ do not put a replica ahead of its primary', async () => {
    assert.equal(await asked(answer(row('t', '-3.5')), { 'max-lag': '1ms' }), 'ok: replica, 0.0 s behind')
  })

  test('the wrong role is told before the lag', async () => {
    assert.equal(
      await asked(answer(row('t', '99')), { 'max-lag': '1s', role: 'primary' }),
      'role: replica, expected primary',
    )
  })

  test('garbage is not PostgreSQL, an error is unavailable', async () => {
    for (const data of [framed('D', '\0\x02\0\0\0\x09t'), framed('D', '\0'), framed('C', 'SELECT 0\0')])
      assert.equal(await asked(answer(data), { role: 'primary' }), 'protocol: not an answer of PostgreSQL')
    const cut = Buffer.concat([framed('T', '\0\0'), error('40001', 'canceling statement due to conflict')])
    assert.equal(await asked(cut, { role: 'primary' }), 'unavailable: canceling statement due to conflict')
    const failed = error('42501', 'permission denied for function pg_is_in_recovery')
    assert.equal(
      await asked(failed, { role: 'primary' }),
      'unavailable: permission denied for function pg_is_in_recovery',
    )
  })
})

describe('TLS', () => {
  test('a server without TLS fails a check with tls=yes', async () => {
    assert.equal(await against([Buffer.from('N')], { tls: 'yes' }), 'tls-missing: ')
  })

  test('what comes before TLS, behind the consent to it, is not from the server', async () => {
    assert.equal(
      await against([Buffer.from('SR\0\0')], { tls: 'yes' }),
      'protocol: not an answer of PostgreSQL',
    )
    assert.equal(await against([Buffer.from('H')], { tls: 'yes' }), 'protocol: not an answer of PostgreSQL')
  })

  test('an abort while the handshake is under way closes the connection', async () => {
    const stop = new AbortController()
    const server = await tcpServer((socket) => {
      socket.once('data', () => {
        socket.write('S')
        socket.once('data', () => stop.abort())
      })
    })
    const outcome = await ask(postgres, { port: `${server.port}`, tls: 'yes' }, '127.0.0.1', stop.signal)
    assert.equal(`${outcome.ending}: ${outcome.detail}`, 'timeout: during the TLS handshake')
    await server.allClosed()
    await server.close()
  })

  test('a handshake that does not come about ends as such', async () => {
    assert.match(
      await against([Buffer.from('S'), Buffer.from('no TLS record')], { tls: 'yes' }),
      /^tls-failed: /,
    )
  })
})

test('what only a login can tell needs user=', () => {
  const options = { 'password-file': password, role: 'primary', 'max-lag': '10s', verify: 'no' }
  assert.deepEqual(refusals(postgres, options), [
    'verify= says nothing without tls=yes',
    'password-file= needs a login: give user= too',
    'role= needs a login: give user= too',
    'max-lag= needs a login: give user= too',
  ])
})

test('max-lag= is a time with its unit', () => {
  for (const text of ['10', '0s', '25h', '1.5s', '-1s', '10 s', '10S'])
    assert.deepEqual(refusals(postgres, { user: 'probe', 'max-lag': text }), [
      'max-lag= must be a time from 1ms to 24h, such as 10s',
    ])
})
