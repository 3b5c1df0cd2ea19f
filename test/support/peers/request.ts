// Requests as the generator describes them, and their octets: also those that the message codec refuses to write.
import { type Name, nameToText } from '../../../src/dns/name.ts'
import { octets16, octets32 } from '../../../src/dns/octets.ts'
import { CLASS, typeToText } from '../../../src/dns/type.ts'

/** Bits of the header's second word (RFC 1035 §4.1.1, RFC 4035 §3). */
export const BIT = {
  qr: 0x8000,
  aa: 0x0400,
  tc: 0x0200,
  rd: 0x0100,
  ra: 0x0080,
  z: 0x0040,
  ad: 0x0020,
  cd: 0x0010,
} as const
export type Bit = keyof typeof BIT

export const SECTIONS = ['answer', 'authority', 'additional'] as const
export type Section = (typeof SECTIONS)[number]

export interface Request {
  readonly transport: 'udp' | 'tcp'
  readonly name: Name
  /** Octets that stand where the name should. */
  readonly brokenName: string | undefined
  readonly type: number
  readonly class: number
  readonly opcode: number
  readonly rcode: number
  readonly bits: readonly Bit[]
  /** Copies of the question. */
  readonly questions: number
  readonly opts: readonly Opt[]
  readonly optSection: Section
  /** Records in wire form by section, before the OPT. */
  readonly records: Readonly<Partial<Record<Section, readonly string[]>>>
  /** Octets behind the message. */
  readonly tail: string
  /** Only this many octets are sent. */
  readonly cutAt: number | undefined
  /** A server may close the connection that brings it. */
  readonly isMalformed: boolean
  /** What the report calls this kind of request. */
  readonly family: string
}

export interface Opt {
  readonly owner: string
  readonly udpSize: number
  readonly version: number
  readonly rcodeHigh: number
  /** The lower 16 bits of the TTL; DO is 0x8000. */
  readonly flags: number
  readonly options: readonly (readonly [code: number, data: string])[]
}

export const DNSSEC_OK = 0x8000

/** Wire form, the id 0. */
export function requestOctets(request: Request): Buffer {
  const { name, brokenName, type, opcode, bits, rcode, questions, tail, cutAt } = request
  const word = bits.reduce((all, bit) => all | BIT[bit], (opcode << 11) | rcode)
  const sections = SECTIONS.map((section) => recordsOf(request, section))
  const counts = [questions, ...sections.map((records) => records.length)].map(octets16).join('')
  const question = `${brokenName ?? name}${octets16(type)}${octets16(request.class)}`.repeat(questions)
  const wire = `\0\0${octets16(word)}${counts}${question}${sections.flat().join('')}${tail}`
  return Buffer.from(wire.slice(0, cutAt), 'latin1')
}

function recordsOf({ records, opts, optSection }: Request, section: Section): readonly string[] {
  return [...(records[section] ?? []), ...(section === optSection ? opts.map(optOctets) : [])]
}

/** An OPT record in wire form (RFC 6891 §6.1.2). */
export function optOctets({ owner, udpSize, version, rcodeHigh, flags, options }: Opt): string {
  const data = options.map(([code, value]) => octets16(code) + octets16(value.length) + value).join('')
  const ttl = octets32(rcodeHigh * 0x100_0000 + version * 0x1_0000 + flags)
  return `${owner}\0\x29${octets16(udpSize)}${ttl}${octets16(data.length)}${data}`
}

/** A record of TTL 0. */
export function recordOctets(owner: Name, type: number, rdata: string, rrclass: number = CLASS.IN): string {
  return `${owner}${octets16(type)}${octets16(rrclass)}${octets32(0)}${octets16(rdata.length)}${rdata}`
}

/** One line: enough to ask it again by hand. */
export function describeRequest(request: Request): string {
  const {
    transport,
    name,
    brokenName,
    type,
    opcode,
    rcode,
    bits,
    questions,
    opts,
    optSection,
    records,
    tail,
    cutAt,
  } = request
  const more = [
    ...(brokenName === undefined
      ? []
      : [`name=${Buffer.from(brokenName.slice(0, 8), 'latin1').toString('hex')}`]),
    ...(request.class === 1 ? [] : [`class=${request.class}`]),
    ...(opcode === 0 ? [] : [`opcode=${opcode}`]),
    ...(rcode === 0 ? [] : [`rcode=${rcode}`]),
    ...(bits.length === 0 ? [] : [bits.join('+')]),
    ...(questions === 1 ? [] : [`qdcount=${questions}`]),
    ...opts.map(describeOpt),
    ...(optSection === 'additional' ? [] : [`opt-in-${optSection}`]),
    ...SECTIONS.filter((section) => records[section] !== undefined).map((section) => `record-in-${section}`),
    ...(tail === '' ? [] : [`tail=${tail.length}`]),
    ...(cutAt === undefined ? [] : [`cut=${cutAt}`]),
  ]
  return [nameToText(name), typeToText(type), transport, ...more].join(' ')
}

function describeOpt({ owner, udpSize, version, rcodeHigh, flags, options }: Opt): string {
  const parts = [
    String(udpSize),
    ...(owner === '\0' ? [] : ['owner']),
    ...(version === 0 ? [] : [`v${version}`]),
    ...(rcodeHigh === 0 ? [] : [`rcode${rcodeHigh}`]),
    ...(flags === 0 ? [] : [flags === DNSSEC_OK ? 'do' : `flags${flags}`]),
    ...options.map(([code, data]) => `o${code}:${data.length}`),
  ]
  return `opt=${parts.join(',')}`
}
