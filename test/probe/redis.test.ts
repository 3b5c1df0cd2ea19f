import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { redis } from '../../src/probe/redis.ts'
import { makeAuthority } from '../support/certificates.ts'
import { freePort } from '../support/free-port.ts'
import type { OwnProcess } from '../support/own-process.ts'
import { Folder, startReal, withoutProgram } from './real/real-server.ts'
import { outcomeOf, refusals } from './run.ts'
import { tcpServer } from './servers.ts'

const PASSWORD = 'geheim'
const NAME = 'cache.corp.example'

describe('Redis itself', { skip: withoutProgram('redis-server') }, () => {
  const folder = new Folder()
  const authority = makeAuthority()
  const running: OwnProcess[] = []
  const ports = { master: '', replica: '', tls: '' }
  const password = folder.write('password', `${PASSWORD}\n`)

  before(async () => {
    const { key, cert } = authority.issue([`DNS:${NAME}`], 30)
    const tls = [
      '--tls-cert-file',
      folder.write('cert.pem', cert),
      '--tls-key-file',
      folder.write('key.pem', key),
    ]
    for (const name of ['master', 'replica', 'tls'] as const) ports[name] = `${await freePort('127.0.0.1')}`
    const start = (port: string, ...more: readonly string[]) => {
      const common = ['--bind', '127.0.0.1', '--save', '', '--dir', folder.path]
      return startReal('redis-server', [...common, '--port', port, ...more], /Ready to accept connections/)
    }
    const users = folder.write(
      'users.acl',
      `user default on >${PASSWORD} ~* &* +@all\nuser probe on >pass1 +ping\n`,
    )
    const secured = ['--tls-port', ports.tls, ...tls, '--tls-auth-clients', 'no']
    running.push(await start(ports.master, ...secured, '--aclfile', users))
    running.push(
      await start(
        ports.replica,
        '--replicaof',
        `127.0.0.1 ${ports.master}`,
        '--masterauth',
        PASSWORD,
        '--requirepass',
        PASSWORD,
      ),
    )
  })
  after(async () => {
    for (const one of running) await one.kill()
    authority.remove()
  })

  const master = (options = {}) => outcomeOf(redis, { port: ports.master, ...options })
  const replica = (options = {}) => outcomeOf(redis, { port: ports.replica, ...options })

  test('without a password it passes when it wants one, for it answers', async () => {
    assert.equal(await master(), 'ok: wants a password')
  })

  test('with the password PING is answered', async () => {
    assert.equal(await master({ 'password-file': password }), 'ok: PONG')
  })

  test('a wrong password is refused, and a file that is put right is used with the next probe', async () => {
    const file = folder.write('rotated', 'wrong')
    const configured = redis.configure({ port: ports.master, 'password-file': file })
    assert.ok(configured.ok)
    const run = async () => (await configured.run('127.0.0.1', AbortSignal.timeout(5_000))).ending
    assert.equal(await run(), 'login')
    folder.write('rotated', PASSWORD)
    assert.equal(await run(), 'ok')
  })

  test('a file that has gone bad ends the probe, and the secret before is not used on', async () => {
    const file = folder.write('spoilt', PASSWORD)
    const configured = redis.configure({ port: ports.master, 'password-file': file })
    assert.ok(configured.ok)
    const run = () => configured.run('127.0.0.1', AbortSignal.timeout(5_000))
    assert.equal((await run()).ending, 'ok')
    folder.write('spoilt', PASSWORD, 0o644)
    const { ending, detail } = await run()
    assert.equal(ending, 'error')
    assert.match(detail, /^the file of the secret is a file that everybody may use/)
  })

  test('user= logs in as somebody; what he may not ask is refused', async () => {
    const login = { user: 'probe', 'password-file': folder.write('probe', 'pass1') }
    assert.equal(await master(login), 'ok: PONG')
    assert.match(await master({ ...login, role: 'master' }), /^login: NOPERM/)
  })

  test('role= tells a master from a replica', async () => {
    const login = { 'password-file': password }
    assert.equal(await master({ ...login, role: 'master' }), 'ok: master')
    assert.equal(await replica({ ...login, role: 'replica' }), 'ok: replica')
    assert.equal(await replica({ ...login, role: 'master' }), 'role: replica, expected master')
    assert.equal(await master({ ...login, role: 'replica' }), 'role: master, expected replica')
    assert.match(await master({ role: 'master' }), /^login: NOAUTH/)
  })

  test('tls=yes asks over TLS, with a certificate for the right name', async () => {
    const options = { port: ports.tls, tls: 'yes', ca: authority.file, 'password-file': password }
    assert.equal(await master({ ...options, name: NAME, role: 'master' }), 'ok: master')
    assert.match(await master({ ...options, name: 'other.corp.example' }), /^tls-name: /)
    assert.match(await master({ ...options, name: NAME, days: '60' }), /^tls-expiring: 29 days left/)
  })
})

describe('what a server says instead of PONG', () => {
  const answers: readonly (readonly [string, string])[] = [
    [
      '-LOADING Redis is loading the dataset in memory\r\n',
      'unavailable: LOADING Redis is loading the dataset in memory',
    ],
    ['-MASTERDOWN Link with MASTER is down\r\n', 'unavailable: MASTERDOWN Link with MASTER is down'],
    ['-DENIED Redis is running in protected mode\r\n', 'login: DENIED Redis is running in protected mode'],
    ['$4\r\nPONG\r\n', 'ok: PONG'],
    ['+PING\r\n', 'protocol: PING was answered by PING'],
    ['HTTP/1.1 400 Bad Request\r\n', 'protocol: not a reply of Redis'],
    ['$-1\r\n', 'protocol: not a reply of Redis'],
    [`$70000\r\n${'x'.repeat(70_000)}`, 'protocol: no end in the first 65536 octets'],
    ['x'.repeat(70_000), 'protocol: no end in the first 65536 octets'],
  ]
  for (const [answer, outcome] of answers)
    test(`${JSON.stringify(answer.slice(0, 30))} ends as ${outcome.split(':')[0]}`, async () => {
      const server = await tcpServer((socket) => socket.once('data', () => socket.write(answer)))
      assert.equal(await outcomeOf(redis, { port: `${server.port}` }), outcome)
      await server.close()
    })

  test('a reply may come octet by octet', async () => {
    const server = await tcpServer((socket) =>
      socket.once('data', async () => {
        for (const octet of '+PONG\r\n') {
          socket.write(octet)
          await new Promise(setImmediate)
        }
      }),
    )
    assert.equal(await outcomeOf(redis, { port: `${server.port}` }), 'ok: PONG')
    await server.close()
  })
})

test('options that say nothing together are refused', () => {
  assert.deepEqual(refusals(redis, { user: 'probe' }), [
    'user= logs in with a password: give password-file= too',
  ])
  assert.deepEqual(refusals(redis, { name: 'x', ca: '/etc/ssl/certs/ca-certificates.crt', verify: 'no' }), [
    'name= says nothing without tls=yes',
    'ca= says nothing without tls=yes',
    'verify= says nothing without tls=yes',
  ])
})
