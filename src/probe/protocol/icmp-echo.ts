// Echo requests and replies of ICMP (RFC 792) and ICMPv6 (RFC 4443 §4.1, §4.2).
import { randomBytes, randomInt } from 'node:crypto'

/** The two families have other types, and other sums: that of ICMPv6 is the kernel's to make. */
const TYPES = { 4: { request: 8, reply: 0 }, 6: { request: 128, reply: 129 } } as const

/** What all requests of one attempt have in common. */
export interface EchoSeries {
  readonly family: 4 | 6
  readonly id: number
  /** Random data that every reply must give back: it cannot be guessed. */
  readonly token: Buffer
}

const HEADER_OCTETS = 8
const TOKEN_OCTETS = 48

export function echoSeries(family: 4 | 6): EchoSeries {
  return { family, id: randomInt(0x1_0000), token: randomBytes(TOKEN_OCTETS) }
}

/** The kernel's ping sockets put an id of their own in the place of ours. */
export function echoRequest({ family, id, token }: EchoSeries, sequence: number): Buffer {
  const message = Buffer.alloc(HEADER_OCTETS + token.length)
  message[0] = TYPES[family].request
  message.writeUInt16BE(id, 4)
  message.writeUInt16BE(sequence, 6)
  token.copy(message, HEADER_OCTETS)
  if (family === 4) message.writeUInt16BE(checksum(message), 2)
  return message
}

/** The sequence number of the request that it replies to; undefined when that is none of this series. */
export function repliedSequence({ family, token }: EchoSeries, message: Buffer): number | undefined {
  const isReply = message.length === HEADER_OCTETS + token.length && message[0] === TYPES[family].reply
  return isReply && message.subarray(HEADER_OCTETS).equals(token) ? message.readUInt16BE(6) : undefined
}

/** RFC 1071 §1: the complement of the sum in ones' complement; the message has an even length. */
function checksum(message: Buffer): number {
  let sum = 0
  for (let at = 0; at < message.length; at += 2) sum += message.readUInt16BE(at)
  while (sum > 0xffff) sum = (sum & 0xffff) + (sum >>> 16)
  return ~sum & 0xffff
}
