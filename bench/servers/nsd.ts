// NSD 4: one server process beside its parent and xfrd, answers rotated, cookies answered.
import type { ServerProgram } from './server.ts'

export const NSD: ServerProgram = {
  name: 'nsd',
  program: 'nsd',
  flavour: 'plain',
  zoneFile: 'corp.example.zone',
  files: ({ folder, endpoint, dot, certificate }) => ({
    'nsd.conf': `server:
  ip-address: ${endpoint.address}@${endpoint.port}
  ip-address: ${dot.address}@${dot.port}
  tls-port: ${dot.port}
  tls-service-key: "${folder}/key.pem"
  tls-service-pem: "${folder}/chain.pem"
  server-count: 1
  tcp-count: 100
  username: ""
  chroot: ""
  database: ""
  zonesdir: "${folder}"
  pidfile: "${folder}/state/nsd.pid"
  xfrdfile: "${folder}/state/xfrd.state"
  zonelistfile: "${folder}/state/zone.list"
  xfrdir: "${folder}/state"
  cookie-secret-file: "${folder}/state/cookies"
  answer-cookie: yes
  minimal-responses: yes
  round-robin: yes
  rrl-ratelimit: 0
  rrl-whitelist-ratelimit: 0
remote-control:
  control-enable: no
zone:
  name: corp.example
  zonefile: corp.example.zone
`,
    'chain.pem': certificate.cert,
    'key.pem': certificate.key,
  }),
  arguments: ({ folder }) => ['-d', '-c', `${folder}/nsd.conf`],
}
