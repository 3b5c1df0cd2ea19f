// Addresses in rdata: A (RFC 1035 §3.4.1), AAAA (RFC 3596 §2.2), EUI48 and EUI64 (RFC 7043 §3.2, §4.2).
import { ipv4FromText, ipv4ToText, ipv6FromText, ipv6ToText } from '../address.ts'
import { hexToOctets } from '../encoding.ts'
import { measureFixed, type SingleField } from './field.ts'

export function ipv4(): SingleField {
  return {
    noun: 'IPv4 address',
    rest: false,
    parse: ({ raw }) => ipv4FromText(raw) ?? { problem: `${shown(raw)} is not an IPv4 address` },
    measure: measureFixed('IPv4 address', 4),
    print: (rdata, from, to) => ipv4ToText(rdata.slice(from, to)),
  }
}

export function ipv6(): SingleField {
  return {
    noun: 'IPv6 address',
    rest: false,
    parse: ({ raw }) => ipv6FromText(raw) ?? { problem: `${shown(raw)} is not an IPv6 address` },
    measure: measureFixed('IPv6 address', 16),
    print: (rdata, from, to) => ipv6ToText(rdata.slice(from, to)),
  }
}

/** Pairs of hex digits with dashes between them. */
export function eui(octets: 6 | 8): SingleField {
  const noun = `EUI-${octets * 8} address`
  const pattern = new RegExp(`^[0-9a-f]{2}(-[0-9a-f]{2}){${octets - 1}}$`, 'i')
  return {
    noun,
    rest: false,
    parse: ({ raw }) =>
      (pattern.test(raw) ? hexToOctets(raw.replaceAll('-', '')) : undefined) ?? {
        problem: `${shown(raw)} is not an ${noun} (${'00-'.repeat(octets - 1)}00)`,
      },
    measure: measureFixed(noun, octets),
    print: (rdata, from, to) =>
      Array.from(rdata.slice(from, to), (c) => c.charCodeAt(0).toString(16).padStart(2, '0')).join('-'),
  }
}

function shown(raw: string): string {
  return raw === '' ? '""' : raw
}
