// APL: lists of address prefixes (RFC 3123).
import { ipv4FromText, ipv4ToText, ipv6FromText, ipv6ToText } from '../address.ts'
import { type Octets, octet, octets16, u16At } from '../octets.ts'
import { cutShort, type Refusal, type RestField, type TextField } from './field.ts'
import { decimal } from './number-fields.ts'

interface Family {
  readonly octets: number
  readonly parse: (text: string) => string | undefined
  readonly print: (octets: string) => string
}

// RFC 3123 §4: address families as IANA numbers them.
const FAMILIES: ReadonlyMap<number, Family> = new Map([
  [1, { octets: 4, parse: ipv4FromText, print: ipv4ToText }],
  [2, { octets: 16, parse: ipv6FromText, print: ipv6ToText }],
])

const NEGATED = 0x80

/** `1:10.0.0.0/8 !1:10.1.0.0/16 2:2001:db8::/32`; the list may be empty. */
export function prefixList(): RestField {
  return { noun: 'list of prefixes', rest: true, parse: fromText, measure, print }
}

function fromText(fields: readonly TextField[], from: number): string | Refusal {
  let wire = ''
  for (let at = from; at < fields.length; at++) {
    const raw = fields[at]?.raw ?? ''
    const item = itemFromText(raw)
    if (item === undefined)
      return { problem: `${raw} is not a prefix such as 1:10.0.0.0/8 or !2:2001:db8::/32`, field: at }
    wire += item
  }
  return wire
}

function itemFromText(raw: string): string | undefined {
  const parts = /^(!?)(\d+):(.*)\/(\d+)$/.exec(raw)
  const family = FAMILIES.get(decimal(parts?.[2] ?? '') ?? 0)
  const address = family?.parse(parts?.[3] ?? '')
  const length = decimal(parts?.[4] ?? '')
  if (family === undefined || address === undefined || length === undefined) return undefined
  if (length > family.octets * 8) return undefined
  // RFC 3123 §4: trailing zero octets of the address are not sent.
  const kept = address.replace(/\0+$/, '')
  const negated = parts?.[1] === '!' ? NEGATED : 0
  return octets16(Number(parts?.[2])) + octet(length) + octet(negated | kept.length) + kept
}

function measure(rdata: Octets, from: number): number | string {
  let at = from
  while (at < rdata.length) {
    if (at + 4 > rdata.length) return cutShort('list of prefixes')
    const octets = rdata.charCodeAt(at + 3) & ~NEGATED
    const family = FAMILIES.get(u16At(rdata, at))
    const end = at + 4 + octets
    if (end > rdata.length) return cutShort('list of prefixes')
    if (family !== undefined && (octets > family.octets || rdata.charCodeAt(at + 2) > family.octets * 8))
      return 'a prefix is longer than an address of its family'
    if (octets > 0 && rdata.charCodeAt(end - 1) === 0) return 'a prefix ends in a zero octet'
    at = end
  }
  return at
}

function print(rdata: Octets, from: number, to: number): string | undefined {
  const items: string[] = []
  for (let at = from; at < to; at += 4 + (rdata.charCodeAt(at + 3) & ~NEGATED)) {
    const number = u16At(rdata, at)
    const family = FAMILIES.get(number)
    if (family === undefined) return undefined
    const flags = rdata.charCodeAt(at + 3)
    const kept = rdata.slice(at + 4, at + 4 + (flags & ~NEGATED))
    const address = family.print(kept.padEnd(family.octets, '\0'))
    items.push(`${flags & NEGATED ? '!' : ''}${number}:${address}/${rdata.charCodeAt(at + 2)}`)
  }
  return items.join(' ')
}
