// A call of procedure 0 of an ONC RPC program, which does nothing, and the reading of its reply (RFC 5531 §9).
import { randomBytes } from 'node:crypto'
import type { OctetReader } from '../attempt/converse.ts'

const CALL = 0
const REPLY = 1
const RPC_VERSION = 2
const NULL_PROCEDURE = 0
const LAST_FRAGMENT = 0x8000_0000
/** A reply to a null call has 24 octets and a verifier, which has 400 at most (RFC 5531 §8.2). */
const MAX_REPLY_OCTETS = 1024

export type RpcReply =
  | { readonly kind: 'success' }
  /** The server does not have the program. */
  | { readonly kind: 'no-program' }
  /** It has these versions of it. */
  | { readonly kind: 'versions'; readonly low: number; readonly high: number }
  | { readonly kind: 'refused'; readonly reason: string }
  | { readonly kind: 'broken'; readonly reason: string }

/** RFC 5531 §10.1: nobody is named, and nothing proven. The first four octets, the xid, are random. */
export function nullCall(program: number, version: number): Buffer {
  const words = Buffer.alloc(40)
  randomBytes(4).copy(words)
  words.writeUInt32BE(CALL, 4)
  words.writeUInt32BE(RPC_VERSION, 8)
  words.writeUInt32BE(program, 12)
  words.writeUInt32BE(version, 16)
  words.writeUInt32BE(NULL_PROCEDURE, 20)
  return words
}

/** RFC 5531 §11: over TCP a message is a row of fragments, each with its length, and the last with a bit that says so. */
export function asRecord(message: Buffer): Buffer {
  const mark = Buffer.alloc(4)
  mark.writeUInt32BE(LAST_FRAGMENT + message.length)
  return Buffer.concat([mark, message])
}

/** Undefined when it is longer than a reply to a null call can be. */
export async function takeRecord(reader: OctetReader): Promise<Buffer | undefined> {
  let record = Buffer.alloc(0)
  for (;;) {
    const mark = (await reader.take(4)).readUInt32BE()
    const isLast = mark >= LAST_FRAGMENT
    const length = isLast ? mark - LAST_FRAGMENT : mark
    if (record.length + length > MAX_REPLY_OCTETS) return undefined
    record = Buffer.concat([record, await reader.take(length)])
    if (isLast) return record
  }
}

const ACCEPTED = 0
const DENIED = 1
const NONSENSE: RpcReply = { kind: 'broken', reason: 'a reply of no sense' }
const ACCEPT_STATUS: readonly RpcReply[] = [
  { kind: 'success' },
  { kind: 'no-program' },
  { kind: 'broken', reason: 'no versions of the program in the reply' },
  { kind: 'broken', reason: 'says that there is no null procedure' },
  { kind: 'broken', reason: 'says that it cannot decode the call' },
  { kind: 'refused', reason: 'system error' },
]
const VERSION_MISMATCH = 2

/** Undefined when it is no reply to `call`. */
export function readReply(message: Buffer, call: Buffer): RpcReply | undefined {
  if (message.length < 8 || !message.subarray(0, 4).equals(call.subarray(0, 4))) return undefined
  const [kind, status, ...rest] = wordsOf(message.subarray(4))
  if (kind !== REPLY) return undefined
  if (status === DENIED) return denial(rest)
  if (status !== ACCEPTED) return NONSENSE
  const verifierOctets = rest[1] ?? 0
  const [accepted, low, high] = rest.slice(2 + Math.ceil(verifierOctets / 4))
  if (accepted === VERSION_MISMATCH && low !== undefined && high !== undefined)
    return { kind: 'versions', low, high }
  return ACCEPT_STATUS[accepted ?? -1] ?? NONSENSE
}

const RPC_MISMATCH = 0
const AUTH_ERROR = 1

function denial([status, first, last]: readonly number[]): RpcReply {
  if (status === RPC_MISMATCH && last !== undefined)
    return { kind: 'broken', reason: `speaks versions ${first} to ${last} of RPC` }
  if (status === AUTH_ERROR && first !== undefined)
    return { kind: 'refused', reason: `authentication error ${first}` }
  return NONSENSE
}

/** RFC 4506 §3: everything is made of words of four octets. */
function wordsOf(message: Buffer): number[] {
  return Array.from({ length: Math.floor(message.length / 4) }, (_, at) => message.readUInt32BE(at * 4))
}
