import assert from 'node:assert/strict'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import net from 'node:net'
import { after, before, describe, test } from 'node:test'
import { mysql } from '../../../src/probe/mysql.ts'
import { makeAuthority } from '../../support/certificates.ts'
import { freePort } from '../../support/free-port.ts'
import type { OwnProcess } from '../../support/own-process.ts'
import { outcomeOf } from '../run.ts'
import { Folder, runReal, startReal, UNPRIVILEGED, withoutProgram } from './real-server.ts'

const NAME = 'db.corp.example'
const SYSTEM_TABLES = ['mysql_system_tables.sql', 'mysql_system_tables_data.sql']

const USERS = `
CREATE USER probe IDENTIFIED BY 'geheim' WITH MAX_USER_CONNECTIONS 3;
CREATE USER open;
CREATE USER secret IDENTIFIED BY 'geheim' REQUIRE SSL;
CREATE USER locked IDENTIFIED BY 'geheim' ACCOUNT LOCK;
CREATE USER socket IDENTIFIED VIA unix_socket;
`

describe('MariaDB itself', { skip: withoutProgram('mariadbd') }, () => {
  const folder = new Folder()
  const authority = makeAuthority()
  const running: OwnProcess[] = []
  const ports = { primary: '', replica: '' }
  const secret = folder.write('secret', 'geheim\n')

  before(async () => {
    const { key, cert } = authority.issue([`DNS:${NAME}`], 30)
    const tls = [`--ssl-cert=${folder.write('cert.pem', cert)}`, `--ssl-key=${folder.write('key.pem', key)}`]
    const users = folder.write('users.sql', USERS)
    folder.giveAway()
    const options = (name: string) => [
      '--no-defaults',
      `--datadir=${folder.in(name)}`,
      '--innodb-log-file-size=4M',
      '--innodb-flush-log-at-trx-commit=0',
      '--innodb-fast-shutdown=3',
    ]
    const tables = SYSTEM_TABLES.map((file) => readFileSync(`/usr/share/mysql/${file}`, 'utf8'))
    const start = async (name: keyof typeof ports, ...more: readonly string[]) => {
      ports[name] = `${await freePort('127.0.0.1')}`
      runReal('mkdir', [folder.in(name)], UNPRIVILEGED)
      const input = `CREATE DATABASE mysql;\nUSE mysql;\nSET @auth_root_socket = NULL;\n${tables.join('\n')}`
      runReal('mariadbd', [...options(name), '--bootstrap'], { ...UNPRIVILEGED, input })
      const where = [
        '--bind-address=127.0.0.1',
        `--port=${ports[name]}`,
        `--socket=${folder.in(`${name}.sock`)}`,
      ]
      const args = [...options(name), ...where, `--init-file=${users}`, '--max-connections=10', ...more]
      running.push(await startReal('mariadbd', args, /ready for connections/, UNPRIVILEGED))
    }
    await start('primary', ...tls)
    await start('replica', '--read-only')
  })
  after(async () => {
    for (const one of running) await one.kill()
    authority.remove()
  })

  const primary = (options = {}) => outcomeOf(mysql, { port: ports.primary, ...options })
  const replica = (options = {}) => outcomeOf(mysql, { port: ports.replica, ...options })
  const login = (user: string) => ({ user, 'password-file': secret })

  test('without user= it passes as soon as it asks for a login', async () => {
    assert.equal(await primary(), 'ok: asks for a login')
    assert.equal(await replica(), 'ok: asks for a login')
    assert.equal(await primary({ tls: 'yes', ca: authority.file, name: NAME }), 'ok: asks for a login')
  })

  test('logs in with a password, and without one where there is none', async () => {
    assert.equal(await primary(login('probe')), 'ok: logged in')
    assert.equal(await primary({ user: 'open' }), 'ok: logged in')
  })

  test('a wrong password, an unknown user and one that may not come in are a refused login', async () => {
    const wrong = { user: 'probe', 'password-file': folder.write('wrong', 'falsch') }
    assert.match(
      await primary(wrong),
      /^login: Access denied for user 'probe'@'\S+' \(using password: YES\)$/,
    )
    assert.match(await primary({ user: 'probe' }), /^login: Access denied .* \(using password: NO\)$/)
    assert.match(await primary(login('nobody')), /^login: Access denied for user 'nobody'/)
    assert.match(await primary(login('locked')), /^login: .* account is locked$/)
    assert.match(await primary(login('socket')), /^login: /)
  })

  test('tls=yes asks over TLS, with a certificate for the right name that lasts long enough', async () => {
    const tls = { ...login('secret'), tls: 'yes', ca: authority.file }
    assert.match(await primary(login('secret')), /^login: Access denied/)
    assert.equal(await primary({ ...tls, name: NAME, 'read-only': 'no' }), 'ok: takes writes')
    assert.match(await primary({ ...tls, name: 'other.corp.example' }), /^tls-name: /)
    assert.match(await primary({ tls: 'yes', name: NAME }), /^tls-untrusted: /)
    assert.match(await primary({ ...tls, name: NAME, days: '60' }), /^tls-expiring: 29 days left/)
    assert.equal(await replica({ tls: 'yes' }), 'tls-missing: ')
  })

  test('read-only= tells the one that takes writes from the one that does not', async () => {
    assert.equal(await primary({ ...login('probe'), 'read-only': 'no' }), 'ok: takes writes')
    assert.equal(await replica({ ...login('probe'), 'read-only': 'yes' }), 'ok: set to read only')
    assert.equal(await primary({ ...login('probe'), 'read-only': 'yes' }), 'role: takes writes')
    assert.equal(await replica({ ...login('probe'), 'read-only': 'no' }), 'role: set to read only')
  })

  test('a server without a free connection is unavailable', async () => {
    const others: net.Socket[] = []
    for (let count = 0; count <= 10; count++) {
      const socket = net.connect(Number(ports.replica), '127.0.0.1')
      others.push(socket)
      await once(socket, 'data')
    }
    assert.equal(await replica(), 'unavailable: Too many connections')
    for (const socket of others) socket.destroy()
  })

  test("no probe is a broken connection in the server's eyes", async () => {
    const log = running[0]?.stderr ?? ''
    assert.match(log, /ready for connections/)
    assert.doesNotMatch(log, /Aborted connection .* user: '(?:probe|open)'/)
  })
})
