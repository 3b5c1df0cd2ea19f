// The twelve octets at the start of a message (RFC 1035 §4.1.1, RFC 4035 §3.1.6 for AD and CD).
import { type Octets, octets16, u16At } from './octets.ts'

export const HEADER_OCTETS = 12

export interface Flags {
  readonly qr: boolean
  readonly opcode: number
  readonly aa: boolean
  readonly tc: boolean
  readonly rd: boolean
  readonly ra: boolean
  readonly ad: boolean
  readonly cd: boolean
}

const BIT = { qr: 0x8000, aa: 0x0400, tc: 0x0200, rd: 0x0100, ra: 0x0080, ad: 0x0020, cd: 0x0010 } as const

export interface Header {
  readonly id: number
  readonly flags: Flags
  /** The lower four bits. */
  readonly rcode: number
  /** Question, answer, authority, additional. */
  readonly counts: readonly [number, number, number, number]
}

/** The message has HEADER_OCTETS at least. */
export function readHeader(message: Octets): Header {
  const bits = u16At(message, 2)
  const has = (bit: number) => (bits & bit) !== 0
  const flags = {
    qr: has(BIT.qr),
    opcode: (bits >>> 11) & 15,
    aa: has(BIT.aa),
    tc: has(BIT.tc),
    rd: has(BIT.rd),
    ra: has(BIT.ra),
    ad: has(BIT.ad),
    cd: has(BIT.cd),
  }
  const counts = [u16At(message, 4), u16At(message, 6), u16At(message, 8), u16At(message, 10)] as const
  return { id: u16At(message, 0), flags, rcode: bits & 15, counts }
}

export function headerToOctets({ id, flags, rcode, counts }: Header): string {
  let bits = ((flags.opcode & 15) << 11) | (rcode & 15)
  for (const [name, bit] of Object.entries(BIT)) if (flags[name as keyof typeof BIT]) bits |= bit
  return octets16(id) + octets16(bits) + counts.map(octets16).join('')
}
