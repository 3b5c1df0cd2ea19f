// How NSD, Knot and BIND are set up alike: authoritative only, minimal responses, no limits, no rotation.
import type { PeerProgram } from './peer.ts'
import { zoneFileOf } from './zones.ts'

export const NSD: PeerProgram = {
  name: 'NSD',
  program: 'nsd',
  arguments: (configFile) => ['-d', '-c', configFile],
  config: ({ folder, endpoint, origins }) => `
server:
  ip-address: ${endpoint.address}@${endpoint.port}
  server-count: 1
  tcp-count: 200
  username: ""
  chroot: ""
  database: ""
  zonesdir: "${folder}"
  pidfile: "${folder}/state/nsd.pid"
  xfrdfile: "${folder}/state/xfrd.state"
  zonelistfile: "${folder}/state/zone.list"
  xfrdir: "${folder}/state"
  minimal-responses: yes
  round-robin: no
  hide-version: yes
  hide-identity: yes
  rrl-ratelimit: 0
  rrl-whitelist-ratelimit: 0
remote-control:
  control-enable: no
${origins.map((origin) => `zone:\n  name: "${origin}"\n  zonefile: "${zoneFileOf(origin)}"\n`).join('')}`,
}

const KNOT: PeerProgram = {
  name: 'Knot',
  program: 'knotd',
  arguments: (configFile) => ['-c', configFile],
  config: ({ folder, endpoint, origins }) => `
server:
  rundir: "${folder}/state"
  listen: ${endpoint.address}@${endpoint.port}
  udp-workers: 1
  tcp-workers: 1
  background-workers: 1
  version: ""
  identity: ""
  nsid: ""
log:
  - target: stdout
    any: info
database:
  storage: "${folder}/state"
template:
  - id: default
    storage: "${folder}"
    journal-content: none
    zonefile-load: whole
    zonefile-sync: -1
    semantic-checks: soft
zone:
${origins.map((origin) => `  - domain: ${origin}\n    file: ${zoneFileOf(origin)}\n`).join('')}`,
}

const BIND: PeerProgram = {
  name: 'BIND',
  program: 'named',
  arguments: (configFile) => ['-g', '-n', '1', '-c', configFile],
  config: ({ folder, endpoint, origins }) => `
options {
  directory "${folder}";
  listen-on port ${endpoint.port} { ${endpoint.address}; };
  listen-on-v6 { none; };
  pid-file none;
  session-keyfile none;
  lock-file none;
  managed-keys-directory "${folder}/state";
  recursion no;
  dnssec-validation no;
  minimal-responses yes;
  empty-zones-enable no;
  notify no;
  allow-transfer { none; };
  rrset-order { order none; };
  check-names primary ignore;
  check-integrity no;
  check-mx ignore;
  check-srv-cname ignore;
  check-wildcard no;
  version none;
  hostname none;
  server-id none;
  max-records-per-type 0;
  max-types-per-name 0;
  zero-no-soa-ttl no;
  tcp-clients 400;
};
controls { };
${origins.map((origin) => `zone "${origin}" { type primary; file "${zoneFileOf(origin)}"; };\n`).join('')}`,
}

export const PEER_PROGRAMS: readonly PeerProgram[] = [NSD, KNOT, BIND]
