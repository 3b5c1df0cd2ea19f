// Which resolvers this machine asks, by the text of resolv.conf(5). Pure.
import { isIP } from 'node:net'
import type { Endpoint } from '../../config/values.ts'

const DNS_PORT = 53
/** MAXNS of the C library: further lines are ignored. */
const MAX_RESOLVERS = 3

export function resolversIn(text: string): readonly Endpoint[] {
  const addresses = text
    .split('\n')
    .flatMap((line) => /^\s*nameserver\s+(\S+)/.exec(line)?.[1] ?? [])
    .filter((address) => isIP(address) !== 0)
  return addresses.slice(0, MAX_RESOLVERS).map((address) => ({ address, port: DNS_PORT }))
}
