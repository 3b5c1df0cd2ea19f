import assert from 'node:assert/strict'
import { once } from 'node:events'
import { after, describe, test } from 'node:test'
import tls from 'node:tls'
import { amqp } from '../../src/probe/amqp.ts'
import { makeAuthority } from '../support/certificates.ts'
import { amqpBroker, close, frame, start, type Users } from './amqp-broker.ts'
import { Folder } from './real/real-server.ts'
import { outcomeOf, refusals } from './run.ts'
import { tcpServer } from './servers.ts'

const folder = new Folder()
const LOGIN = { user: 'probe', 'password-file': folder.write('password', 'geheim') }

async function against(users: Users, options = {}) {
  const broker = await amqpBroker(users)
  const outcome = await outcomeOf(amqp, { port: `${broker.port}`, ...options })
  await broker.allClosed()
  await broker.close()
  return { outcome, seen: broker.seen }
}

describe('a broker', () => {
  test('without user= passes as soon as it asks for a login', async () => {
    assert.deepEqual(await against({}), { outcome: 'ok: asks for a login', seen: [] })
  })

  test('opens the connection after the login, as it proposes, without heartbeats, and is told the end', async () => {
    const { outcome, seen } = await against({}, LOGIN)
    assert.equal(outcome, 'ok: open')
    assert.deepEqual(seen, [
      'start-ok failover {"authentication_failure_close":true} PLAIN probe en_US',
      'tune-ok 2047 131072 0',
      'open /',
      'close 200 ',
    ])
  })

  test('opens the virtual host that is asked for', async () => {
    const { outcome, seen } = await against({ vhosts: ['orders'] }, { ...LOGIN, vhost: 'orders' })
    assert.equal(outcome, 'ok: open')
    assert.ok(seen.includes('open orders'))
  })

  test('refuses a wrong password, an unknown user, and a virtual host', async () => {
    const wrong = { ...LOGIN, 'password-file': folder.write('wrong', 'falsch') }
    for (const login of [wrong, { ...LOGIN, user: 'nobody' }, { user: 'probe' }]) {
      const { outcome, seen } = await against({}, login)
      assert.equal(outcome, 'login: ACCESS_REFUSED - Login was refused')
      assert.equal(seen.at(-1), 'close-ok')
    }
    const { outcome } = await against({}, { ...LOGIN, vhost: 'lost' })
    assert.equal(outcome, 'login: NOT_ALLOWED - vhost lost not found')
  })

  test('that knows no PLAIN is never sent a password', async () => {
    const { outcome, seen } = await against({ mechanisms: 'EXTERNAL SCRAM-SHA-256' }, LOGIN)
    assert.equal(outcome, 'login: asks for a way to log in that is not known: EXTERNAL SCRAM-SHA-256')
    assert.deepEqual(seen, [])
  })
})

describe('what a server says instead', () => {
  const tune = frame(10, 30, Buffer.of(0, 0, 0, 0, 0, 0, 0, 0))
  const NOT_AMQP = 'protocol: not an answer of AMQP 0-9-1'
  const cases: readonly (readonly [what: string, answers: readonly Buffer[], outcome: string])[] = [
    ['it speaks AMQP 1.0', [Buffer.from('AMQP\0\x01\0\0')], NOT_AMQP],
    ['it is a web server', [Buffer.from('HTTP/1.1 400 Bad Request\r\n')], NOT_AMQP],
    ['it begins with something else', [tune], NOT_AMQP],
    ['its frame has no end', [Buffer.concat([start().subarray(0, -1), Buffer.of(0)])], NOT_AMQP],
    ['its frame is longer than any', [Buffer.from('\x01\0\0\x7f\xff\xff\xff', 'latin1')], NOT_AMQP],
    ['its frame is for a channel', [start().fill(1, 2, 3)], NOT_AMQP],
    [
      'its mechanisms go beyond the frame',
      [frame(10, 10, Buffer.from('\0\x09\0\0\0\0\0\0\0\x09PLAIN'))],
      NOT_AMQP,
    ],
    [
      'it has no more memory',
      [start(), close(320, 'CONNECTION_FORCED - shutdown')],
      'unavailable: CONNECTION_FORCED - shutdown',
    ],
    ['it closes without a reason', [start(), frame(10, 50)], 'unavailable: '],
    ['it wants to know more', [start(), frame(10, 20, Buffer.of(0, 0, 0, 0))], NOT_AMQP],
    ['it tunes without numbers', [start(), frame(10, 30)], NOT_AMQP],
    [
      'it beats for ever',
      [Buffer.concat(Array(9000).fill(Buffer.from('\x08\0\0\0\0\0\0\xce', 'latin1')))],
      'protocol: no end in the first 65536 octets',
    ],
  ]
  for (const [what, answers, outcome] of cases)
    test(`${what}: ${outcome.split(':')[0]}`, async () => {
      const server = await tcpServer((socket) => {
        let at = 0
        socket.on('data', () => socket.write(answers[at++] ?? ''))
      })
      assert.equal(await outcomeOf(amqp, { port: `${server.port}`, ...LOGIN }), outcome)
      await server.close()
    })
})

test('a heartbeat between two methods is passed over', async () => {
  const beat = Buffer.from('\x08\0\0\0\0\0\0\xce', 'latin1')
  const server = await tcpServer((socket) =>
    socket.once('data', () => socket.write(Buffer.concat([beat, start()]))),
  )
  assert.equal(await outcomeOf(amqp, { port: `${server.port}` }), 'ok: asks for a login')
  await server.close()
})

describe('over TLS', () => {
  const authority = makeAuthority()
  after(() => authority.remove())

  test('tls=yes asks a broker with a certificate for the right name', async () => {
    const server = tls.createServer(authority.issue(['DNS:bus.corp.example'], 30), (socket) => {
      socket.on('error', () => socket.destroy())
      socket.once('data', () => socket.write(start()))
    })
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    const address = server.address()
    assert.ok(typeof address === 'object' && address !== null)
    const options = { port: `${address.port}`, tls: 'yes', ca: authority.file }
    assert.equal(await outcomeOf(amqp, { ...options, name: 'bus.corp.example' }), 'ok: asks for a login')
    assert.match(await outcomeOf(amqp, { ...options, name: 'other.corp.example' }), /^tls-name: /)
    server.close()
    await once(server, 'close')
  })
})

test('what only a login can tell, and a connection that is to last, needs user=', () => {
  const options = { 'password-file': LOGIN['password-file'], vhost: 'x', hold: 'yes' }
  assert.deepEqual(refusals(amqp, options), [
    'password-file= needs a login: give user= too',
    'vhost= needs a login: give user= too',
    'hold= needs a login: give user= too',
  ])
  assert.deepEqual(refusals(amqp, { hold: 'no' }), [])
})
