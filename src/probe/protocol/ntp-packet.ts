// The packet with which NTP clients ask and servers answer, and the arithmetic of its times (RFC 5905 §7.3, §8).
import { randomBytes } from 'node:crypto'

const HEADER_OCTETS = 48
const VERSION = 4
const CLIENT = 3
const SERVER = 4
const ORIGIN_AT = 24
const RECEIVE_AT = 32
const TRANSMIT_AT = 40

export interface NtpResponse {
  /** 3: the server's clock is not synchronized. */
  readonly leap: number
  /** 0: unspecified, or a kiss-o'-death; 16 and more: not synchronized. */
  readonly stratum: number
  /** Four octets, ASCII when the stratum is 0 or 1. */
  readonly referenceId: string
  /** Of the server to its source of time; half of its delay and all of its dispersion, in milliseconds. */
  readonly rootDistanceMs: number
  /** NTP timestamps: 32 bits of seconds, 32 of a fraction. */
  readonly received: bigint
  readonly transmitted: bigint
}

/**
 * RFC 5905 §8: the server gives our transmit timestamp back, and by that its answer is known. Nobody else reads it, so it
 * is a random number: it cannot be guessed, and tells nothing of our clock.
 */
export function clientPacket(): Buffer {
  const packet = Buffer.alloc(HEADER_OCTETS)
  packet[0] = (VERSION << 3) | CLIENT
  randomBytes(8).copy(packet, TRANSMIT_AT)
  return packet
}

/** Undefined when it is no answer to `request`. */
export function readResponse(message: Buffer, request: Buffer): NtpResponse | undefined {
  if (message.length < HEADER_OCTETS) return undefined
  const flags = message.readUInt8(0)
  const origin = message.subarray(ORIGIN_AT, RECEIVE_AT)
  if ((flags & 7) !== SERVER || !origin.equals(request.subarray(TRANSMIT_AT))) return undefined
  return {
    leap: flags >> 6,
    stratum: message.readUInt8(1),
    rootDistanceMs: shortMs(message, 4) / 2 + shortMs(message, 8),
    referenceId: message.toString('latin1', 12, 16),
    received: message.readBigUInt64BE(RECEIVE_AT),
    transmitted: message.readBigUInt64BE(TRANSMIT_AT),
  }
}

/** RFC 5905 §6: 16 bits of seconds, 16 of a fraction. */
function shortMs(message: Buffer, at: number): number {
  return (message.readUInt32BE(at) / 0x1_0000) * 1000
}

/** From 1900 to 1970. */
const UNIX_EPOCH_SECONDS = 2_208_988_800

/** RFC 5905 §6: seconds of the era, without the number of the era. */
export function timestampOf(unixMs: number): bigint {
  const seconds = BigInt(Math.floor(unixMs / 1000) + UNIX_EPOCH_SECONDS)
  const fraction = BigInt(Math.floor(((((unixMs % 1000) + 1000) % 1000) / 1000) * 2 ** 32))
  return BigInt.asUintN(64, (seconds << 32n) | fraction)
}

export interface Comparison {
  /** How far the server's clock is before ours. */
  readonly offsetMs: number
  /** The offset may be wrong by half of it. */
  readonly delayMs: number
}

/** RFC 5905 §8: of the four times of an exchange; `sentMs` and `arrivedMs` are ours, since 1970. */
export function compareClocks(
  { received, transmitted }: NtpResponse,
  sentMs: number,
  arrivedMs: number,
): Comparison {
  const there = differenceMs(received, timestampOf(sentMs))
  const back = differenceMs(transmitted, timestampOf(arrivedMs))
  return { offsetMs: (there + back) / 2, delayMs: Math.max(0, there - back) }
}

/** RFC 5905 §6: a difference is right across the end of an era when the times are less than 68 years apart. */
function differenceMs(later: bigint, earlier: bigint): number {
  return (Number(BigInt.asIntN(64, later - earlier)) / 2 ** 32) * 1000
}
