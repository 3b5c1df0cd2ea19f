// What a server made of a request, in a form that can be compared: records as lines, sections as sets.
import { decodeMessage, type Message } from '../../../src/dns/message.ts'
import { foldCase, nameToText } from '../../../src/dns/name.ts'
import type { Octets } from '../../../src/dns/octets.ts'
import { rcodeToText } from '../../../src/dns/rcode.ts'
import { namesInRdata } from '../../../src/dns/rdata/names.ts'
import type { ResourceRecord } from '../../../src/dns/record.ts'
import { typeToText } from '../../../src/dns/type.ts'

export interface Reply {
  /** `drop`, `malformed`, or the rcode. */
  readonly verdict: string
  readonly opcode: number
  /** Those set, in the order of dig: `qr aa rd`. */
  readonly flags: string
  readonly questions: number
  /** `-`, or version and flags of the OPT. */
  readonly opt: string
  /** Codes of the EDNS options. */
  readonly options: readonly number[]
  readonly answer: readonly Line[]
  readonly authority: readonly Line[]
  readonly additional: readonly Line[]
}

/** `www.alpha.test. 60 A c0000201`: owner and names in data folded, data as hexadecimal octets. */
export type Line = string

const NOTHING = {
  opcode: 0,
  flags: '',
  questions: 0,
  opt: '-',
  options: [],
  answer: [],
  authority: [],
  additional: [],
}
export const DROP: Reply = { verdict: 'drop', ...NOTHING }

export function readReply(octets: Uint8Array): Reply {
  const decoded = decodeMessage(octets)
  if ('problem' in decoded) return { verdict: `malformed: ${decoded.problem}`, ...NOTHING }
  const { message } = decoded
  return {
    verdict: rcodeToText(message.rcode),
    opcode: message.flags.opcode,
    flags: flagsOf(message),
    questions: message.questionCount ?? (message.question === undefined ? 0 : 1),
    opt: message.edns === undefined ? '-' : `v${message.edns.version}${message.edns.dnssecOk ? ' do' : ''}`,
    options: (message.edns?.options ?? []).map(({ code }) => code).sort((a, b) => a - b),
    answer: linesOf(message.answer),
    authority: linesOf(message.authority),
    additional: linesOf(message.additional),
  }
}

const FLAGS = ['qr', 'aa', 'tc', 'rd', 'ra', 'ad', 'cd'] as const

function flagsOf({ flags }: Message): string {
  return FLAGS.filter((flag) => flags[flag]).join(' ')
}

function linesOf(records: readonly ResourceRecord[]): Line[] {
  return [...new Set(records.map(lineOf))].sort()
}

export function lineOf({ owner, type, ttlSeconds, rdata }: ResourceRecord): Line {
  const data = Buffer.from(foldedRdata(type, rdata), 'latin1').toString('hex')
  return `${nameToText(foldCase(owner))} ${ttlSeconds} ${typeToText(type)} ${data}`
}

/** Names in data compare without case (RFC 4343 §3), and compression may change it. */
function foldedRdata(type: number, rdata: Octets): string {
  let folded: string = rdata
  for (const { at, name } of namesInRdata(type, rdata))
    folded = folded.slice(0, at) + foldCase(name) + folded.slice(at + name.length)
  return folded
}

/** Everything that two servers must have in common, as text. */
export function essenceOf(reply: Reply): string {
  const { verdict, opcode, flags, questions, opt, answer, authority } = reply
  if (verdict === 'drop') return 'drop'
  // RFC 2181 §9: whoever sees TC asks again and does not look at the rest.
  if (flags.split(' ').includes('tc')) return `${opcode} ${flags} qd${questions} opt ${opt}`
  return `${verdict} ${opcode} ${flags} qd${questions} opt ${opt}: ${answer.join('|')} / ${authority.join('|')}`
}

/** For people: `NOERROR [aa] an=A,CNAME au=SOA`. */
export function summaryOf(reply: Reply): string {
  const { verdict, opcode, flags, questions, opt, answer, authority } = reply
  if (verdict === 'drop') return 'drop'
  return [
    verdict,
    `[${flags.replace(/^qr ?/, '')}]`,
    ...(opcode === 0 ? [] : [`opcode=${opcode}`]),
    ...(questions === 1 ? [] : [`qd=${questions}`]),
    ...(opt === '-' ? [] : [`opt(${opt})`]),
    ...(answer.length === 0 ? [] : [`an=${typesOf(answer)}`]),
    ...(authority.length === 0 ? [] : [`au=${typesOf(authority)}`]),
  ].join(' ')
}

function typesOf(lines: readonly Line[]): string {
  return [...new Set(lines.map(typeOf))].sort().join()
}

export function typeOf(line: Line): string {
  return line.split(' ')[2] ?? ''
}
