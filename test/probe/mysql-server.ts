// The server's side of MySQL, by hand: packets, a greeting, and the check of a proof as its users' table would do it.
import { createHash } from 'node:crypto'
import { type TestServer, tcpServer } from './servers.ts'

export const NONCE = Buffer.from('abcdefghijklmnopqrst')

export interface GreetingOptions {
  readonly plugin?: string
  readonly capabilities?: number
}

const CAPABILITIES = 0x8_8200

export function greeting({
  plugin = 'mysql_native_password',
  capabilities = CAPABILITIES,
}: GreetingOptions = {}): Buffer {
  const fixed = Buffer.alloc(31)
  NONCE.copy(fixed, 4, 0, 8)
  fixed.writeUInt16LE(capabilities & 0xffff, 13)
  fixed.writeUInt16LE(capabilities >>> 16, 18)
  fixed[20] = NONCE.length + 1
  return Buffer.concat([Buffer.from('\x0a8.4.0\0'), fixed, NONCE.subarray(8), Buffer.from(`\0${plugin}\0`)])
}

export function errorPacket(code: number, message: string, state = '#28000'): Buffer {
  return Buffer.concat([Buffer.of(0xff, code & 0xff, code >> 8), Buffer.from(state + message)])
}

export function switchTo(plugin: string): Buffer {
  return Buffer.concat([Buffer.from(`\xfe${plugin}\0`, 'latin1'), NONCE, Buffer.of(0)])
}

export const OK = Buffer.of(0, 0, 0, 2, 0, 0, 0)
export const EOF = Buffer.of(0xfe, 0, 0, 2, 0)

/** One payload to each packet of the client's; the first comes by itself. Keeps what the client has sent. */
export async function mysqlServer(
  answer: (step: number, received: readonly Buffer[]) => Buffer | readonly Buffer[],
  host?: string,
): Promise<TestServer & { readonly received: Buffer[] }> {
  const received: Buffer[] = []
  const server = await tcpServer((socket) => {
    let sequence = 0
    let step = 0
    let come = Buffer.alloc(0)
    const say = (): void => {
      for (const payload of [answer(step++, received)].flat()) socket.write(packet(payload, sequence++))
    }
    socket.on('data', (chunk) => {
      come = Buffer.concat([come, chunk])
      while (come.length >= 4 && come.length >= 4 + come.readUIntLE(0, 3)) {
        const end = 4 + come.readUIntLE(0, 3)
        received.push(come.subarray(4, end))
        sequence = (come[3] ?? 0) + 1
        come = come.subarray(end)
        say()
      }
    })
    say()
  }, host)
  return { ...server, received }
}

export function packet(payload: Buffer, sequence: number): Buffer {
  const head = Buffer.alloc(4)
  head.writeUIntLE(payload.length, 0, 3)
  head[3] = sequence & 0xff
  return Buffer.concat([head, payload])
}

/** What a user's proof must be: SHA256(password) XOR SHA256(SHA256(SHA256(password)) + nonce). */
export function cachingProof(password: string): Buffer {
  const sha256 = (octets: Buffer | string): Buffer => createHash('sha256').update(octets).digest()
  const once = sha256(password)
  const mask = sha256(Buffer.concat([sha256(once), NONCE]))
  return Buffer.from(once.map((octet, at) => octet ^ (mask[at] ?? 0)))
}

/** The proof within a handshake response. */
export function proofIn(response: Buffer): Buffer {
  const userEnd = response.indexOf(0, 32)
  const length = response[userEnd + 1] ?? 0
  return response.subarray(userEnd + 2, userEnd + 2 + length)
}
