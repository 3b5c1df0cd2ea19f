import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { postgres } from '../../../src/probe/postgres.ts'
import { makeAuthority } from '../../support/certificates.ts'
import { freePort } from '../../support/free-port.ts'
import type { OwnProcess } from '../../support/own-process.ts'
import { held, holdOf } from '../held.ts'
import { ask, outcomeOf } from '../run.ts'
import { Folder, runReal, startReal, UNPRIVILEGED, withoutProgram } from './real-server.ts'

const NAME = 'db.corp.example'
const READY = /database system is ready to accept (read-only )?connections/

const USERS = `
ALTER ROLE postgres PASSWORD 'root';
SET password_encryption = 'scram-sha-256';
CREATE ROLE scram LOGIN PASSWORD 'geheim';
CREATE ROLE clear LOGIN PASSWORD 'geheim';
SET password_encryption = 'md5';
CREATE ROLE old LOGIN PASSWORD 'geheim';
CREATE ROLE trusted LOGIN;
CREATE ROLE reject LOGIN;
`

const HBA = `
local all all trust
host all trusted 127.0.0.1/32 trust
host all old 127.0.0.1/32 md5
host all clear 127.0.0.1/32 password
host all reject 127.0.0.1/32 reject
local replication postgres trust
host all all 127.0.0.1/32 scram-sha-256
`

const CONFIG = `
listen_addresses = '127.0.0.1'
unix_socket_permissions = 0700
fsync = off
shared_buffers = 1MB
max_connections = 20
hot_standby = on
log_min_messages = warning
`

describe('PostgreSQL itself', { skip: withoutProgram('postgres') }, () => {
  const folder = new Folder()
  const authority = makeAuthority()
  const running: OwnProcess[] = []
  const ports = { primary: '', replica: '' }
  const secret = folder.write('secret', 'geheim\n')

  const start = async (data: string, port: string) => {
    const args = ['-D', folder.in(data), '-p', port, '-k', folder.path]
    running.push(await startReal('postgres', args, READY, UNPRIVILEGED))
  }
  /** Runs statements as the superuser, and prints what they give. */
  const sql = (port: string, statements: string) =>
    runReal(
      'psql',
      ['-h', folder.path, '-p', port, '-U', 'postgres', '-AtqX', '-v', 'ON_ERROR_STOP=1', 'postgres'],
      {
        input: statements,
      },
    ).trim()

  before(async () => {
    for (const name of ['primary', 'replica'] as const) ports[name] = `${await freePort('127.0.0.1')}`
    const { key, cert } = authority.issue([`DNS:${NAME}`], 30)
    folder.write('cert.pem', cert)
    folder.write('key.pem', key)
    folder.write('hba', HBA)
    const tls = `ssl = on\nssl_cert_file = '${folder.in('cert.pem')}'\nssl_key_file = '${folder.in('key.pem')}'\n`
    const more = `hba_file = '${folder.in('hba')}'\n${tls}`
    folder.write('postgresql.conf', CONFIG + more)
    folder.giveAway()
    const primary = folder.in('primary')
    const init = ['-D', primary, '-U', 'postgres', '--locale=C', '-E', 'UTF8', '--no-sync', '--auth=trust']
    runReal('initdb', init, UNPRIVILEGED)
    const configFile = `include '${folder.in('postgresql.conf')}'`
    runReal('sh', ['-c', `echo "${configFile}" >> ${primary}/postgresql.conf`], UNPRIVILEGED)
    await start('primary', ports.primary)
    sql(ports.primary, USERS)
    const backup = ['-D', folder.in('replica'), '-R', '-c', 'fast', '-X', 'fetch', '--no-sync']
    const source = ['-h', folder.path, '-p', ports.primary, '-U', 'postgres']
    runReal('pg_basebackup', [...backup, ...source], UNPRIVILEGED)
    await start('replica', ports.replica)
    // From now on a commit waits until the replica has received it, and where asked until it is replayed.
    sql(ports.primary, `ALTER SYSTEM SET synchronous_standby_names = '*'; SELECT pg_reload_conf();`)
  })
  after(async () => {
    for (const one of running.reverse()) {
      one.signal('SIGQUIT')
      await one.ended
    }
    authority.remove()
  })

  const primary = (options = {}) => outcomeOf(postgres, { port: ports.primary, ...options })
  const replica = (options = {}) => outcomeOf(postgres, { port: ports.replica, ...options })
  const login = (user: string) => ({ user, 'password-file': secret })

  test('without user= it passes as soon as it asks for a login', async () => {
    assert.equal(await primary(), 'ok: asks for a login')
    assert.equal(await replica(), 'ok: asks for a login')
  })

  test('logs in by SCRAM-SHA-256, by MD5, and where it is trusted', async () => {
    assert.equal(await primary(login('scram')), 'ok: logged in')
    assert.equal(await primary(login('old')), 'ok: logged in')
    assert.equal(await primary({ user: 'trusted' }), 'ok: logged in')
  })

  test('a wrong password, an unknown user and an unknown database are a refused login', async () => {
    const wrong = folder.write('wrong', 'falsch')
    for (const user of ['scram', 'old', 'nobody'])
      assert.equal(
        await primary({ user, 'password-file': wrong }),
        `login: password authentication failed for user "${user}"`,
      )
    assert.equal(await primary({ user: 'scram' }), 'login: asks for a password: give password-file=')
    assert.match(await primary({ user: 'reject' }), /^login: pg_hba.conf rejects connection/)
    assert.equal(
      await primary({ ...login('scram'), database: 'lost' }),
      'login: database "lost" does not exist',
    )
  })

  test('the password is sent in clear over TLS only', async () => {
    assert.equal(await primary(login('clear')), 'login: asks for the password in clear, which needs tls=yes')
    const tls = { tls: 'yes', ca: authority.file, name: NAME }
    assert.equal(await primary({ ...login('clear'), ...tls }), 'ok: logged in')
  })

  test('tls=yes asks over TLS, with a certificate for the right name that lasts long enough', async () => {
    const tls = { ...login('scram'), tls: 'yes', ca: authority.file }
    assert.equal(await primary({ ...tls, name: NAME, role: 'primary' }), 'ok: primary')
    assert.equal(await primary({ tls: 'yes', verify: 'no' }), 'ok: asks for a login')
    assert.match(await primary({ ...tls, name: 'other.corp.example' }), /^tls-name: /)
    assert.match(await primary(tls), /^tls-name: .*127\.0\.0\.1/)
    assert.match(await primary({ tls: 'yes', name: NAME }), /^tls-untrusted: /)
    assert.match(await primary({ ...tls, name: NAME, days: '60' }), /^tls-expiring: 29 days left/)
  })

  test('role= tells the primary from a replica', async () => {
    assert.equal(await primary({ ...login('scram'), role: 'primary' }), 'ok: primary')
    assert.equal(await replica({ ...login('scram'), role: 'replica' }), 'ok: replica')
    assert.equal(await replica({ ...login('scram'), role: 'primary' }), 'role: replica, expected primary')
    assert.equal(await primary({ ...login('scram'), role: 'replica' }), 'role: primary, expected replica')
  })

  test('max-lag= fails a replica that has received more than it has replayed, for as long as that lasts', async () => {
    const behind = { user: 'trusted', 'max-lag': '1ms' }
    sql(ports.primary, `SET synchronous_commit = 'remote_apply'; CREATE TABLE one ();`)
    assert.equal(await replica({ user: 'trusted', 'max-lag': '1h' }), 'ok: replica, 0.0 s behind')
    assert.equal(await primary(behind), 'ok: primary')
    sql(ports.replica, 'SELECT pg_wal_replay_pause()')
    sql(ports.primary, 'CREATE TABLE two ()')
    assert.match(await replica(behind), /^lag: replica, \d+\.\d s behind, at most 0\.001 s$/)
    sql(ports.replica, 'SELECT pg_wal_replay_resume()')
    sql(ports.primary, `SET synchronous_commit = 'remote_apply'; CREATE TABLE three ();`)
    assert.equal(await replica(behind), 'ok: replica, 0.0 s behind')
  })

  test('a server without a free connection is unavailable', async () => {
    sql(ports.primary, 'ALTER ROLE trusted CONNECTION LIMIT 0')
    assert.equal(await primary({ user: 'trusted' }), 'unavailable: too many connections for role "trusted"')
    sql(ports.primary, 'ALTER ROLE trusted CONNECTION LIMIT -1')
  })

  test('no probe leaves a session behind', async () => {
    await ask(postgres, { port: ports.primary, user: 'trusted', role: 'primary' })
    const sessions = `SELECT count(*) FROM pg_stat_activity WHERE application_name = 'failover'`
    for (let left = 100; left > 0 && sql(ports.primary, sessions) !== '0'; left--);
    assert.equal(sql(ports.primary, sessions), '0')
  })

  test('hold=yes keeps one session open over TLS after the login; kill -9 of the server ends it', async () => {
    const options = { ...login('scram'), port: ports.replica, tls: 'yes', verify: 'no' }
    const { ended } = held(holdOf(postgres, options))
    const idle = `SELECT count(*) FROM pg_stat_activity WHERE usename = 'scram' AND state = 'idle'`
    while (sql(ports.replica, idle) !== '1') await new Promise(setImmediate)
    await running.pop()?.kill()
    assert.equal(await ended, true)
  })
})
