// Knot DNS 3: one UDP and one TCP worker, answers rotated, cookies answered.
import type { ServerProgram } from './server.ts'

export const KNOT: ServerProgram = {
  name: 'knot',
  program: 'knotd',
  flavour: 'plain',
  zoneFile: 'corp.example.zone',
  files: ({ folder, endpoint }) => ({
    'knot.conf': `server:
  rundir: "${folder}/state"
  listen: ${endpoint.address}@${endpoint.port}
  udp-workers: 1
  tcp-workers: 1
  background-workers: 1
  answer-rotation: on
  tcp-io-timeout: 0
log:
  - target: stderr
    any: warning
database:
  storage: "${folder}/state"
mod-cookies:
  - id: default
    badcookie-slip: 1000000000
template:
  - id: default
    storage: "${folder}"
    journal-content: none
    zonefile-load: whole
    zonefile-sync: -1
    semantic-checks: off
zone:
  - domain: corp.example
`,
  }),
  arguments: ({ folder }) => ['-c', `${folder}/knot.conf`],
}
