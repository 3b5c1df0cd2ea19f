// PowerDNS with its bind backend and its packet cache: one receiver and one distributor thread.
import type { ServerProgram } from './server.ts'

export const POWERDNS: ServerProgram = {
  name: 'pdns',
  program: 'pdns_server',
  flavour: 'plain',
  zoneFile: 'corp.example.zone',
  files: ({ folder, endpoint }) => ({
    'named.conf': `options { directory "${folder}"; };
zone "corp.example" { type master; file "${folder}/corp.example.zone"; };
`,
    'pdns.conf': `launch=bind
bind-config=${folder}/named.conf
local-address=${endpoint.address}
local-port=${endpoint.port}
socket-dir=${folder}/state
receiver-threads=1
distributor-threads=1
max-tcp-connections-per-client=0
loglevel=3
`,
  }),
  arguments: ({ folder }) => [
    `--config-dir=${folder}`,
    '--daemon=no',
    '--guardian=no',
    '--disable-syslog',
    '--write-pid=no',
  ],
}
