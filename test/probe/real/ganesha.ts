// NFS-Ganesha, an NFS server in user space: version 4 only, for version 3 it would need a port mapper beside it.
import { freePort } from '../../support/free-port.ts'
import type { OwnProcess } from '../../support/own-process.ts'
import { type Folder, startReal } from './real-server.ts'

export interface Ganesha {
  readonly port: number
  readonly server: OwnProcess
}

export async function startGanesha(folder: Folder): Promise<Ganesha> {
  const port = await freePort('127.0.0.1')
  const config = folder.write(
    'ganesha.conf',
    `NFS_CORE_PARAM {
  NFS_Port = ${port};
  Bind_addr = 127.0.0.1;
  Protocols = 4;
  Enable_UDP = true;
  Enable_NLM = false;
  Enable_RQUOTA = false;
}
NFSv4 { Graceless = true; RecoveryRoot = "${folder.in('recovery')}"; }
NFS_KRB5 { Active_krb5 = false; }
`,
  )
  const args = ['-F', '-L', 'STDERR', '-N', 'EVENT', '-f', config, '-p', folder.in('ganesha.pid')]
  return { port, server: await startReal('ganesha.nfsd', args, /NFS SERVER INITIALIZED/) }
}
