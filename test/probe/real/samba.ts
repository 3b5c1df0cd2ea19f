// smbd of Samba: a file server on loopback with no shares.
import { mkdirSync } from 'node:fs'
import { freePort } from '../../support/free-port.ts'
import type { OwnProcess } from '../../support/own-process.ts'
import { type Folder, startReal } from './real-server.ts'

export interface Samba {
  readonly port: number
  stop(): Promise<void>
}

/** `settings` are lines of its [global] section. */
export async function startSamba(folder: Folder, settings: readonly string[]): Promise<Samba> {
  const port = await freePort('127.0.0.1')
  const own = (name: string): string => {
    const path = folder.in(`smb-${port}-${name}`)
    mkdirSync(path, { mode: 0o755 })
    return path
  }
  const folders = ['private dir', 'lock directory', 'state directory', 'cache directory', 'pid directory']
  const lines = [
    '[global]',
    `smb ports = ${port}`,
    'interfaces = 127.0.0.1',
    'bind interfaces only = yes',
    ...folders.map((name) => `${name} = ${own(name.replace(' ', '-'))}`),
    `ncalrpc dir = ${folder.in(`smb-${port}-ncalrpc`)}`,
    'load printers = no',
    'disable spoolss = yes',
    ...settings,
  ]
  const config = folder.write(`smb-${port}.conf`, `${lines.join('\n')}\n`)
  // A socket as standard input, which is what Node gives, means to smbd that inetd has started it for one connection.
  const command =
    'exec setpriv --pdeathsig TERM /usr/sbin/smbd --foreground --debug-stdout --debuglevel 2 --configfile "$0" < /dev/null'
  const server = await startReal('sh', ['-c', command, config], /waiting for connections/)
  return { port, stop: () => stop(server) }
}

/** Killed, it would leave its children behind. */
async function stop(server: OwnProcess): Promise<void> {
  server.signal('SIGTERM')
  await server.ended
}
