// The registry of record data: one row per type says of which fields it is made.
import type { Octets } from '../octets.ts'
import { TYPE } from '../type.ts'
import { eui, ipv4, ipv6 } from './address-fields.ts'
import { base64, hash, hex, salt } from './blob-fields.ts'
import { dsProblem, sshfpProblem, zonemdProblem } from './digests.ts'
import type { FieldKind } from './field.ts'
import { location } from './location.ts'
import { compressibleHost, compressibleName, host, name } from './name-fields.ts'
import { algorithm, certificateType, digestType, timer, u8, u16, u32 } from './number-fields.ts'
import { prefixList } from './prefix-list.ts'
import { serviceParams } from './service-params.ts'
import { rrsigProblem } from './signature.ts'
import { string, strings, tag, text } from './string-fields.ts'
import { substitutionProblem } from './substitution.ts'
import { time } from './time-field.ts'
import { coveredType, typeBitmap } from './type-fields.ts'

export interface Row {
  readonly fields: readonly FieldKind[]
  /** What is wrong between fields that are each sound. */
  readonly problem?: (rdata: Octets) => string | undefined
}

// RFC 4034 §5.1; RFC 7344 §3 for CDS and CDNSKEY, which look the same.
const ds: Row = {
  fields: [u16('key tag'), algorithm(), digestType(), hex('digest')],
  problem: dsProblem,
}
// RFC 4034 §2.1.
const dnskey: Row = { fields: [u16('flags'), u8('protocol'), algorithm(), base64('public key')] }
// RFC 6698 §2.1; RFC 8162 §2 for SMIMEA.
const tlsa: Row = {
  fields: [u8('certificate usage'), u8('selector'), u8('matching type'), hex('certificate data')],
}
// RFC 9460 §2.1.
const svcb: Row = { fields: [u16('priority'), host('target'), serviceParams()] }
const txt: Row = { fields: [strings('string')] }

const ROWS: ReadonlyMap<number, Row> = new Map<number, Row>([
  [TYPE.A, { fields: [ipv4()] }],
  [TYPE.AAAA, { fields: [ipv6()] }],
  [TYPE.NS, { fields: [compressibleHost('name server')] }],
  [TYPE.CNAME, { fields: [compressibleHost('canonical name')] }],
  [TYPE.PTR, { fields: [compressibleHost('host')] }],
  [TYPE.MX, { fields: [u16('preference'), compressibleHost('host')] }],
  [TYPE.SOA, { fields: soa() }],
  [TYPE.TXT, txt],
  [TYPE.SPF, txt],
  [TYPE.HINFO, { fields: [string('CPU'), string('operating system')] }],
  // RFC 1183 §1, §2.2.
  [TYPE.AFSDB, { fields: [u16('subtype'), host('host')] }],
  [TYPE.RP, { fields: [name('mailbox'), name('name of a TXT record')] }],
  // RFC 2782.
  [TYPE.SRV, { fields: [u16('priority'), u16('weight'), u16('port'), host('target')] }],
  [TYPE.NAPTR, { fields: naptr() }],
  // RFC 2230 §3.1.
  [TYPE.KX, { fields: [u16('preference'), host('key exchanger')] }],
  // RFC 6672 §2.1.
  [TYPE.DNAME, { fields: [name('target')] }],
  [TYPE.LOC, { fields: [location()] }],
  [TYPE.APL, { fields: [prefixList()] }],
  [TYPE.CERT, { fields: [certificateType(), u16('key tag'), algorithm('name'), base64('certificate')] }],
  // RFC 4255 §3.1.
  [
    TYPE.SSHFP,
    { fields: [u8('algorithm'), u8('fingerprint type'), hex('fingerprint')], problem: sshfpProblem },
  ],
  [TYPE.TLSA, tlsa],
  [TYPE.SMIMEA, tlsa],
  // RFC 7929 §2.1.
  [TYPE.OPENPGPKEY, { fields: [base64('key')] }],
  [TYPE.URI, { fields: [u16('priority'), u16('weight'), text('target', 1)] }],
  [TYPE.CAA, { fields: [u8('flags'), tag('tag'), text('value', 0)] }],
  [TYPE.SVCB, svcb],
  [TYPE.HTTPS, svcb],
  [TYPE.EUI48, { fields: [eui(6)] }],
  [TYPE.EUI64, { fields: [eui(8)] }],
  [TYPE.DS, ds],
  [TYPE.CDS, ds],
  [TYPE.DNSKEY, dnskey],
  [TYPE.CDNSKEY, dnskey],
  [TYPE.RRSIG, { fields: rrsig(), problem: rrsigProblem }],
  // RFC 4034 §4.1.
  [TYPE.NSEC, { fields: [name('next name'), typeBitmap(1)] }],
  // RFC 5155 §3.2, §4.2.
  [TYPE.NSEC3, { fields: [...nsec3(), hash(), typeBitmap(0)] }],
  [TYPE.NSEC3PARAM, { fields: nsec3() }],
  // RFC 7477 §2.1.1.
  [TYPE.CSYNC, { fields: [u32('serial'), u16('flags'), typeBitmap(0)] }],
  // RFC 8976 §2.2.
  [
    TYPE.ZONEMD,
    { fields: [u32('serial'), u8('scheme'), u8('hash algorithm'), hex('digest')], problem: zonemdProblem },
  ],
])

/** Undefined for a type whose data has no fields that we know: RFC 3597 applies. */
export function rowOf(type: number): Row | undefined {
  return ROWS.get(type)
}

export const KNOWN_TYPES: readonly number[] = [...ROWS.keys()]

// RFC 1035 §3.3.13.
function soa(): FieldKind[] {
  const names = [compressibleName('primary name server'), compressibleName('mailbox')]
  return [...names, u32('serial'), timer('refresh'), timer('retry'), timer('expire'), timer('minimum')]
}

// RFC 3403 §4.1.
function naptr(): FieldKind[] {
  const regexp = string('regular expression', substitutionProblem)
  return [u16('order'), u16('preference'), string('flags'), string('services'), regexp, host('replacement')]
}

// RFC 4034 §3.1.
function rrsig(): FieldKind[] {
  const numbers = [coveredType(), algorithm(), u8('number of labels'), u32('original TTL')]
  const times = [time('expiration'), time('inception')]
  return [...numbers, ...times, u16('key tag'), name('signer'), base64('signature')]
}

function nsec3(): FieldKind[] {
  return [u8('hash algorithm'), u8('flags'), u16('number of iterations'), salt()]
}
