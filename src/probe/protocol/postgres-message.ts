// Messages of the PostgreSQL protocol, version 3.0: a type of one octet, a length that counts itself, a body.
import type { OctetReader } from '../attempt/converse.ts'

export interface PostgresMessage {
  readonly type: string
  readonly body: Buffer
}

/** `[major 3, minor 0]`; the first message has no type. */
const PROTOCOL_VERSION = 0x0003_0000
const SSL_REQUEST = 80_877_103
const LENGTH_OCTETS = 4
/** The longest message that is waited for: what we ask for is short. */
const MAX_BODY_OCTETS = 32 * 1024

/** Notices and parameters may come at any time; K is the key for a cancellation, v the protocol's minor version. */
const PASSED_OVER = ['N', 'S', 'K', 'v']

export function startupMessage(user: string, database: string): Buffer {
  const pairs = { user, database, application_name: 'failover', client_encoding: 'UTF8' }
  const text = Object.entries(pairs).map(([name, value]) => `${name}\0${value}\0`)
  return framed('', int32(PROTOCOL_VERSION), Buffer.from(`${text.join('')}\0`))
}

export function sslRequest(): Buffer {
  return framed('', int32(SSL_REQUEST))
}

/** `p`: any answer to a request of authentication. */
export function passwordMessage(...parts: readonly Buffer[]): Buffer {
  return framed('p', ...parts)
}

export function queryMessage(sql: string): Buffer {
  return framed('Q', zeroEnded(sql))
}

export function terminateMessage(): Buffer {
  return framed('X')
}

export function zeroEnded(text: string): Buffer {
  return Buffer.from(`${text}\0`)
}

export function int32(value: number): Buffer {
  const octets = Buffer.alloc(4)
  octets.writeInt32BE(value)
  return octets
}

/** Undefined when the server does not speak this protocol. There is no end of what is passed over but the reader's. */
export async function readMessage(reader: OctetReader): Promise<PostgresMessage | undefined> {
  for (;;) {
    const head = await reader.take(1 + LENGTH_OCTETS)
    const type = head.toString('latin1', 0, 1)
    const bodyOctets = head.readInt32BE(1) - LENGTH_OCTETS
    if (bodyOctets < 0 || bodyOctets > MAX_BODY_OCTETS) return undefined
    const body = await reader.take(bodyOctets)
    if (!PASSED_OVER.includes(type)) return { type, body }
  }
}

export interface PostgresError {
  /** SQLSTATE, five letters or digits. */
  readonly code: string
  readonly message: string
}

/** The body of an `E`: fields of a letter and a text, until an empty one. */
export function readError(body: Buffer): PostgresError {
  const fields = new Map(
    body
      .toString('utf8')
      .split('\0')
      .map((field) => [field.slice(0, 1), field.slice(1)]),
  )
  return { code: fields.get('C') ?? '', message: fields.get('M') ?? 'an error without a message' }
}

/** The body of a `D`: the columns of one row in text form, null as undefined; undefined when it is none. */
export function readRow(body: Buffer): readonly (string | undefined)[] | undefined {
  if (body.length < 2) return undefined
  const columns: (string | undefined)[] = []
  let at = 2
  for (let left = body.readInt16BE(0); left > 0; left--) {
    if (at + LENGTH_OCTETS > body.length) return undefined
    const length = body.readInt32BE(at)
    at += LENGTH_OCTETS
    if (length > body.length - at) return undefined
    columns.push(length < 0 ? undefined : body.toString('utf8', at, at + length))
    at += Math.max(0, length)
  }
  return columns
}

function framed(type: string, ...parts: readonly Buffer[]): Buffer {
  const body = Buffer.concat(parts)
  return Buffer.concat([Buffer.from(type, 'latin1'), int32(LENGTH_OCTETS + body.length), body])
}
