import assert from 'node:assert/strict'
import { chmodSync } from 'node:fs'
import { after, before, describe, test } from 'node:test'
import { imap } from '../../../src/probe/imap.ts'
import { pop3 } from '../../../src/probe/pop3.ts'
import { makeAuthority } from '../../support/certificates.ts'
import { freePort } from '../../support/free-port.ts'
import type { OwnProcess } from '../../support/own-process.ts'
import { outcomeOf } from '../run.ts'
import { Folder, startReal, withoutProgram, withoutRoot } from './real-server.ts'

const NAME = 'mailbox.corp.example'

interface Ports {
  readonly imap: number
  readonly imaps: number
  readonly pop3: number
  readonly pop3s: number
}

const authority = makeAuthority()
after(() => authority.remove())

async function startDovecot(folder: Folder, more: string): Promise<{ dovecot: OwnProcess; ports: Ports }> {
  const free = () => freePort('127.0.0.1')
  const ports = { imap: await free(), imaps: await free(), pop3: await free(), pop3s: await free() }
  const { key, cert } = authority.issue([`DNS:${NAME}`], 30)
  const listener = (name: keyof Ports) =>
    `inet_listener ${name} {\naddress = 127.0.0.1\nport = ${ports[name]}\n}`
  const config = `
protocols = imap pop3
base_dir = ${folder.in('run')}
state_dir = ${folder.in('state')}
log_path = /dev/stderr
ssl_cert = <${folder.write('cert.pem', cert)}
ssl_key = <${folder.write('key.pem', key)}
service imap-login {\n${listener('imap')}\n${listener('imaps')}\n}
service pop3-login {\n${listener('pop3')}\n${listener('pop3s')}\n}
${more}
`
  // Its processes that talk to clients run as other users, and find their sockets in this folder.
  chmodSync(folder.path, 0o755)
  const dovecot = await startReal('dovecot', ['-F', '-c', folder.write('conf', config)], /starting up for/)
  return { dovecot, ports }
}

async function stop(dovecot: OwnProcess): Promise<void> {
  // Killed, it would leave its processes behind.
  dovecot.signal('SIGTERM')
  await dovecot.ended
}

const PASSDB = 'passdb {\ndriver = static\nargs = password=geheim\n}\n'

describe('Dovecot', { skip: withoutProgram('dovecot') || withoutRoot() }, () => {
  const tls = { ca: authority.file, name: NAME }
  let started: Awaited<ReturnType<typeof startDovecot>>
  after(() => stop(started.dovecot))
  const folder = new Folder()
  before(async () => {
    started = await startDovecot(folder, `${PASSDB}ssl = yes`)
  })

  const cases = [
    { probe: imap, plain: 'imap', secured: 'imaps' },
    { probe: pop3, plain: 'pop3', secured: 'pop3s' },
  ] as const
  for (const { probe, plain, secured } of cases) {
    test(`${probe.type}: it greets in plain text and over TLS, and sees us take our leave`, async () => {
      const { ports, dovecot } = started
      assert.match(await outcomeOf(probe, { port: `${ports[plain]}` }), /^ok: Dovecot .*ready\.$/)
      const overTls = { port: `${ports[secured]}`, tls: 'yes', ...tls }
      assert.match(await outcomeOf(probe, overTls), /^ok: Dovecot .*ready\.$/)
      const left = [/logging out .* secured,/, /logging out .* TLS[,:]/]
      const logOf = () => dovecot.stderr.split('\n').filter((line) => line.includes(`${plain}-login: `))
      await dovecot.until('both connections closed by a log-out', () => {
        const lines = logOf()
        return left.every((one) => lines.some((line) => one.test(line))) || undefined
      })
    })

    test(`${probe.type}: starttls=yes goes on over TLS`, async () => {
      const options = { port: `${started.ports[plain]}`, starttls: 'yes', ...tls }
      assert.match(await outcomeOf(probe, options), /^ok: Dovecot .*ready\.$/)
      assert.match(await outcomeOf(probe, { ...options, name: 'x.example' }), /^tls-name: /)
    })
  }
})

describe('Dovecot that is ill', { skip: withoutProgram('dovecot') || withoutRoot() }, () => {
  let started: Awaited<ReturnType<typeof startDovecot>>
  after(() => stop(started.dovecot))
  const folder = new Folder()
  before(async () => {
    started = await startDovecot(folder, 'ssl = no')
  })

  test('it fails when its authentication is broken, though it accepts connections', async () => {
    const { ports } = started
    const asked = [outcomeOf(imap, { port: `${ports.imap}` }), outcomeOf(pop3, { port: `${ports.pop3}` })]
    const [overImap = '', overPop3 = ''] = await Promise.all(asked)
    assert.match(overImap, /^unavailable: \* BYE /)
    assert.match(overPop3, /^unavailable: -ERR /)
  })
})
