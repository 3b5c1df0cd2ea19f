// Unbound as the resolver that clients ask: one zone is a stub at an endpoint, nothing else is reachable.
import type { Endpoint } from '../dns-client.ts'
import type { PeerProgram } from './peer.ts'

/** `more`: further lines of the server section. */
export function unboundAt(upstream: Endpoint, stubZone: string, more = ''): PeerProgram {
  return {
    name: 'Unbound',
    program: 'unbound',
    greeting: 'start of service',
    arguments: (configFile) => ['-d', '-c', configFile],
    config: ({ folder, endpoint }) => `
server:
  interface: ${endpoint.address}@${endpoint.port}
  outgoing-interface: ${endpoint.address}
  access-control: 127.0.0.0/8 allow
  num-threads: 1
  do-daemonize: no
  do-ip6: no
  username: ""
  chroot: ""
  directory: "${folder}"
  pidfile: ""
  use-syslog: no
  logfile: ""
  verbosity: 1
  module-config: "iterator"
  do-not-query-localhost: no
  qname-minimisation: yes
  qname-minimisation-strict: yes
  harden-below-nxdomain: yes
  prefetch: no
  local-zone: "test." nodefault
  ${more}
remote-control:
  control-enable: no
stub-zone:
  name: "${stubZone}"
  stub-addr: ${upstream.address}@${upstream.port}
`,
  }
}
