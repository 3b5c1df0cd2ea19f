// The broker's side of AMQP 0-9-1, by hand: it decodes every frame of a client as the specification has them.
import assert from 'node:assert/strict'
import { type TestServer, tcpServer } from './servers.ts'

export interface Method {
  readonly id: string
  readonly args: Buffer
}

export interface Users {
  readonly mechanisms?: string
  readonly users?: Readonly<Record<string, string>>
  readonly vhosts?: readonly string[]
}

const uint = (octets: number, value: number): Buffer => {
  const buffer = Buffer.alloc(octets)
  buffer.writeUIntBE(value, 0, octets)
  return buffer
}
const shortText = (text: string): Buffer =>
  Buffer.concat([uint(1, Buffer.byteLength(text)), Buffer.from(text)])
const longText = (text: string): Buffer =>
  Buffer.concat([uint(4, Buffer.byteLength(text)), Buffer.from(text)])

export function frame(classId: number, methodId: number, ...args: readonly Buffer[]): Buffer {
  const payload = Buffer.concat([uint(2, classId), uint(2, methodId), ...args])
  return Buffer.concat([Buffer.of(1, 0, 0), uint(4, payload.length), payload, Buffer.of(0xce)])
}

export const start = (mechanisms = 'PLAIN AMQPLAIN') =>
  frame(
    10,
    10,
    Buffer.of(0, 9),
    longText(`\x07productS\0\0\0\x04test`),
    longText(mechanisms),
    longText('en_US'),
  )
const tune = () => frame(10, 30, uint(2, 2047), uint(4, 131_072), uint(2, 60))
const openOk = () => frame(10, 41, Buffer.of(0))
export const close = (code: number, text: string) =>
  frame(10, 50, uint(2, code), shortText(text), uint(2, 10), uint(2, 11))

/** The fields of a method, one after the other. */
class Fields {
  #left: Buffer

  constructor(octets: Buffer) {
    this.#left = octets
  }

  take(octets: number): Buffer {
    assert.ok(octets <= this.#left.length, 'a field goes beyond its frame')
    const taken = this.#left.subarray(0, octets)
    this.#left = this.#left.subarray(octets)
    return taken
  }

  uint(octets: number): number {
    return this.take(octets).readUIntBE(0, octets)
  }

  shortText(): string {
    return this.take(this.uint(1)).toString()
  }

  longText(): Buffer {
    return this.take(this.uint(4))
  }

  table(): Record<string, unknown> {
    const inner = new Fields(this.longText())
    const table: Record<string, unknown> = {}
    while (inner.#left.length > 0) {
      const name = inner.shortText()
      const type = inner.take(1).toString()
      assert.match(type, /^[StF]$/)
      table[name] =
        type === 'S' ? inner.longText().toString() : type === 't' ? inner.uint(1) === 1 : inner.table()
    }
    return table
  }

  end(): void {
    assert.equal(this.#left.length, 0, 'more in the frame than its fields')
  }
}

export interface Broker extends TestServer {
  /** The methods of the client, as ids with what matters of their fields. */
  readonly seen: string[]
}

/** Lets the given users into the given virtual hosts, and answers whatever a client may say. */
export async function amqpBroker(
  { mechanisms, users = { probe: 'geheim' }, vhosts = ['/'] }: Users = {},
  host?: string,
): Promise<Broker> {
  const seen: string[] = []
  const answers: Readonly<Record<string, (fields: Fields) => Buffer | undefined>> = {
    '10.11': (fields) => {
      const { product, capabilities } = fields.table()
      const mechanism = fields.shortText()
      const [, user = '', password] = fields.longText().toString().split('\0')
      seen.push(
        `start-ok ${product} ${JSON.stringify(capabilities)} ${mechanism} ${user} ${fields.shortText()}`,
      )
      return users[user] === password ? tune() : close(403, 'ACCESS_REFUSED - Login was refused')
    },
    '10.31': (fields) => {
      seen.push(`tune-ok ${fields.uint(2)} ${fields.uint(4)} ${fields.uint(2)}`)
      return undefined
    },
    '10.40': (fields) => {
      const vhost = fields.shortText()
      fields.take(2)
      seen.push(`open ${vhost}`)
      return vhosts.includes(vhost) ? openOk() : close(530, `NOT_ALLOWED - vhost ${vhost} not found`)
    },
    '10.50': (fields) => {
      seen.push(`close ${fields.uint(2)} ${fields.shortText()}`)
      fields.take(4)
      return frame(10, 51)
    },
    '10.51': () => {
      seen.push('close-ok')
      return undefined
    },
  }
  const server = await tcpServer((socket) => {
    let come = Buffer.alloc(0)
    let isGreeted = false
    const next = (): boolean => {
      if (!isGreeted && come.length >= 8) {
        assert.equal(come.toString('latin1', 0, 8), 'AMQP\0\0\x09\x01')
        come = come.subarray(8)
        isGreeted = true
        socket.write(start(mechanisms))
        return true
      }
      if (!isGreeted || come.length < 7 || come.length < 8 + come.readUInt32BE(3)) return false
      const length = come.readUInt32BE(3)
      assert.deepEqual([come[0], come.readUInt16BE(1), come[7 + length]], [1, 0, 0xce])
      const fields = new Fields(come.subarray(7, 7 + length))
      come = come.subarray(8 + length)
      const id = `${fields.uint(2)}.${fields.uint(2)}`
      const answer = answers[id]?.(fields)
      assert.ok(id in answers, `a client does not say ${id}`)
      fields.end()
      if (answer !== undefined) socket.write(answer)
      return true
    }
    socket.on('data', (chunk) => {
      come = Buffer.concat([come, chunk])
      while (next());
    })
  }, host)
  return { ...server, seen }
}
