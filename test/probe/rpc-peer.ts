// Replies of an RPC server to a call, as octets, once the call is one of the null procedure (RFC 5531 §9).
import assert from 'node:assert/strict'

/** Words that stand behind the xid of a reply: 1, then its status, and so on. */
export type ReplyWords = readonly number[]

const NO_VERIFIER = [0, 0]
export const SUCCESS: ReplyWords = [1, 0, ...NO_VERIFIER, 0]

export function acceptedAs(...words: readonly number[]): ReplyWords {
  return [1, 0, ...NO_VERIFIER, ...words]
}

/** RFC 5531 §9, §10.1: xid, CALL, version 2, program, version, procedure 0, no credentials, no verifier. */
export function assertNullCall(call: Buffer, program: number, version: number): void {
  const words = Array.from({ length: call.length / 4 }, (_, at) => call.readUInt32BE(at * 4))
  assert.deepEqual(words.slice(1), [0, 2, program, version, 0, 0, 0, 0, 0])
}

export function rpcReply(call: Buffer, words: ReplyWords = SUCCESS): Buffer {
  const reply = Buffer.alloc(4 + words.length * 4)
  call.copy(reply, 0, 0, 4)
  for (const [at, word] of words.entries()) reply.writeUInt32BE(word, 4 + at * 4)
  return reply
}

/** RFC 5531 §11: the fragments of a record, of so many octets each. */
export function rpcRecord(message: Buffer, fragmentOctets = message.length): Buffer {
  const parts: Buffer[] = []
  for (let at = 0; at < message.length; at += fragmentOctets) {
    const fragment = message.subarray(at, at + fragmentOctets)
    const mark = Buffer.alloc(4)
    mark.writeUInt32BE((at + fragmentOctets >= message.length ? 0x8000_0000 : 0) + fragment.length)
    parts.push(mark, fragment)
  }
  return Buffer.concat(parts)
}
