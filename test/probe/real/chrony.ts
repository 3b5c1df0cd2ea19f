// chronyd, a time server that sets no clock: synchronized with itself when it is told a stratum, else with nothing.
import { userInfo } from 'node:os'
import { freePort } from '../../support/free-port.ts'
import type { OwnProcess } from '../../support/own-process.ts'
import { type Folder, startReal } from './real-server.ts'

export interface Chrony {
  readonly port: number
  readonly server: OwnProcess
}

export async function startChrony(folder: Folder, stratum?: number): Promise<Chrony> {
  const port = await freePort('127.0.0.1')
  const config = folder.write(
    `chrony-${port}.conf`,
    `port ${port}
bindaddress 127.0.0.1
allow 127.0.0.1
cmdport 0
bindcmdaddress /
pidfile ${folder.in(`chrony-${port}.pid`)}
${stratum === undefined ? '' : `local stratum ${stratum}`}
`,
  )
  const args = ['-x', '-d', '-U', '-u', userInfo().username, '-f', config]
  return { port, server: await startReal('chronyd', args, /Disabled control of system clock/) }
}
