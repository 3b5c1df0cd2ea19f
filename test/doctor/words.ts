// Replies of name servers as zone-file lines, and our own zones as few words.
import assert from 'node:assert/strict'
import type { Edns } from '../../src/dns/edns.ts'
import { RCODE } from '../../src/dns/rcode.ts'
import { parseRdata } from '../../src/dns/rdata/text.ts'
import type { WireRecord } from '../../src/dns/record.ts'
import { CLASS, TYPE, typeFromText } from '../../src/dns/type.ts'
import type { Finding } from '../../src/doctor/examination.ts'
import type { Reply } from '../../src/doctor/network/ask.ts'
import type { NameServer, OurZone, Sample } from '../../src/doctor/our-zones.ts'
import { nameOf } from '../support/ask.ts'

export interface Said {
  /** `www.corp.example. 30 A 10.1.0.10` each. */
  readonly answer?: readonly string[]
  readonly authority?: readonly string[]
  readonly additional?: readonly string[]
  readonly rcode?: keyof typeof RCODE
  readonly aa?: boolean
  readonly tc?: boolean
  /** Without an OPT. */
  readonly plain?: boolean
  readonly options?: Edns['options']
}

export function reply(said: Said): Reply {
  const { answer = [], authority = [], additional = [], options = [] } = said
  return {
    tookMs: 1,
    message: {
      id: 1,
      flags: {
        qr: true,
        opcode: 0,
        aa: said.aa ?? false,
        tc: said.tc ?? false,
        rd: false,
        ra: false,
        ad: false,
        cd: false,
      },
      rcode: RCODE[said.rcode ?? 'NOERROR'],
      question: undefined,
      answer: answer.map(recordOf),
      authority: authority.map(recordOf),
      additional: additional.map(recordOf),
      ...(said.plain ? {} : { edns: { udpSize: 1232, version: 0, dnssecOk: false, options } }),
    },
  }
}

export const SILENCE: Reply = { failure: 'no answer within 1.5s' }

function recordOf(line: string): WireRecord {
  const [owner = '', ttl = '', type = '', ...data] = line.split(' ')
  const number = typeFromText(type)
  assert.ok(number !== undefined, line)
  const parsed = parseRdata(
    number,
    data.map((raw) => ({ raw, quoted: false })),
    nameOf('.'),
  )
  assert.ok('rdata' in parsed, line)
  return { owner: nameOf(owner), ttlSeconds: Number(ttl), type: number, class: CLASS.IN, rdata: parsed.rdata }
}

export function soaLine(serial: number, ttlSeconds = 300, minimum = 30, origin = 'corp.example.'): string {
  return `${origin} ${ttlSeconds} SOA ns1.corp.example. hostmaster.corp.example. ${serial} 3600 900 604800 ${minimum}`
}

/** `corp.example.` with the name servers ns1 and ns2 inside. */
export function ourZone(changes: Partial<OurZone> = {}): OurZone {
  return {
    origin: nameOf('corp.example.'),
    serial: 7,
    nameServers: [server('ns1.corp.example.', '10.0.0.53'), server('ns2.corp.example.', '10.0.1.53')],
    isSigned: false,
    samples: [sample('www.corp.example.', 10, ['10.1.0.10'])],
    ...changes,
  }
}

export function server(host: string, ...addresses: readonly string[]): NameServer {
  return { host: nameOf(host), addresses, isAlias: false }
}

export function sample(name: string, ttlSeconds: number, published: readonly string[]): Sample {
  return { name: nameOf(name), type: TYPE.A, ttlSeconds, published }
}

/** `problem: sentence` each. */
export function told(findings: readonly Finding[]): string[] {
  return findings.map(({ level, found }) => `${level}: ${found}`)
}

export function remedies(findings: readonly Finding[]): string[] {
  return findings.flatMap((finding) => ('remedy' in finding ? [finding.remedy] : []))
}
