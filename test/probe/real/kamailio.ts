// Kamailio, a SIP server: answers OPTIONS over UDP, TCP and TLS; 503 to the user `busy`, 404 to `nobody`.
import type { Credentials } from '../../support/certificates.ts'
import { freePort } from '../../support/free-port.ts'
import type { OwnProcess } from '../../support/own-process.ts'
import { type Folder, startReal } from './real-server.ts'

export interface Kamailio {
  readonly port: number
  readonly tlsPort: number
  stop(): Promise<void>
}

/** What its first module says after that. */
const SOCKETS_ARE_BOUND = /child_init\(\)/

export async function startKamailio(folder: Folder, { key, cert }: Credentials): Promise<Kamailio> {
  const port = await freePort('127.0.0.1')
  const tlsPort = await freePort('127.0.0.1')
  const config = folder.write(
    'kamailio.cfg',
    `#!KAMAILIO
log_stderror=yes
debug=2
children=1
tcp_children=1
enable_tls=yes
listen=udp:127.0.0.1:${port}
listen=tcp:127.0.0.1:${port}
listen=tls:127.0.0.1:${tlsPort}
loadmodule "sl.so"
loadmodule "tls.so"
modparam("tls", "tls_method", "TLSv1.2+")
modparam("tls", "private_key", "${folder.write('kamailio.key', key)}")
modparam("tls", "certificate", "${folder.write('kamailio.pem', cert)}")
request_route {
  if (uri =~ "^sip:busy@") { sl_send_reply("503", "Service Unavailable"); exit; }
  if (uri =~ "^sip:nobody@") { sl_send_reply("404", "Not Found"); exit; }
  sl_send_reply("200", "OK");
}
`,
  )
  const args = ['-f', config, '-DD', '-E', '-m', '32', '-M', '4', '-w', folder.path, '-Y', folder.path]
  const server = await startReal('kamailio', args, SOCKETS_ARE_BOUND)
  return { port, tlsPort, stop: () => stop(server) }
}

/** Killed, it would leave its children behind. */
async function stop(server: OwnProcess): Promise<void> {
  server.signal('SIGTERM')
  await server.ended
}
