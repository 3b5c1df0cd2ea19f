// Frames and methods of AMQP 0-9-1: a type, a channel, a length, a payload, an end; and the few methods we need.
import type { OctetReader } from '../attempt/converse.ts'

/** AMQP 0-9-1 §4.2.2: what a client says first, and a server that speaks another version answers. */
export const PROTOCOL_HEADER = Buffer.from('AMQP\x00\x00\x09\x01', 'latin1')

const FRAME = { method: 1, heartbeat: 8, end: 0xce } as const
const HEAD_OCTETS = 7
/** The longest frame that is waited for: before the tuning a server may send 4096 octets. */
const MAX_PAYLOAD_OCTETS = 32 * 1024

/** Class and method: `10.10` is connection.start. */
export const METHOD = {
  start: '10.10',
  startOk: '10.11',
  tune: '10.30',
  tuneOk: '10.31',
  open: '10.40',
  openOk: '10.41',
  close: '10.50',
  closeOk: '10.51',
} as const

export interface AmqpMethod {
  readonly id: string
  readonly args: Buffer
}

export function methodFrame(id: string, ...args: readonly Buffer[]): Buffer {
  const [classId = 0, methodId = 0] = id.split('.').map(Number)
  const payload = Buffer.concat([short(classId), short(methodId), ...args])
  const head = Buffer.concat([Buffer.of(FRAME.method, 0, 0), long(payload.length)])
  return Buffer.concat([head, payload, Buffer.of(FRAME.end)])
}

/** The next method of the connection itself; undefined when the server does not speak this protocol. */
export async function readMethod(reader: OctetReader): Promise<AmqpMethod | undefined> {
  for (;;) {
    const head = await reader.take(HEAD_OCTETS)
    const [type, channel, length] = [head[0], head.readUInt16BE(1), head.readUInt32BE(3)]
    if (channel !== 0 || length > MAX_PAYLOAD_OCTETS) return undefined
    const frame = await reader.take(length + 1)
    if (frame[length] !== FRAME.end) return undefined
    if (type === FRAME.heartbeat && length === 0) continue
    if (type !== FRAME.method || length < 4) return undefined
    return { id: `${frame.readUInt16BE(0)}.${frame.readUInt16BE(2)}`, args: frame.subarray(4, length) }
  }
}

/** The mechanisms of connection.start: behind the version and the table of properties, names with blanks between. */
export function readMechanisms(args: Buffer): readonly string[] | undefined {
  const tableAt = 2
  if (args.length < tableAt + 4) return undefined
  const textAt = tableAt + 4 + args.readUInt32BE(tableAt)
  if (args.length < textAt + 4) return undefined
  const end = textAt + 4 + args.readUInt32BE(textAt)
  return end > args.length ? undefined : args.toString('utf8', textAt + 4, end).split(' ')
}

export interface AmqpClose {
  readonly code: number
  readonly text: string
}

export function readClose(args: Buffer): AmqpClose {
  const length = args[2] ?? 0
  return { code: args.length < 2 ? 0 : args.readUInt16BE(0), text: args.toString('utf8', 3, 3 + length) }
}

export function short(value: number): Buffer {
  return Buffer.of(value >> 8, value & 0xff)
}

export function long(value: number): Buffer {
  const octets = Buffer.alloc(4)
  octets.writeUInt32BE(value)
  return octets
}

/** At most 255 octets. */
export function shortText(text: string): Buffer {
  const octets = Buffer.from(text)
  return Buffer.concat([Buffer.of(octets.length), octets])
}

export function longText(octets: Buffer): Buffer {
  return Buffer.concat([long(octets.length), octets])
}
