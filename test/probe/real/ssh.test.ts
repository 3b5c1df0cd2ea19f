import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { chownSync } from 'node:fs'
import { after, before, describe, test } from 'node:test'
import { ssh } from '../../../src/probe/ssh.ts'
import { freePort } from '../../support/free-port.ts'
import type { OwnProcess } from '../../support/own-process.ts'
import { outcomeOf } from '../run.ts'
import { Folder, startReal, withoutProgram } from './real-server.ts'

/** Started by root, it would need a folder in /run. */
const NOBODY = 65_534

describe('OpenSSH', { skip: withoutProgram('sshd') }, () => {
  let port: number
  let sshd: OwnProcess
  after(() => sshd.kill())
  const folder = new Folder()

  before(async () => {
    port = await freePort('127.0.0.1')
    const key = folder.in('key')
    execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', key])
    const config = folder.write(
      'conf',
      `ListenAddress 127.0.0.1:${port}\nHostKey ${key}\nPidFile none\nUsePAM no\n`,
    )
    const isRoot = process.getuid?.() === 0
    if (isRoot) for (const file of [folder.path, key, config]) chownSync(file, NOBODY, NOBODY)
    const user = isRoot ? { userId: NOBODY } : {}
    sshd = await startReal('sshd', ['-D', '-e', '-f', config], /Server listening/, user)
  })

  test('it identifies itself, and its log says that we have left by ourselves', async () => {
    assert.match(await outcomeOf(ssh, { port: `${port}` }), /^ok: SSH-2\.0-OpenSSH_/)
    await sshd.until('a disconnect', () => /Received disconnect .*:11: bye/.test(sshd.stderr) || undefined)
  })
})
