// A socket for ICMP echo: one of the kernel's ping sockets, read by Node's own event loop, or a share of a raw one.
import dgram from 'node:dgram'
import { isIPv6 } from 'node:net'
import type { DatagramSocket } from './exchange.ts'
import {
  IP_RECVERR,
  IPPROTO_IP,
  IPPROTO_IPV6,
  IPV6_RECVERR,
  libc,
  openSocket,
  SOCK_DGRAM,
  SOCK_RAW,
} from './icmp-libc.ts'
import { RawIcmpSocket } from './icmp-raw.ts'

/** Throws what the system says when there can be none; a raw one says so when it is connected. */
export function openIcmp(address: string): DatagramSocket {
  const family = isIPv6(address) ? 6 : 4
  const descriptor = openSocket(family, SOCK_DGRAM)
  if (typeof descriptor === 'number') return adopt(descriptor, family)
  if (!isForbidden(descriptor)) throw descriptor
  return new RawIcmpSocket(family)
}

const FORBIDDEN =
  "this process may not send ICMP; allow it with sysctl net.ipv4.ping_group_range='0 2147483647', or with CAP_NET_RAW"

/** The reason for which no target can be asked on this machine, with the remedy; undefined when there is none. */
export function icmpObstacle(): string | undefined {
  try {
    return mayOpen(SOCK_DGRAM) || mayOpen(SOCK_RAW) ? undefined : FORBIDDEN
  } catch (error) {
    return `ICMP sockets need koffi, which cannot be used: ${error instanceof Error ? error.message : String(error)}`
  }
}

/** Both families have the same rights. Another error does not count: it may be one of the moment. */
function mayOpen(type: typeof SOCK_DGRAM | typeof SOCK_RAW): boolean {
  const descriptor = openSocket(4, type)
  if (typeof descriptor !== 'number') return !isForbidden(descriptor)
  libc().close(descriptor)
  return true
}

function isForbidden({ code }: NodeJS.ErrnoException): boolean {
  return code === 'EACCES' || code === 'EPERM'
}

/** To Node it looks like a socket of UDP: it has no ports, but datagrams, a peer, and errors that come back from the way. */
function adopt(descriptor: number, family: 4 | 6): DatagramSocket {
  reportEveryError(descriptor, family)
  const socket = dgram.createSocket(`udp${family}`)
  try {
    socket.bind({ fd: descriptor, exclusive: true })
  } catch (error) {
    libc().close(descriptor)
    throw error
  }
  return socket
}

/** Without it the system keeps to itself that a router finds no way to the host: it might still come. */
function reportEveryError(descriptor: number, family: 4 | 6): void {
  const [level, name] = family === 6 ? [IPPROTO_IPV6, IPV6_RECVERR] : [IPPROTO_IP, IP_RECVERR]
  const on = Buffer.alloc(4)
  on.writeInt32LE(1)
  libc().setsockopt(descriptor, level, name, on, on.length)
}
