// The query of the dns probe and the reading of its response, with dns2 as the codec.
import { randomInt } from 'node:crypto'
import { Packet } from 'dns2'
import { foldCase, type Name } from '../../dns/name.ts'
import { CLASS } from '../../dns/type.ts'

/** A response without EDNS has at most 512 octets (RFC 1035 §4.2.1); dns2 is slow on long chains of pointers. */
const MAX_RESPONSE_OCTETS = 512
const HEADER_OCTETS = 12
const TYPE_AND_CLASS_OCTETS = 4

export interface DnsQuestion {
  readonly id: number
  /** The question section as sent: name, type and class. */
  readonly section: Buffer
}

/** RFC 5452 §9.2: the id is not predictable. */
export function encodeQuery(
  name: string,
  type: number,
): { readonly question: DnsQuestion; readonly datagram: Buffer } {
  const id = randomInt(0x10000)
  const packet = new Packet()
  packet.header = new Packet.Header({ id, rd: 1 })
  packet.questions = [new Packet.Question(name, type, CLASS.IN)]
  const datagram = packet.toBuffer()
  return { question: { id, section: datagram.subarray(HEADER_OCTETS) }, datagram }
}

/** RFC 5452 §9.1: a response with our id and our question, in whatever case the server gives it back. */
export function isAnswerTo(message: Buffer, question: DnsQuestion): boolean {
  const end = HEADER_OCTETS + question.section.length
  if (message.length < end || message.readUInt16BE(0) !== question.id) return false
  const isResponse = message.readUInt16BE(2) >> 15 === 1
  const questions = message.readUInt16BE(4)
  return isResponse && questions === 1 && sameSection(message.subarray(HEADER_OCTETS, end), question.section)
}

/** RFC 4343 §3: the name's letters are compared without case, type and class as they are. */
function sameSection(a: Buffer, b: Buffer): boolean {
  const nameEnd = a.length - TYPE_AND_CLASS_OCTETS
  const name = (section: Buffer): Name => foldCase(section.toString('latin1', 0, nameEnd) as Name)
  return name(a) === name(b) && a.subarray(nameEnd).equals(b.subarray(nameEnd))
}

/** Undefined when it is not a DNS message through and through, or too long. */
export function decodeResponse(message: Buffer): Packet | undefined {
  if (message.length > MAX_RESPONSE_OCTETS) return undefined
  try {
    const packet = Packet.parse(message)
    return packet.errors.length === 0 ? packet : undefined
  } catch {
    return undefined
  }
}
