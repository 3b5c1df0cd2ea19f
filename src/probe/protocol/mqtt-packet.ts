// The three packets of MQTT 3.1.1 that a client needs to come and go: CONNECT, CONNACK, DISCONNECT.
import type { OctetReader } from '../attempt/converse.ts'

const CONNECT = 0x10
const CONNACK = 0x20
const PROTOCOL_LEVEL = 4
const FLAG = { cleanSession: 0x02, password: 0x40, user: 0x80 } as const
const CONNACK_OCTETS = 4
const CONNACK_REST = 2

export const DISCONNECT = Buffer.of(0xe0, 0)

/** MQTT 3.1.1 §3.2.2.3: what a server says to a CONNECT. */
export const RETURN_CODE = {
  accepted: 0,
  version: 1,
  clientId: 2,
  unavailable: 3,
  login: 4,
  unauthorized: 5,
} as const

export interface MqttConnect {
  /** Another client of the same id would lose its connection. */
  readonly clientId: string
  readonly user: string | undefined
  readonly password: string | undefined
}

/** MQTT 3.1.1 §3.1: a session that leaves nothing behind; no keep-alive, no will. */
export function connectPacket({ clientId, user, password }: MqttConnect): Buffer {
  const flags =
    FLAG.cleanSession | (user === undefined ? 0 : FLAG.user) | (password === undefined ? 0 : FLAG.password)
  const fields = [clientId, user, password].filter((field) => field !== undefined).map(text)
  const rest = Buffer.concat([text('MQTT'), Buffer.of(PROTOCOL_LEVEL, flags, 0, 0), ...fields])
  return Buffer.concat([Buffer.of(CONNECT), length(rest.length), rest])
}

/** The return code of a CONNACK; undefined when it is none. */
export async function readConnack(reader: OctetReader): Promise<number | undefined> {
  const packet = await reader.take(CONNACK_OCTETS)
  const [type, rest, flags = 0, code] = packet
  // MQTT 3.1.1 §3.2.2.2: a clean session is never one that was there before.
  return type === CONNACK && rest === CONNACK_REST && flags === 0 ? code : undefined
}

function text(value: string): Buffer {
  const octets = Buffer.from(value)
  return Buffer.concat([Buffer.of(octets.length >> 8, octets.length & 0xff), octets])
}

/** MQTT 3.1.1 §2.2.3: seven bits an octet, the lowest first. Ours has never more than two octets. */
function length(octets: number): Buffer {
  return octets < 0x80 ? Buffer.of(octets) : Buffer.of((octets & 0x7f) | 0x80, octets >> 7)
}
