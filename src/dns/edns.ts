// The OPT record (RFC 6891 §6.1) as data.

import { ROOT } from './name.ts'
import { NO_OCTETS, type Octets, octets16, u16At } from './octets.ts'
import type { WireRecord } from './record.ts'
import { TYPE } from './type.ts'

export interface Edns {
  /** How many octets of UDP payload the sender takes. */
  readonly udpSize: number
  readonly version: number
  readonly dnssecOk: boolean
  /** In the order of the wire. */
  readonly options: readonly EdnsOption[]
}

export interface EdnsOption {
  readonly code: number
  readonly data: Octets
}

const DNSSEC_OK = 0x8000

/** RFC 6891 §6.1.3: the TTL holds the upper 8 bits of the rcode, the version and the flags. */
export function ednsFromRecord(
  record: WireRecord,
): { readonly edns: Edns; readonly rcodeHigh: number } | string {
  if (record.owner !== ROOT) return 'the owner of an OPT record is not the root'
  const options = optionsOf(record.rdata)
  if (options === undefined) return 'an EDNS option is cut short'
  const ttl = record.ttlSeconds
  const edns = {
    udpSize: record.class,
    version: (ttl >>> 16) & 0xff,
    dnssecOk: (ttl & DNSSEC_OK) !== 0,
    options,
  }
  return { edns, rcodeHigh: ttl >>> 24 }
}

function optionsOf(rdata: Octets): EdnsOption[] | undefined {
  const options: EdnsOption[] = []
  let at = 0
  while (at < rdata.length) {
    const end = at + 4 + u16At(rdata, at + 2)
    if (at + 4 > rdata.length || end > rdata.length) return undefined
    options.push({ code: u16At(rdata, at), data: rdata.slice(at + 4, end) as Octets })
    at = end
  }
  return options
}

/** `rcode`: all 12 bits; the lower four go into the header. */
export function ednsToRecord(edns: Edns, rcode: number): WireRecord {
  const flags = edns.dnssecOk ? DNSSEC_OK : 0
  let rdata = NO_OCTETS
  for (const { code, data } of edns.options)
    rdata = (rdata + octets16(code) + octets16(data.length) + data) as Octets
  const ttlSeconds = ((rcode >>> 4) & 0xff) * 0x100_0000 + (edns.version << 16) + flags
  return { owner: ROOT, type: TYPE.OPT, class: edns.udpSize, ttlSeconds, rdata }
}
