// RR types and classes by number and mnemonic (IANA DNS parameters; RFC 3597 for those without a mnemonic).

export const TYPE = {
  A: 1,
  NS: 2,
  CNAME: 5,
  SOA: 6,
  PTR: 12,
  HINFO: 13,
  MX: 15,
  TXT: 16,
  RP: 17,
  AFSDB: 18,
  AAAA: 28,
  LOC: 29,
  SRV: 33,
  NAPTR: 35,
  KX: 36,
  CERT: 37,
  DNAME: 39,
  OPT: 41,
  APL: 42,
  DS: 43,
  SSHFP: 44,
  RRSIG: 46,
  NSEC: 47,
  DNSKEY: 48,
  NSEC3: 50,
  NSEC3PARAM: 51,
  TLSA: 52,
  SMIMEA: 53,
  CDS: 59,
  CDNSKEY: 60,
  OPENPGPKEY: 61,
  CSYNC: 62,
  ZONEMD: 63,
  SVCB: 64,
  HTTPS: 65,
  SPF: 99,
  EUI48: 108,
  EUI64: 109,
  TSIG: 250,
  IXFR: 251,
  AXFR: 252,
  MAILB: 253,
  MAILA: 254,
  ANY: 255,
  URI: 256,
  CAA: 257,
} as const

const mnemonics: ReadonlyMap<number, string> = new Map(
  Object.entries(TYPE).map(([mnemonic, number]) => [number, mnemonic]),
)
const numbers: ReadonlyMap<string, number> = new Map(Object.entries(TYPE))

/** `A`, `MX`, … or `TYPE65400` (RFC 3597 §5). */
export function typeToText(type: number): string {
  return mnemonics.get(type) ?? `TYPE${type}`
}

export function typeFromText(text: string): number | undefined {
  const upper = text.toUpperCase()
  return numbers.get(upper) ?? numbered(upper, 'TYPE')
}

export const CLASS = { IN: 1, CH: 3, HS: 4, NONE: 254, ANY: 255 } as const

export function classFromText(text: string): number | undefined {
  const upper = text.toUpperCase()
  return Object.hasOwn(CLASS, upper) ? CLASS[upper as keyof typeof CLASS] : numbered(upper, 'CLASS')
}

function numbered(upper: string, prefix: string): number | undefined {
  if (!upper.startsWith(prefix) || !/^\d{1,5}$/.test(upper.slice(prefix.length))) return undefined
  const value = Number(upper.slice(prefix.length))
  return value <= 0xffff ? value : undefined
}
