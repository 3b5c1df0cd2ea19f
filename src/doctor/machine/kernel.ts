// Do the kernel's limits leave room: for bursts of datagrams, for connections, for ICMP checks?
import { UDP_SOCKET_BUFFER } from '../../serve/limits.ts'
import { type Context, statusOf } from '../context.ts'
import { type Examination, type Finding, ok, problem, skipped, warning } from '../examination.ts'
import { octetsText } from '../span-text.ts'
import { daemonFacts, NOT_LINUX } from './daemon-facts.ts'
import {
  CAP_NET_ADMIN,
  CAP_NET_RAW,
  hasCapability,
  type ProcessFacts,
  readOrNothing,
} from './process-facts.ts'

export const kernel: Examination = {
  title: 'kernel limits',
  async run(context) {
    const daemon = daemonFacts(context)
    if (daemon === undefined) return [skipped(NOT_LINUX)]
    const { facts } = daemon
    const status = statusOf(context)
    return [
      ...judgeBuffers(sysctl('net/core/rmem_max'), sysctl('net/core/wmem_max'), facts),
      ...(status === undefined ? [] : lossFindings(context, status.node.pid)),
      judgeOpenFiles(facts.maxOpenFiles, neededFiles(context)),
      judgePing(readOrNothing('/proc/sys/net/ipv4/ping_group_range'), facts, isPingMissed(context)),
    ]
  },
}

function sysctl(path: string): number | undefined {
  const text = readOrNothing(`/proc/sys/${path}`)
  return text === undefined ? undefined : Number(text)
}

/** Sockets ask for UDP_SOCKET_BUFFER, and get no more than these without CAP_NET_ADMIN. */
export function judgeBuffers(
  receive: number | undefined,
  send: number | undefined,
  facts: Pick<ProcessFacts, 'capabilities'>,
): readonly Finding[] {
  const wanted = octetsText(UDP_SOCKET_BUFFER)
  const small = [
    { name: 'net.core.rmem_max', octets: receive, what: 'bursts of questions are lost' },
    { name: 'net.core.wmem_max', octets: send, what: 'bursts of answers are lost' },
  ].filter(({ octets }) => octets !== undefined && octets < UDP_SOCKET_BUFFER)
  if (hasCapability(facts as ProcessFacts, CAP_NET_ADMIN) || small.length === 0)
    return [ok(`sockets of UDP get the buffers of ${wanted} that they ask for`)]
  return small.map(({ name, octets = 0, what }) =>
    warning(
      `${name} is ${octetsText(octets)}, and sockets of UDP ask for ${wanted}: ${what}`,
      `sysctl -w ${name}=${UDP_SOCKET_BUFFER}; and for the next boot: echo ${name}=${UDP_SOCKET_BUFFER} > /etc/sysctl.d/failover-${name.split('.').at(-1)}.conf`,
    ),
  )
}

function lossFindings({ config }: Context, pid: number): readonly Finding[] {
  const tables = ['udp', 'udp6'].map((name) => readOrNothing(`/proc/${pid}/net/${name}`) ?? '')
  return judgeLoss(lostDatagrams(tables.join('\n'), new Set(config.listen.map(({ port }) => port))))
}

/** The last column counts what found no room in the buffer of its socket. */
export function lostDatagrams(table: string, ports: ReadonlySet<number>): number {
  return table.split('\n').reduce((sum, line) => {
    const columns = line.trim().split(/\s+/)
    const port = Number.parseInt(columns[1]?.split(':').at(-1) ?? '', 16)
    return columns.length >= 13 && ports.has(port) ? sum + Number(columns.at(-1)) : sum
  }, 0)
}

export function judgeLoss(lost: number): readonly Finding[] {
  return lost === 0
    ? []
    : [
        warning(
          `${lost} questions were lost since the daemon started, for their sockets were full`,
          'more threads in failover.yaml: udp: { workers: 2 }; or larger buffers: net.core.rmem_max; or rate-limit, if it was a flood',
        ),
      ]
}

/** Beside connections: the database, libraries, zone files that are read, pipes of threads. */
const OTHER_FILES = 128
/** A probe under way, and a connection that is held. */
const FILES_PER_TARGET = 2

function neededFiles(context: Context): number {
  const { tcp, dot, doh, listen, udp } = context.config
  const tables = dot.length + doh.length > 0 ? 2 : 1
  const targets = statusOf(context)?.targets.length ?? 0
  return (
    tcp.maxConnections * tables + FILES_PER_TARGET * targets + listen.length * (udp.workers + 1) + OTHER_FILES
  )
}

export function judgeOpenFiles(limit: number | undefined, needed: number): Finding {
  if (limit === undefined) return ok('open files are not limited')
  const found = `${limit} open files are allowed, up to ${needed} can be needed (connections, and two for each target)`
  if (limit >= needed) return ok(found)
  return problem(
    `${found}: beyond, probes fail and connections are refused`,
    `in its systemd unit: LimitNOFILE=${2 ** Math.ceil(Math.log2(needed))}; or in failover.yaml a smaller tcp: connections`,
  )
}

function isPingMissed(context: Context): boolean {
  const problems = statusOf(context)?.zones.flatMap((zone) => zone.problems) ?? []
  return problems.some((text) => text.includes('ping_group_range'))
}

/** `isMissed`: a zone is refused for it. */
export function judgePing(range: string | undefined, facts: ProcessFacts, isMissed: boolean): Finding {
  if (range === undefined) return skipped('the kernel does not tell who may send ICMP')
  const [first = 1, last = 0] = range.trim().split(/\s+/).map(Number)
  if (hasCapability(facts, CAP_NET_RAW)) return ok('checks by ICMP can be used (CAP_NET_RAW)')
  if (facts.gids.some((gid) => gid >= first && gid <= last))
    return ok(`checks by ICMP can be used (groups ${first} to ${last})`)
  const found = `checks by ICMP cannot be used: net.ipv4.ping_group_range is ${first} ${last}`
  return isMissed
    ? problem(
        `${found}, and a zone needs them`,
        "sysctl -w net.ipv4.ping_group_range='0 2147483647'; or CAP_NET_RAW for the daemon",
      )
    : ok(`${found}; no zone in service needs them`)
}
