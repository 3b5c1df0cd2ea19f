// A DNS client over UDP and TCP with dns2's codec, so that our own codec is not tested with itself.
import { randomInt } from 'node:crypto'
import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { connect } from 'node:net'
import { Packet } from 'dns2'

export interface Endpoint {
  readonly address: string
  readonly port: number
}

export interface AskedOptions {
  readonly transport?: 'udp' | 'tcp'
  /** The client's own address. */
  readonly from?: string
  readonly timeoutMs?: number
}

/** One answer; `lines` are zone-file lines without the class: `www.corp.example. 30 A 127.0.0.10`. */
export interface Answer {
  readonly rcode: string
  readonly lines: readonly string[]
  /** Only the data of the answer section, sorted: `127.0.0.10`, `10 mail1.corp.example.`. */
  readonly data: readonly string[]
  /** Of the answer section; undefined when it is empty. */
  readonly ttl: number | undefined
  readonly authority: readonly string[]
  readonly isAuthoritative: boolean
  readonly isTruncated: boolean
}

const TIMEOUT_MS = 5000

/** Asks `www.corp.example A` once; a lost datagram is an error. */
export async function ask(at: Endpoint, question: string, options: AskedOptions = {}): Promise<Answer> {
  const query = encodeQuestion(question)
  const signal = AbortSignal.timeout(options.timeoutMs ?? TIMEOUT_MS)
  const exchange = options.transport === 'tcp' ? exchangeTcp : exchangeUdp
  return decodeAnswer(await exchange(at, query, options.from, signal))
}

/** A query message with a random id, recursion desired off, without EDNS. */
export function encodeQuestion(question: string): Buffer {
  const [name = '', type = 'A'] = question.split(' ')
  const code = Object.entries(Packet.TYPE).find(([known]) => known === type)?.[1] ?? Packet.TYPE.A
  const packet = new Packet()
  packet.header = new Packet.Header({ id: randomInt(0x1_0000) })
  packet.questions = [new Packet.Question(name, code, Packet.CLASS.IN)]
  return packet.toBuffer()
}

export function framed(message: Buffer): Buffer {
  return Buffer.concat([Buffer.of(message.length >> 8, message.length & 0xff), message])
}

export function decodeAnswer(message: Buffer): Answer {
  const packet = Packet.parse(message)
  const { rcode, aa, tc } = packet.header
  const data = packet.answers.map(dataOf).sort()
  return {
    rcode: Object.entries(Packet.RCODE).find(([, code]) => code === rcode)?.[0] ?? String(rcode),
    lines: packet.answers.map(lineOf),
    data,
    ttl: packet.answers[0]?.ttl,
    authority: packet.authorities.map(lineOf),
    isAuthoritative: aa === 1,
    isTruncated: tc === 1,
  }
}

function lineOf(record: Packet['answers'][number]): string {
  const type = Packet.TYPE_NAME[record.type] ?? `TYPE${record.type}`
  return `${record.name}. ${record.ttl} ${type} ${dataOf(record)}`
}

/** Of the types that scenarios ask for. */
function dataOf(record: Packet['answers'][number]): string {
  const { address, priority, exchange, primary, admin, serial, ns } = record as unknown as Record<
    string,
    string | number | undefined
  >
  if (address !== undefined) return String(address)
  if (exchange !== undefined) return `${priority} ${exchange}.`
  if (primary !== undefined) return `${primary}. ${admin}. ${serial}`
  return ns === undefined ? '?' : `${ns}.`
}

async function exchangeUdp(
  at: Endpoint,
  query: Buffer,
  from: string | undefined,
  signal: AbortSignal,
): Promise<Buffer> {
  const socket = createSocket('udp4')
  try {
    if (from !== undefined) {
      socket.bind(0, from)
      await once(socket, 'listening', { signal })
    }
    const replied = once(socket, 'message', { signal })
    socket.send(query, at.port, at.address)
    const [reply] = (await replied) as [Buffer]
    return reply
  } finally {
    socket.close()
  }
}

async function exchangeTcp(
  at: Endpoint,
  query: Buffer,
  from: string | undefined,
  signal: AbortSignal,
): Promise<Buffer> {
  const local = from === undefined ? {} : { localAddress: from }
  const socket = connect({ host: at.address, port: at.port, ...local })
  try {
    await once(socket, 'connect', { signal })
    socket.write(framed(query))
    let octets = Buffer.alloc(0)
    while (octets.length < 2 || octets.length < 2 + octets.readUInt16BE(0)) {
      const [chunk] = (await once(socket, 'data', { signal })) as [Buffer]
      octets = Buffer.concat([octets, chunk])
    }
    return octets.subarray(2)
  } finally {
    socket.destroy()
  }
}
