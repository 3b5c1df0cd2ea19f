// The first request of SMB2 and 3, which needs no login, and the reading of its response ([MS-SMB2] 2.2.3, 2.2.4).
import { randomBytes } from 'node:crypto'
import type { OctetReader } from '../attempt/converse.ts'

export const DIALECTS = {
  '2.0.2': 0x0202,
  '2.1': 0x0210,
  '3.0': 0x0300,
  '3.0.2': 0x0302,
  '3.1.1': 0x0311,
} as const

export type Dialect = (typeof DIALECTS)[keyof typeof DIALECTS]

export type NegotiateResponse =
  | { readonly dialect: Dialect; readonly isSigningRequired: boolean }
  /** NTSTATUS ([MS-ERREF] 2.3.1): the server refuses. */
  | { readonly status: number }
  | { readonly garbage: string }

const PROTOCOL_ID = 0xfe534d42
const SMB1_PROTOCOL_ID = 0xff534d42
const FRAME_OCTETS = 4
const HEADER_OCTETS = 64
const REQUEST_OCTETS = 36
const RESPONSE_OCTETS = 64
const SIGNING_ENABLED = 1
const SIGNING_REQUIRED = 2
const IS_RESPONSE = 1

/** Offers every dialect: the server takes the highest that it has ([MS-SMB2] 3.3.5.4). */
export function negotiateRequest(): Buffer {
  const dialects = Buffer.concat(Object.values(DIALECTS).map(uint16))
  const beforeContexts = HEADER_OCTETS + REQUEST_OCTETS + dialects.length
  const padding = Buffer.alloc(-beforeContexts & 7)
  const request = Buffer.alloc(REQUEST_OCTETS)
  request.writeUInt16LE(REQUEST_OCTETS, 0)
  request.writeUInt16LE(Object.keys(DIALECTS).length, 2)
  request.writeUInt16LE(SIGNING_ENABLED, 4)
  randomBytes(16).copy(request, 12)
  request.writeUInt32LE(beforeContexts + padding.length, 28)
  request.writeUInt16LE(1, 32)
  return framed(Buffer.concat([header(), request, dialects, padding, integrityContext()]))
}

/** [MS-SMB2] 2.1: over TCP a message is preceded by its length. */
function framed(message: Buffer): Buffer {
  const frame = Buffer.alloc(FRAME_OCTETS)
  frame.writeUInt32BE(message.length)
  return Buffer.concat([frame, message])
}

/** [MS-SMB2] 2.2.1.2: command 0, message 0, of no session; it asks for one credit. */
function header(): Buffer {
  const header = Buffer.alloc(HEADER_OCTETS)
  header.writeUInt32BE(PROTOCOL_ID)
  header.writeUInt16LE(HEADER_OCTETS, 4)
  header.writeUInt16LE(1, 14)
  return header
}

/** [MS-SMB2] 2.2.3.1.1: without it 3.1.1 cannot be offered; one algorithm, SHA-512, with a salt. */
function integrityContext(): Buffer {
  const salt = randomBytes(32)
  const content = Buffer.concat([uint16(1), uint16(salt.length), uint16(1), salt])
  return Buffer.concat([uint16(1), uint16(content.length), Buffer.alloc(4), content])
}

function uint16(value: number): Buffer {
  return Buffer.of(value & 0xff, value >> 8)
}

export async function readNegotiateResponse(reader: OctetReader): Promise<NegotiateResponse> {
  const frame = await reader.take(FRAME_OCTETS)
  if (frame[0] !== 0) return { garbage: 'not a message of SMB' }
  const length = frame.readUInt32BE()
  // Of an error response nothing follows its header that would matter.
  if (length < HEADER_OCTETS) return { garbage: 'a message too short for SMB2' }
  const head = await reader.take(HEADER_OCTETS)
  const protocol = head.readUInt32BE()
  if (protocol === SMB1_PROTOCOL_ID) return { garbage: 'speaks SMB1 only' }
  const isNegotiation = head.readUInt16LE(12) === 0 && (head.readUInt32LE(16) & IS_RESPONSE) !== 0
  if (protocol !== PROTOCOL_ID || !isNegotiation) return { garbage: 'not a response of SMB2' }
  const status = head.readUInt32LE(8)
  if (status !== 0) return { status }
  if (length < HEADER_OCTETS + RESPONSE_OCTETS) return { garbage: 'a message too short for SMB2' }
  return readBody(await reader.take(RESPONSE_OCTETS))
}

function readBody(body: Buffer): NegotiateResponse {
  const revision = body.readUInt16LE(4)
  const dialect = Object.values(DIALECTS).find((known) => known === revision)
  if (dialect === undefined)
    return { garbage: `takes dialect 0x${revision.toString(16)}, which was not offered` }
  return { dialect, isSigningRequired: (body.readUInt16LE(2) & SIGNING_REQUIRED) !== 0 }
}
