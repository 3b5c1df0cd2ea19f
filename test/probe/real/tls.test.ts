import assert from 'node:assert/strict'
import { after, describe, test } from 'node:test'
import { tls } from '../../../src/probe/tls.ts'
import { makeAuthority } from '../../support/certificates.ts'
import { freePort } from '../../support/free-port.ts'
import { outcomeOf } from '../run.ts'
import { Folder, startReal, withoutProgram } from './real-server.ts'

describe('the TLS server of OpenSSL', { skip: withoutProgram('openssl') }, () => {
  const folder = new Folder()
  const authority = makeAuthority()
  after(() => authority.remove())

  for (const [version, flag] of [
    ['TLSv1.2', '-tls1_2'],
    ['TLSv1.3', '-tls1_3'],
  ] as const)
    test(`over ${version} its certificate passes, and fails for another name`, async () => {
      const { key, cert } = authority.issue(['DNS:vpn.corp.example'], 30)
      const port = `${await freePort('127.0.0.1')}`
      const files = ['-cert', folder.write('cert.pem', cert), '-key', folder.write('key.pem', key)]
      const server = await startReal(
        'openssl',
        ['s_server', '-accept', `127.0.0.1:${port}`, flag, ...files],
        /ACCEPT/,
      )
      const options = { port, ca: authority.file }
      assert.equal(
        await outcomeOf(tls, { ...options, name: 'vpn.corp.example' }),
        `ok: ${version}, 29 days left`,
      )
      assert.match(await outcomeOf(tls, { ...options, name: 'www.corp.example' }), /^tls-name: /)
      await server.kill()
    })
})
