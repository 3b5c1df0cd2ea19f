// What can be read from a reply: records as text, addresses, serials, extended errors. Pure.

import { ipv4ToText, ipv6ToText } from '../../dns/address.ts'
import type { Message } from '../../dns/message.ts'
import { foldCase, type Name } from '../../dns/name.ts'
import { u16At, u32At } from '../../dns/octets.ts'
import { rcodeToText } from '../../dns/rcode.ts'
import { namesInRdata } from '../../dns/rdata/names.ts'
import { printRdata } from '../../dns/rdata/text.ts'
import type { WireRecord } from '../../dns/record.ts'
import { TYPE } from '../../dns/type.ts'

/** Of the answer section, whatever their owner: an alias may stand before them. */
export function answersOf({ answer }: Message, type: number): readonly WireRecord[] {
  return answer.filter((record) => record.type === type)
}

/** Of the answer section, sorted. */
export function dataOf(message: Message, type: number): readonly string[] {
  return answersOf(message, type)
    .map((record) => printRdata(type, foldedRdata(record)))
    .sort()
}

/** Names in data compare without case (RFC 4343 §3). */
function foldedRdata({ type, rdata }: WireRecord): WireRecord['rdata'] {
  return type === TYPE.NS || type === TYPE.CNAME ? foldCase(rdata as unknown as Name) : rdata
}

export function hostsOf(records: readonly WireRecord[], owner: Name): readonly Name[] {
  const hosts = records
    .filter((record) => record.type === TYPE.NS && foldCase(record.owner) === owner)
    .flatMap(({ type, rdata }) => namesInRdata(type, rdata).map(({ name }) => foldCase(name)))
  return [...new Set(hosts)].sort()
}

/** In text, sorted. */
export function addressesOf(records: readonly WireRecord[], owner?: Name): readonly string[] {
  return records
    .filter((record) => owner === undefined || foldCase(record.owner) === owner)
    .flatMap(({ type, rdata }) => {
      if (type === TYPE.A && rdata.length === 4) return [ipv4ToText(rdata)]
      return type === TYPE.AAAA && rdata.length === 16 ? [ipv6ToText(rdata)] : []
    })
    .sort()
}

export function isAlias(message: Message): boolean {
  return message.answer.some(({ type }) => type === TYPE.CNAME)
}

export interface Soa {
  readonly owner: Name
  readonly serial: number
  /** RFC 2308 §5: for how long a name error may be kept, the lesser of TTL and MINIMUM. */
  readonly negativeTtlSeconds: number
}

/** Of the answer, or of the authority section. */
export function soaIn({ answer, authority }: Message): Soa | undefined {
  const soa = [...answer, ...authority].find(({ type }) => type === TYPE.SOA)
  if (soa === undefined || soa.rdata.length < 22) return undefined
  const numbersAt = soa.rdata.length - 20
  const negativeTtlSeconds = Math.min(soa.ttlSeconds, u32At(soa.rdata, numbersAt + 16))
  return { owner: foldCase(soa.owner), serial: u32At(soa.rdata, numbersAt), negativeTtlSeconds }
}

const EXTENDED_ERROR = 15
/** RFC 8914 §4.4, §4.20: Stale Answer, Stale NXDOMAIN Answer. */
const STALE_CODES = [3, 19]

export function saysStale({ edns }: Message): boolean {
  return (edns?.options ?? []).some(
    ({ code, data }) => code === EXTENDED_ERROR && data.length >= 2 && STALE_CODES.includes(u16At(data, 0)),
  )
}

export function rcodeOf({ rcode }: Message): string {
  return rcodeToText(rcode)
}
