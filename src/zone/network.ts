// Addresses and networks in notes: `10.1.0.0/16`, `2001:db8::/32`.
import { ipv4FromText, ipv4ToText, ipv6FromText, ipv6ToText } from '../dns/address.ts'
import { octetsOf } from '../dns/octets.ts'
import type { Network } from './zone.ts'

export type NetworkResult =
  | { readonly network: Network }
  /** What should be written instead, when the only fault is bits behind the prefix. */
  | { readonly corrected: string }
  | undefined

/** The 4 or 16 octets of an address. */
export function addressFromText(text: string): readonly number[] | undefined {
  const octets = text.includes(':') ? ipv6FromText(text) : ipv4FromText(text)
  return octets === undefined ? undefined : Array.from(octets, (octet) => octet.charCodeAt(0))
}

/** Without a prefix length it is the one address. */
export function networkFromText(text: string): NetworkResult {
  const slash = text.indexOf('/')
  const address = addressFromText(slash < 0 ? text : text.slice(0, slash))
  if (address === undefined) return undefined
  const bits = address.length * 8
  const digits = slash < 0 ? String(bits) : text.slice(slash + 1)
  const prefixLength = /^\d{1,3}$/.test(digits) ? Number(digits) : Number.NaN
  if (!(prefixLength <= bits)) return undefined
  const masked = address.map((octet, i) => octet & maskOctet(prefixLength - i * 8))
  if (masked.some((octet, i) => octet !== address[i]))
    return { corrected: networkToText({ address: masked, prefixLength }) }
  return { network: { address, prefixLength } }
}

export function networkToText({ address, prefixLength }: Network): string {
  return `${addressToText(address)}/${prefixLength}`
}

/** As records print it. */
export function addressToText(address: readonly number[]): string {
  const octets = octetsOf(Uint8Array.from(address))
  return octets.length === 4 ? ipv4ToText(octets) : ipv6ToText(octets)
}

function maskOctet(bits: number): number {
  return bits >= 8 ? 0xff : bits <= 0 ? 0 : (0xff00 >> bits) & 0xff
}
