// The registry of probe types: adding one is one file and one line here.

import { amqp } from './amqp.ts'
import { dns } from './dns.ts'
import { exec } from './exec.ts'
import { grpc } from './grpc.ts'
import { http } from './http.ts'
import { https } from './https.ts'
import { icmp } from './icmp.ts'
import { imap } from './imap.ts'
import { ldap } from './ldap.ts'
import { mqtt } from './mqtt.ts'
import { mysql } from './mysql.ts'
import { nfs } from './nfs.ts'
import { ntp } from './ntp.ts'
import { pop3 } from './pop3.ts'
import { postgres } from './postgres.ts'
import type { Probe } from './probe.ts'
import { push } from './push.ts'
import { redis } from './redis.ts'
import { sip } from './sip.ts'
import { smb } from './smb.ts'
import { smtp } from './smtp.ts'
import { ssh } from './ssh.ts'
import { tcp } from './tcp.ts'
import { tls } from './tls.ts'

export const PROBES = [
  tcp,
  tls,
  http,
  https,
  grpc,
  dns,
  icmp,
  smtp,
  imap,
  pop3,
  ldap,
  ssh,
  sip,
  ntp,
  smb,
  nfs,
  redis,
  postgres,
  mysql,
  exec,
  mqtt,
  amqp,
  push,
] as const

export type ProbeType = (typeof PROBES)[number]['type']

const byType: ReadonlyMap<string, Probe> = new Map(PROBES.map((probe) => [probe.type, probe]))

export function probeOf(type: string): Probe | undefined {
  return byType.get(type)
}
