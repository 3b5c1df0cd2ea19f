import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { smtp } from '../../../src/probe/smtp.ts'
import { makeAuthority } from '../../support/certificates.ts'
import { freePort } from '../../support/free-port.ts'
import type { OwnProcess } from '../../support/own-process.ts'
import { type Options, outcomeOf } from '../run.ts'
import { Folder, startReal, withoutProgram, withoutRoot } from './real-server.ts'

const NAME = 'mail1.corp.example'

describe('Exim', { skip: withoutProgram('exim4') || withoutRoot() }, () => {
  const authority = makeAuthority()
  const ports = { plain: '', secured: '', withoutTls: '' }
  let exim: OwnProcess
  let asked = 0
  const ask = (options: Options) => {
    asked++
    return outcomeOf(smtp, options)
  }
  after(async () => {
    // Each connection has a process of its own, which writes to the folder until it ends.
    const ended = () => exim.stderr.match(/ child \d+ ended/g)?.length ?? 0
    await exim.until('the end of its processes', () => ended() === asked || undefined)
    await exim.kill()
    authority.remove()
  })
  const folder = new Folder()

  before(async () => {
    for (const name of ['plain', 'secured', 'withoutTls'] as const)
      ports[name] = `${await freePort('127.0.0.1')}`
    const { key, cert } = authority.issue([`DNS:${NAME}`], 30)
    const config = `
primary_hostname = ${NAME}
spool_directory = ${folder.path}
log_file_path = ${folder.in('%slog')}
pid_file_path = ${folder.in('pid')}
exim_user = ${process.getuid?.()}
exim_group = ${process.getgid?.()}
keep_environment =
local_interfaces = <; 127.0.0.1.${ports.plain} ; 127.0.0.1.${ports.secured} ; 127.0.0.1.${ports.withoutTls}
tls_on_connect_ports = ${ports.secured}
tls_certificate = ${folder.write('cert.pem', cert)}
tls_privatekey = ${folder.write('key.pem', key)}
tls_advertise_hosts = \${if eq{$received_port}{${ports.withoutTls}}{}{*}}
`
    const debug = '-d-all+process_info'
    exim = await startReal('exim4', ['-bdf', debug, '-C', folder.write('conf', config)], /Listening\.\.\./)
  })

  const tls = { ca: authority.file, name: NAME }

  test('it greets, answers EHLO, and sees the connection closed by QUIT', async () => {
    assert.equal(await ask({ port: ports.plain }), `ok: ${NAME}`)
    await exim.until('closed by QUIT', () => /closed by QUIT/.test(exim.stderr) || undefined)
  })

  test('starttls=yes goes on over TLS', async () => {
    const port = ports.plain
    assert.equal(await ask({ port, starttls: 'yes', ...tls }), `ok: ${NAME}`)
    assert.match(await ask({ port, starttls: 'yes', ...tls, name: 'x.example' }), /^tls-name: /)
    assert.match(await ask({ port, starttls: 'yes', name: NAME }), /^tls-untrusted: /)
  })

  test('starttls=yes fails where STARTTLS is not offered', async () => {
    assert.equal(
      await ask({ port: ports.withoutTls, starttls: 'yes', ...tls }),
      'tls-missing: no STARTTLS in the answer to EHLO',
    )
  })

  test('tls=yes speaks TLS from the first octet on', async () => {
    assert.equal(await ask({ port: ports.secured, tls: 'yes', ...tls }), `ok: ${NAME}`)
  })
})
