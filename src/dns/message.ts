// A whole DNS message as data, and its wire form (RFC 1035 §4); for tests, tools and paths that need not be fast.
import { type Edns, ednsFromRecord, ednsToRecord } from './edns.ts'
import { type Flags, HEADER_OCTETS, headerToOctets, readHeader } from './header.ts'
import type { Name } from './name.ts'
import { bytesOf, type Octets, octets16, octetsOf, u16At } from './octets.ts'
import { type KnownNames, type Read, readName, readRecord } from './reader.ts'
import type { WireRecord } from './record.ts'
import { TYPE } from './type.ts'
import { MessageWriter } from './writer.ts'

export interface Message {
  readonly id: number
  readonly flags: Flags
  /** All 12 bits (RFC 6891 §6.1.3); above 15 only with `edns`. */
  readonly rcode: number
  readonly question: Question | undefined
  /** How many questions the sender asked, when it was more than one; the others are not kept. */
  readonly questionCount?: number
  readonly answer: readonly WireRecord[]
  readonly authority: readonly WireRecord[]
  /** Without the OPT. */
  readonly additional: readonly WireRecord[]
  readonly edns?: Edns
}

export interface Question {
  readonly name: Name
  readonly type: number
  readonly class: number
}

export type Decoded = { readonly message: Message } | { readonly problem: string }

export const MAX_MESSAGE_OCTETS = 0xffff

/** Never throws; takes time linear in the length of the message, whatever it holds. */
export function decodeMessage(bytes: Uint8Array): Decoded {
  if (bytes.length < HEADER_OCTETS) return { problem: 'the message is shorter than a header' }
  const wire = octetsOf(bytes)
  const { id, flags, rcode, counts } = readHeader(wire)
  const known: KnownNames = new Map()
  const questions = readSome(wire, HEADER_OCTETS, counts[0], known, readQuestion)
  if (typeof questions === 'string') return { problem: questions }
  const answer = readSome(wire, questions.next, counts[1], known, readRecord)
  if (typeof answer === 'string') return { problem: answer }
  const authority = readSome(wire, answer.next, counts[2], known, readRecord)
  if (typeof authority === 'string') return { problem: authority }
  const additional = readSome(wire, authority.next, counts[3], known, readRecord)
  if (typeof additional === 'string') return { problem: additional }
  if (additional.next < wire.length) return { problem: 'octets follow the last record' }
  const sections = { answer: answer.value, authority: authority.value, additional: additional.value }
  const question = questions.value[0]
  const asked = counts[0] > 1 ? { questionCount: counts[0] } : {}
  return withEdns({ id, flags, rcode, question, ...asked, ...sections })
}

function readSome<T>(
  wire: Octets,
  from: number,
  count: number,
  known: KnownNames,
  read: (wire: Octets, at: number, known: KnownNames) => Read<T> | string,
): Read<T[]> | string {
  const value: T[] = []
  let next = from
  for (let i = 0; i < count; i++) {
    const one = read(wire, next, known)
    if (typeof one === 'string') return one
    value.push(one.value)
    next = one.next
  }
  return { value, next }
}

function readQuestion(wire: Octets, from: number, known: KnownNames): Read<Question> | string {
  const name = readName(wire, from, known)
  if (typeof name === 'string') return name
  if (name.next + 4 > wire.length) return 'the question is cut short'
  const value = { name: name.value, type: u16At(wire, name.next), class: u16At(wire, name.next + 2) }
  return { value, next: name.next + 4 }
}

/** RFC 6891 §6.1.1: at most one OPT record, in the additional section; its bits are merged into the rcode. */
function withEdns(message: Message): Decoded {
  const isOpt = (record: WireRecord) => record.type === TYPE.OPT
  if (message.answer.some(isOpt) || message.authority.some(isOpt))
    return { problem: 'an OPT record stands outside the additional section' }
  const [opt, second] = message.additional.filter(isOpt)
  if (opt === undefined) return { message }
  if (second !== undefined) return { problem: 'the message has two OPT records' }
  const read = ednsFromRecord(opt)
  if (typeof read === 'string') return { problem: read }
  const additional = message.additional.filter((record) => record !== opt)
  const rcode = message.rcode | (read.rcodeHigh << 4)
  return { message: { ...message, rcode, additional, edns: read.edns } }
}

/** A query for this and nothing else: no flag, no EDNS, id 0. */
export function encodeQuery(question: Question): Uint8Array {
  const flags = { qr: false, opcode: 0, aa: false, tc: false, rd: false, ra: false, ad: false, cd: false }
  return encodeMessage({ id: 0, flags, rcode: 0, question, answer: [], authority: [], additional: [] })
}

/**
 * Writes at most `maxOctets`. RRsets that find no room are left out, the last ones first: those of the additional
 * section silently, others with TC set (RFC 2181 §9). Question and OPT are always written (RFC 6891 §7).
 */
export function encodeMessage(message: Message, options: { readonly maxOctets?: number } = {}): Uint8Array {
  const writer = new MessageWriter(HEADER_OCTETS)
  const { question, edns, id, flags, rcode } = message
  if (question !== undefined) {
    writer.writeName(question.name)
    writer.write(octets16(question.type) + octets16(question.class))
  }
  const opt = edns && ednsToRecord(edns, rcode)
  // The owner of an OPT is the root: one octet, then ten fixed ones and the options.
  const reserved = opt === undefined ? 0 : 11 + opt.rdata.length
  const room = Math.min(options.maxOctets ?? MAX_MESSAGE_OCTETS, MAX_MESSAGE_OCTETS) - reserved
  const answers = writeRrsets(writer, message.answer, room)
  const cutAnswer = answers < message.answer.length
  const authorities = cutAnswer ? 0 : writeRrsets(writer, message.authority, room)
  const cut = cutAnswer || authorities < message.authority.length
  const additionals = cut ? 0 : writeRrsets(writer, message.additional, room)
  if (opt !== undefined) writer.writeRecord(opt)
  const counts = [question ? 1 : 0, answers, authorities, additionals + (opt ? 1 : 0)] as const
  const header = headerToOctets({ id, flags: { ...flags, tc: flags.tc || cut }, rcode, counts })
  return bytesOf((header + writer.octets) as Octets)
}

/** How many of the records were written: whole RRsets, as long as there is room. */
function writeRrsets(writer: MessageWriter, records: readonly WireRecord[], room: number): number {
  let written = 0
  while (written < records.length) {
    const mark = writer.mark()
    const first = records[written]
    let end = written
    for (; end < records.length && isSameRrset(first, records[end]); end++)
      writer.writeRecord(records[end] as WireRecord)
    if (writer.length > room) {
      writer.takeBack(mark)
      return written
    }
    written = end
  }
  return written
}

function isSameRrset(a: WireRecord | undefined, b: WireRecord | undefined): boolean {
  return a?.owner === b?.owner && a?.type === b?.type && a?.class === b?.class
}
