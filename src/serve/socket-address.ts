// struct sockaddr_in and sockaddr_in6 as Linux lays them out: family in host order, port and address in network order.

import { writeAddress } from './client-address.ts'
import { AF_INET, AF_INET6, interfaceIndex } from './libc.ts'

export const SOCKET_ADDRESS_OCTETS = 32
export const PORT_AT = 2
export const IPV4_AT = 4
export const IPV6_AT = 8
const SCOPE_AT = 24
const LENGTHS = { 4: 16, 6: 28 } as const

export interface SocketAddress {
  readonly family: 4 | 6
  readonly domain: number
  readonly octets: Buffer
}

export function socketAddress(address: string, port: number): SocketAddress {
  const family = address.includes(':') ? 6 : 4
  const octets = Buffer.alloc(LENGTHS[family])
  const domain = family === 4 ? AF_INET : AF_INET6
  octets.writeUInt16LE(domain, 0)
  octets.writeUInt16BE(port, PORT_AT)
  writeAddress(address, octets, family === 4 ? IPV4_AT : IPV6_AT)
  const zone = address.split('%')[1]
  if (zone !== undefined) octets.writeUInt32LE(scopeOf(zone), SCOPE_AT)
  return { family, domain, octets }
}

function scopeOf(zone: string): number {
  return /^\d+$/.test(zone) ? Number(zone) : interfaceIndex(zone)
}
