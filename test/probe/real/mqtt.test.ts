import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { mqtt } from '../../../src/probe/mqtt.ts'
import { makeAuthority } from '../../support/certificates.ts'
import { freePort } from '../../support/free-port.ts'
import type { OwnProcess } from '../../support/own-process.ts'
import { held, holdOf } from '../held.ts'
import { outcomeOf } from '../run.ts'
import { Folder, runReal, startReal, UNPRIVILEGED, withoutProgram } from './real-server.ts'

const NAME = 'broker.corp.example'

describe('Mosquitto itself', { skip: withoutProgram('mosquitto') }, () => {
  const folder = new Folder()
  const authority = makeAuthority()
  const secret = folder.write('secret', 'geheim\n')
  const ports = { open: '', closed: '', tls: '' }
  let broker: OwnProcess | undefined

  before(async () => {
    for (const name of ['open', 'closed', 'tls'] as const) ports[name] = `${await freePort('127.0.0.1')}`
    const { key, cert } = authority.issue([`DNS:${NAME}`], 30)
    const users = folder.write('users', 'probe:geheim\n')
    runReal('mosquitto_passwd', ['-U', users])
    const config = `
per_listener_settings true
listener ${ports.open} 127.0.0.1
allow_anonymous true
listener ${ports.closed} 127.0.0.1
password_file ${users}
listener ${ports.tls} 127.0.0.1
password_file ${users}
certfile ${folder.write('cert.pem', cert)}
keyfile ${folder.write('key.pem', key)}
`
    const configFile = folder.write('mosquitto.conf', config)
    folder.giveAway()
    broker = await startReal(
      'mosquitto',
      ['-v', '-c', configFile],
      /mosquitto version \S+ running/,
      UNPRIVILEGED,
    )
  })
  after(async () => {
    await broker?.kill()
    authority.remove()
  })

  const open = (options = {}) => outcomeOf(mqtt, { port: ports.open, ...options })
  const closed = (options = {}) => outcomeOf(mqtt, { port: ports.closed, ...options })
  const login = { user: 'probe', 'password-file': secret }

  test('a broker that lets everybody in accepts', async () => {
    assert.equal(await open(), 'ok: accepted')
  })

  test('without user= a broker that wants one passes, for it answers', async () => {
    assert.equal(await closed(), 'ok: asks for a login')
  })

  test('logs in with user and password; wrong ones are refused', async () => {
    assert.equal(await closed(login), 'ok: accepted')
    const wrong = folder.write('wrong', 'falsch')
    assert.equal(await closed({ ...login, 'password-file': wrong }), 'login: not authorized')
    assert.equal(await closed({ ...login, user: 'nobody' }), 'login: not authorized')
    assert.equal(await closed({ user: 'probe' }), 'login: not authorized')
  })

  test('tls=yes asks over TLS, with a certificate for the right name that lasts long enough', async () => {
    const tls = { ...login, port: ports.tls, tls: 'yes', ca: authority.file }
    assert.equal(await closed({ ...tls, name: NAME }), 'ok: accepted')
    assert.match(await closed({ ...tls, name: 'other.corp.example' }), /^tls-name: /)
    assert.match(await closed({ ...tls, name: NAME, days: '60' }), /^tls-expiring: 29 days left/)
    assert.match(await open({ tls: 'yes' }), /^(closed|reset|tls-failed): /)
  })

  test('every client has taken its leave when it was accepted', async () => {
    await open()
    await broker?.until(
      'a farewell',
      () => /Client failover[0-9a-f]{12} disconnected\./.test(broker?.stderr ?? '') || undefined,
    )
    assert.doesNotMatch(broker?.stderr ?? '', /Client failover[0-9a-f]{12} closed its connection/)
  })

  test('hold=yes stays as a client; kill -9 of the broker ends it, and one that it lets not in never stood', async () => {
    assert.equal(await held(holdOf(mqtt, { port: ports.closed })).ended, false)
    const { ended } = held(holdOf(mqtt, { ...login, port: ports.closed }))
    await broker?.until('a client that stays', () => {
      const accepted = broker?.stderr.matchAll(/Sending CONNACK to (failover\w+) \(0, 0\)/g) ?? []
      return [...accepted].find(([, id]) => !broker?.stderr.includes(`Client ${id} disconnected`))
    })
    // The broker writes to one client after the other: whoever came before has been answered.
    await closed(login)
    await broker?.kill()
    assert.equal(await ended, true)
  })
})
