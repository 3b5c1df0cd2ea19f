// The query of the dns probe and the reading of its response, with dns2 as the codec.
import { randomInt } from 'node:crypto'
import { Packet } from 'dns2'
import { foldCase, type Name } from '../../dns/name.ts'
import { CLASS } from '../../dns/type.ts'

/** RFC 1035 §4.2.1: a response over UDP, without EDNS, has no more. */
export const MAX_UDP_OCTETS = 512
/** dns2 is slow on long chains of pointers: as measured, 7 ms for such a message of 4 KiB, and 110 ms for one of 16. */
export const MAX_TCP_OCTETS = 4096
const HEADER_OCTETS = 12
const TYPE_AND_CLASS_OCTETS = 4

export interface DnsQuery {
  readonly question: DnsQuestion
  readonly message: Buffer
}

export interface DnsQuestion {
  readonly id: number
  /** The question section as sent: name, type and class. */
  readonly section: Buffer
}

/** RFC 5452 §9.2: the id is not predictable. */
export function encodeQuery(name: string, type: number, isRecursionDesired: boolean): DnsQuery {
  const id = randomInt(0x10000)
  const packet = new Packet()
  packet.header = new Packet.Header({ id, rd: isRecursionDesired ? 1 : 0 })
  packet.questions = [new Packet.Question(name, type, CLASS.IN)]
  const message = packet.toBuffer()
  return { question: { id, section: message.subarray(HEADER_OCTETS) }, message }
}

/** RFC 1035 §4.2.2: over TCP the length comes first, in two octets. */
export const LENGTH_OCTETS = 2

export function withLength(message: Buffer): Buffer {
  const length = Buffer.alloc(LENGTH_OCTETS)
  length.writeUInt16BE(message.length)
  return Buffer.concat([length, message])
}

/** RFC 5452 §9.1: a response with our id and our question, in whatever case the server gives it back. */
export function isAnswerTo(message: Buffer, question: DnsQuestion): boolean {
  const end = HEADER_OCTETS + question.section.length
  if (message.length < end || message.readUInt16BE(0) !== question.id) return false
  const isResponse = message.readUInt16BE(2) >> 15 === 1
  const questions = message.readUInt16BE(4)
  return isResponse && questions === 1 && sameSection(message.subarray(HEADER_OCTETS, end), question.section)
}

/** RFC 2181 §9: what is truncated is passed over, and asked for again over TCP. */
export function isTruncated(message: Buffer): boolean {
  return (message.readUInt16BE(2) & TRUNCATED) !== 0
}

const TRUNCATED = 0x0200

/** RFC 4343 §3: the name's letters are compared without case, type and class as they are. */
function sameSection(a: Buffer, b: Buffer): boolean {
  const nameEnd = a.length - TYPE_AND_CLASS_OCTETS
  const name = (section: Buffer): Name => foldCase(section.toString('latin1', 0, nameEnd) as Name)
  return name(a) === name(b) && a.subarray(nameEnd).equals(b.subarray(nameEnd))
}

/** Undefined when it is not a DNS message through and through. */
export function decodeResponse(message: Buffer): Packet | undefined {
  try {
    const packet = Packet.parse(message)
    return packet.errors.length === 0 ? packet : undefined
  } catch {
    return undefined
  }
}
