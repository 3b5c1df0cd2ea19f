import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { ldap } from '../../../src/probe/ldap.ts'
import { makeAuthority } from '../../support/certificates.ts'
import { freePort } from '../../support/free-port.ts'
import type { OwnProcess } from '../../support/own-process.ts'
import { outcomeOf } from '../run.ts'
import { Folder, startReal, withoutProgram } from './real-server.ts'

const NAME = 'dc1.corp.example'

describe('OpenLDAP', { skip: withoutProgram('slapd') }, () => {
  const authority = makeAuthority()
  const tls = { ca: authority.file, name: NAME }
  const running: OwnProcess[] = []
  after(async () => {
    for (const one of running) await one.kill()
    authority.remove()
  })
  const folder = new Folder()
  const ports = { plain: '', secured: '', withoutTls: '' }

  before(async () => {
    for (const name of ['plain', 'secured', 'withoutTls'] as const)
      ports[name] = `${await freePort('127.0.0.1')}`
    const { key, cert } = authority.issue([`DNS:${NAME}`], 30)
    const files = `TLSCertificateFile ${folder.write('cert.pem', cert)}\nTLSCertificateKeyFile ${folder.write('key.pem', key)}\n`
    const start = async (name: string, config: string, urls: string) => {
      const file = folder.write(name, `pidfile ${folder.in(`${name}.pid`)}\n${config}`)
      running.push(await startReal('slapd', ['-d', 'stats', '-h', urls, '-f', file], /slapd starting/))
    }
    await start('tls', files, `ldap://127.0.0.1:${ports.plain} ldaps://127.0.0.1:${ports.secured}`)
    await start('plain', '', `ldap://127.0.0.1:${ports.withoutTls}`)
  })

  test('it has a root DSE for everybody, and sees us unbind', async () => {
    assert.equal(await outcomeOf(ldap, { port: ports.plain }), 'ok: root DSE')
    await running[0]?.until('an unbind', () => / UNBIND/.test(running[0]?.stderr ?? '') || undefined)
  })

  test('tls=yes asks over TLS from the first octet on', async () => {
    const options = { port: ports.secured, tls: 'yes', ...tls }
    assert.equal(await outcomeOf(ldap, options), 'ok: root DSE')
    assert.match(await outcomeOf(ldap, { ...options, name: 'dc2.corp.example' }), /^tls-name: /)
  })

  test('starttls=yes goes on over TLS, and fails where it is not offered', async () => {
    const options = { starttls: 'yes', ...tls }
    assert.equal(await outcomeOf(ldap, { ...options, port: ports.plain }), 'ok: root DSE')
    assert.match(await outcomeOf(ldap, { ...options, days: '60', port: ports.plain }), /^tls-expiring: /)
    assert.match(await outcomeOf(ldap, { ...options, port: ports.withoutTls }), /^tls-missing: /)
  })
})
