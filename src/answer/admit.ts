// Admission: what becomes of a message, told by its header alone, before anything is parsed.
import { OPCODE } from '../dns/rcode.ts'
import { DNS_HEADER_OCTETS } from './layout.ts'

export const FATE = {
  answer: 0,
  dropShort: 1,
  dropResponse: 2,
  formerr: 3,
  notimp: 4,
  noQuestion: 5,
} as const

/**
 * | header                           | fate          | why                                                        |
 * |----------------------------------|---------------|------------------------------------------------------------|
 * | fewer than 12 octets             | drop          | no id to answer to                                         |
 * | QR=1                             | drop          | RFC 1035 §4.1.1: a response; answering it makes loops      |
 * | opcode other than QUERY          | NOTIMP        | RFC 1035 §4.1.1                                            |
 * | QDCOUNT 0                        | cookie alone  | RFC 7873 §5.4; without a cookie FORMERR                    |
 * | QDCOUNT other than 1             | FORMERR       | RFC 9619 §4                                                |
 * | everything else                  | answer        |                                                            |
 */
export function admit(octets: Uint8Array, start: number, length: number): number {
  if (length < DNS_HEADER_OCTETS) return FATE.dropShort
  const flags = octets[start + 2] as number
  if ((flags & 0x80) !== 0) return FATE.dropResponse
  if (((flags >> 3) & 15) !== OPCODE.QUERY) return FATE.notimp
  const questions = ((octets[start + 4] as number) << 8) | (octets[start + 5] as number)
  if (questions === 0) return FATE.noQuestion
  if (questions !== 1) return FATE.formerr
  return FATE.answer
}
