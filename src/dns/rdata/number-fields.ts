// Numbers in rdata: 8, 16 and 32 bits, timers with units, DNSSEC algorithms and certificate types by name.
import { type Octets, octet, octets16, octets32, u16At, u32At } from '../octets.ts'
import { secondsFromText } from '../period.ts'
import { measureFixed, NOT_EXPECTED, type SingleField } from './field.ts'

interface Width {
  readonly octets: 1 | 2 | 4
  readonly max: number
  readonly toWire: (value: number) => string
  readonly fromWire: (rdata: Octets, at: number) => number
}

const BITS_8: Width = { octets: 1, max: 0xff, toWire: octet, fromWire: (rdata, at) => rdata.charCodeAt(at) }
const BITS_16: Width = { octets: 2, max: 0xffff, toWire: octets16, fromWire: u16At }
const BITS_32: Width = { octets: 4, max: 0xffff_ffff, toWire: octets32, fromWire: u32At }

export function u8(noun: string): SingleField {
  return number(noun, BITS_8)
}

export function u16(noun: string): SingleField {
  return number(noun, BITS_16)
}

export function u32(noun: string): SingleField {
  return number(noun, BITS_32)
}

/** RFC 1035 §3.3.13: the timers of an SOA record; units are allowed, plain seconds are printed. */
export function timer(noun: string): SingleField {
  return { ...number(noun, BITS_32, secondsFromText), range: 'seconds, or 1h30m' }
}

// RFC 4034 §A.1 and the IANA registry of DNSSEC algorithm numbers; both spellings where tools differ.
const ALGORITHMS: ReadonlyMap<string, number> = new Map(
  Object.entries({
    RSAMD5: 1,
    DH: 2,
    DSA: 3,
    RSASHA1: 5,
    NSEC3DSA: 6,
    'DSA-NSEC3-SHA1': 6,
    NSEC3RSASHA1: 7,
    'RSASHA1-NSEC3-SHA1': 7,
    RSASHA256: 8,
    RSASHA512: 10,
    ECCGOST: 12,
    'ECC-GOST': 12,
    ECDSAP256SHA256: 13,
    ECDSA256: 13,
    ECDSAP384SHA384: 14,
    ECDSA384: 14,
    ED25519: 15,
    ED448: 16,
    INDIRECT: 252,
    PRIVATEDNS: 253,
    PRIVATEOID: 254,
  }),
)

/** RFC 4034 §2.2: written as a number or by name. DNSSEC types print the number, CERT the name (RFC 4398 §2.2). */
export function algorithm(print: 'number' | 'name' = 'number'): SingleField {
  return named('algorithm', BITS_8, ALGORITHMS, print)
}

// RFC 4034 §A.2 and the IANA registry of digest algorithms; both spellings where tools differ.
const DIGESTS: ReadonlyMap<string, number> = new Map(
  Object.entries({ 'SHA-1': 1, SHA1: 1, 'SHA-256': 2, SHA256: 2, GOST: 3, 'SHA-384': 4, SHA384: 4 }),
)

/** RFC 4034 §5.3. */
export function digestType(): SingleField {
  return named('digest type', BITS_8, DIGESTS, 'number')
}

// RFC 4398 §2.1.
const CERTIFICATES: ReadonlyMap<string, number> = new Map(
  Object.entries({
    PKIX: 1,
    SPKI: 2,
    PGP: 3,
    IPKIX: 4,
    ISPKI: 5,
    IPGP: 6,
    ACPKIX: 7,
    IACPKIX: 8,
    URI: 253,
    OID: 254,
  }),
)

export function certificateType(): SingleField {
  return named('certificate type', BITS_16, CERTIFICATES, 'name')
}

function number(
  noun: string,
  width: Width,
  read: (text: string) => number | undefined = decimal,
): SingleField {
  return {
    noun,
    range: `0-${width.max}`,
    rest: false,
    parse({ raw }) {
      const value = read(raw)
      return value === undefined || value > width.max ? NOT_EXPECTED : width.toWire(value)
    },
    measure: measureFixed(noun, width.octets),
    print: (rdata, from) => String(width.fromWire(rdata, from)),
  }
}

function named(
  noun: string,
  width: Width,
  numbers: ReadonlyMap<string, number>,
  print: 'number' | 'name',
): SingleField {
  const plain = number(noun, width, (text) => numbers.get(text.toUpperCase()) ?? decimal(text))
  const kind = { ...plain, range: `0-${width.max} or a name` }
  if (print === 'number') return kind
  const names = new Map([...numbers].reverse().map(([name, value]) => [value, name]))
  return {
    ...kind,
    print(rdata, from) {
      const value = width.fromWire(rdata, from)
      return names.get(value) ?? String(value)
    },
  }
}

/** Digits only, at most ten of them. */
export function decimal(text: string): number | undefined {
  if (text.length === 0 || text.length > 10) return undefined
  let value = 0
  for (let at = 0; at < text.length; at++) {
    const digit = text.charCodeAt(at) - 0x30
    if (digit < 0 || digit > 9) return undefined
    value = value * 10 + digit
  }
  return value
}
