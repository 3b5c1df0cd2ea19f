// Packets of the MySQL protocol: a length of three octets, a number that counts them, a payload; and the few we need.
import type { Socket } from 'node:net'
import type { OctetReader } from '../attempt/converse.ts'

const HEAD_OCTETS = 4
/** The longest payload that is waited for: what we ask for is short. */
const MAX_PAYLOAD_OCTETS = 32 * 1024

/** One connection, which counts its packets; TLS changes the socket and not the count. */
export class MysqlConnection {
  #socket: Socket
  #reader: OctetReader
  #next = 0

  constructor(socket: Socket, reader: OctetReader) {
    this.#socket = socket
    this.#reader = reader
  }

  /** Whatever comes before TLS, behind the greeting, could be anybody's: false when something has come. */
  stopReading(): boolean {
    return this.#reader.stop().length === 0
  }

  continueOn(socket: Socket, reader: OctetReader): void {
    this.#socket = socket
    this.#reader = reader
  }

  /** Undefined when the server does not speak this protocol. */
  async read(): Promise<Buffer | undefined> {
    const head = await this.#reader.take(HEAD_OCTETS)
    const length = head.readUIntLE(0, 3)
    if (head[3] !== this.#next || length === 0 || length > MAX_PAYLOAD_OCTETS) return undefined
    this.#count()
    return this.#reader.take(length)
  }

  write(payload: Buffer): void {
    const head = Buffer.alloc(HEAD_OCTETS)
    head.writeUIntLE(payload.length, 0, 3)
    head[3] = this.#next
    this.#count()
    this.#socket.write(Buffer.concat([head, payload]))
  }

  /** Each command counts anew. */
  command(kind: number, text = ''): void {
    this.#next = 0
    this.write(Buffer.concat([Buffer.of(kind), Buffer.from(text)]))
  }

  #count(): void {
    this.#next = (this.#next + 1) & 0xff
  }
}

export const COMMAND = { quit: 1, query: 3 } as const

/** What the first octet of a packet says that it is. */
export const PACKET = { ok: 0x00, more: 0x01, switch: 0xfe, error: 0xff } as const

export interface Greeting {
  readonly hasTls: boolean
  /** How the server would have a password proven. */
  readonly plugin: string
  /** What is mixed into that proof. */
  readonly nonce: Buffer
}

const PROTOCOL_VERSION = 10
const CAPABILITY = {
  longPassword: 1,
  protocol41: 0x200,
  tls: 0x800,
  secure: 0x8000,
  plugins: 0x8_0000,
} as const
const OURS = CAPABILITY.longPassword | CAPABILITY.protocol41 | CAPABILITY.secure | CAPABILITY.plugins
export const NONCE_OCTETS = 20
const FIRST_NONCE_OCTETS = 8
/** From the thread's number to the end of what is reserved. */
const FIXED_OCTETS = 31

/** Undefined when it is no greeting of protocol 10 with 4.1's ways to log in, which all have had since 2004. */
export function readGreeting(payload: Buffer): Greeting | undefined {
  const version = payload.indexOf(0, 1)
  const fixed = payload.subarray(version + 1)
  if (payload[0] !== PROTOCOL_VERSION || version < 0 || fixed.length < FIXED_OCTETS + 13) return undefined
  const capabilities = fixed.readUInt16LE(13) | (fixed.readUInt16LE(18) << 16)
  if ((capabilities & CAPABILITY.protocol41) === 0 || (capabilities & CAPABILITY.secure) === 0)
    return undefined
  const rest = fixed.subarray(FIXED_OCTETS)
  const second = rest.subarray(0, NONCE_OCTETS - FIRST_NONCE_OCTETS)
  const plugin = rest.subarray(Math.max(13, (fixed[20] ?? 0) - FIRST_NONCE_OCTETS))
  return {
    hasTls: (capabilities & CAPABILITY.tls) !== 0,
    plugin: textOf(plugin),
    nonce: Buffer.concat([fixed.subarray(4, 4 + FIRST_NONCE_OCTETS), second]),
  }
}

export function handshakeResponse(login: {
  readonly user: string
  readonly proof: Buffer
  readonly plugin: string
  readonly overTls: boolean
}): Buffer {
  const { user, proof, plugin, overTls } = login
  const names = [Buffer.from(`${user}\0`), Buffer.of(proof.length), proof, Buffer.from(`${plugin}\0`)]
  return Buffer.concat([clientHead(overTls), ...names])
}

/** The beginning of the response alone: what follows comes over TLS. */
export function tlsRequest(): Buffer {
  return clientHead(true)
}

const MAX_PACKET_OCTETS = 1 << 24
const UTF8MB4 = 45

function clientHead(overTls: boolean): Buffer {
  const head = Buffer.alloc(32)
  head.writeUInt32LE(OURS | (overTls ? CAPABILITY.tls : 0), 0)
  head.writeUInt32LE(MAX_PACKET_OCTETS, 4)
  head[8] = UTF8MB4
  return head
}

export interface MysqlError {
  readonly code: number
  readonly message: string
}

/** Before the greeting there is no SQLSTATE in it. */
export function readError(payload: Buffer): MysqlError {
  const message = payload.toString('utf8', 3)
  return {
    code: payload.length < 3 ? 0 : payload.readUInt16LE(1),
    message: message.startsWith('#') ? message.slice(6) : message,
  }
}

/** A plugin that the server would rather see, and a new nonce for it. */
export function readSwitch(payload: Buffer): Pick<Greeting, 'plugin' | 'nonce'> {
  const plugin = textOf(payload.subarray(1))
  const nonceAt = 1 + Buffer.byteLength(plugin) + 1
  return { plugin, nonce: payload.subarray(nonceAt, nonceAt + NONCE_OCTETS) }
}

/** The only column of a row; undefined when it is null or there is none. */
export function readOnlyColumn(payload: Buffer): string | undefined {
  const length = payload[0] ?? 0
  return length > 0 && length < payload.length ? payload.toString('utf8', 1, 1 + length) : undefined
}

function textOf(octets: Buffer): string {
  const end = octets.indexOf(0)
  return octets.toString('utf8', 0, end < 0 ? octets.length : end)
}
