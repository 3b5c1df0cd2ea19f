// What the book answers to one question, and on which pools that hangs: for a person, by the way that queries take.
import { decodeMessage, encodeQuery, type Message } from '../dns/message.ts'
import type { Name } from '../dns/name.ts'
import { CLASS } from '../dns/type.ts'
import type { Book } from './book.ts'
import { SECRETS_OCTETS } from './cookie.ts'
import { findAnswer } from './find-answer.ts'
import { DNS_HEADER_OCTETS } from './layout.ts'
import { Question } from './question.ts'
import { BookReader } from './reader.ts'
import { Responder } from './respond.ts'
import { COUNTER_CELLS } from './zone-counters.ts'

export interface Peeked {
  readonly answer: Message
  /** Keys of the pools that have a part in it. */
  readonly pools: readonly string[]
}

const MAX_MESSAGE_OCTETS = 65_535
/** A responder may write so much behind its longest reply. */
const ROOM_BEHIND = 64

/** `address`: who asks, 4 or 16 octets. */
export function peek(book: Book, name: Name, type: number, address: readonly number[]): Peeked {
  const message = Buffer.alloc(MAX_MESSAGE_OCTETS + ROOM_BEHIND)
  const request = encodeQuery({ name, type, class: CLASS.IN })
  message.set(request)
  const pools = poolsBehind(book, message, request.length)
  const responder = new Responder(new Float64Array(COUNTER_CELLS), UNTOLD)
  responder.use(book.handle)
  const family = address.length === 4 ? 4 : 6
  const length = responder.respond(message, 0, request.length, Uint8Array.from(address), 0, family, 'tcp')
  const decoded = decodeMessage(message.subarray(0, length))
  if ('problem' in decoded) throw new Error(`our own answer cannot be read: ${decoded.problem}`)
  return { answer: decoded.message, pools }
}

/** Nothing is told, limited or believed. */
const UNTOLD = {
  trustedSubnetSources: [],
  nsid: '',
  version: '',
  cookieSecrets: new SharedArrayBuffer(SECRETS_OCTETS),
  keepaliveUnits: 0,
  rateLimit: { perSecond: 0, slip: 0, exempt: [] },
  seed: 1,
}

function poolsBehind(book: Book, message: Buffer, length: number): readonly string[] {
  const question = new Question()
  if (!question.read(message, DNS_HEADER_OCTETS, length)) return []
  const view = new DataView(message.buffer, message.byteOffset, message.byteLength)
  const ref = findAnswer(new BookReader(book.handle), view, DNS_HEADER_OCTETS, question)
  return ref > 0 ? book.poolsBehind(ref) : []
}
