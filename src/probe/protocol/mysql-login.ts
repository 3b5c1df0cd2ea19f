// Logs in at a MySQL or MariaDB server: mysql_native_password and caching_sha2_password.
import { constants, createHash, type KeyObject, publicEncrypt } from 'node:crypto'
import type { Finding } from '../attempt/converse.ts'
import { printable } from '../attempt/printable.ts'
import {
  type Greeting,
  handshakeResponse,
  type MysqlConnection,
  NONCE_OCTETS,
  PACKET,
  readError,
  readSwitch,
} from './mysql-packet.ts'

export interface MysqlLogin {
  readonly user: string
  /** Empty: none. */
  readonly password: string
  readonly overTls: boolean
  /** The server's own, known beforehand; one that it sends itself could be anybody's. */
  readonly serverKey: KeyObject | undefined
}

type Challenge = Pick<Greeting, 'plugin' | 'nonce'>
type Prove = (password: Buffer, nonce: Buffer) => Buffer

const NATIVE = 'mysql_native_password'
const CACHING = 'caching_sha2_password'

const PLUGINS: ReadonlyMap<string, Prove> = new Map([
  [NATIVE, proveNative],
  [CACHING, proveCaching],
])

/** A server that has more to ask is not one. */
const MAX_STEPS = 5
const FAST = 3
const FULL = 4

export const NOT_MYSQL: Finding = ['protocol', 'not an answer of MySQL']

/** Undefined when logged in. The login always comes to its end: MySQL locks out hosts that break off too many. */
export async function logIn(
  connection: MysqlConnection,
  greeting: Greeting,
  login: MysqlLogin,
  judgeError: (packet: Buffer) => Finding,
): Promise<Finding | undefined> {
  const plugin = PLUGINS.has(greeting.plugin) ? greeting.plugin : NATIVE
  let challenge: Challenge = { plugin, nonce: greeting.nonce }
  connection.write(handshakeResponse({ ...login, plugin, proof: proofOf(challenge, login) }))
  for (let step = 0; step < MAX_STEPS; step++) {
    const packet = await connection.read()
    if (packet?.[0] === PACKET.ok) return undefined
    if (packet?.[0] === PACKET.error) return judgeError(packet)
    if (packet?.[0] === PACKET.switch && packet.length > 1) {
      challenge = readSwitch(packet)
      if (login.password !== '' && !PLUGINS.has(challenge.plugin))
        return giveUp(
          connection,
          `asks for a way to log in that is not known: ${printable(challenge.plugin)}`,
        )
      connection.write(proofOf(challenge, login))
    } else if (packet?.[0] === PACKET.more && packet[1] === FULL) {
      const answer = inFull(challenge, login)
      if (answer === undefined)
        return giveUp(connection, 'asks for the password itself, which needs tls=yes or server-key=')
      connection.write(answer)
    } else if (packet?.[0] !== PACKET.more || packet[1] !== FAST) return NOT_MYSQL
  }
  return NOT_MYSQL
}

/** Without a password the server ends the login itself. */
async function giveUp(connection: MysqlConnection, why: string): Promise<Finding> {
  connection.write(Buffer.alloc(0))
  await connection.read()
  return ['login', why]
}

/** No password is an empty proof, whatever the plugin. */
function proofOf({ plugin, nonce }: Challenge, { password }: MysqlLogin): Buffer {
  const prove = PLUGINS.get(plugin)
  return password === '' || prove === undefined ? Buffer.alloc(0) : prove(Buffer.from(password), nonce)
}

function proveNative(password: Buffer, nonce: Buffer): Buffer {
  const sha1 = (...parts: readonly Buffer[]): Buffer =>
    createHash('sha1').update(Buffer.concat(parts)).digest()
  return xor(sha1(password), sha1(nonce, sha1(sha1(password))))
}

function proveCaching(password: Buffer, nonce: Buffer): Buffer {
  const sha256 = (...parts: readonly Buffer[]): Buffer =>
    createHash('sha256').update(Buffer.concat(parts)).digest()
  return xor(sha256(password), sha256(sha256(sha256(password)), nonce))
}

/** A server that has not seen this user since its start wants the password itself. */
function inFull(
  { plugin, nonce }: Challenge,
  { password, overTls, serverKey }: MysqlLogin,
): Buffer | undefined {
  if (plugin !== CACHING) return undefined
  const zeroEnded = Buffer.from(`${password}\0`)
  if (overTls) return zeroEnded
  if (serverKey === undefined || nonce.length < NONCE_OCTETS) return undefined
  const key = { key: serverKey, padding: constants.RSA_PKCS1_OAEP_PADDING }
  return publicEncrypt(key, xor(zeroEnded, nonce))
}

/** The second as often as needed. */
function xor(octets: Buffer, other: Buffer): Buffer {
  return Buffer.from(octets.map((octet, at) => octet ^ (other[at % other.length] ?? 0)))
}

/** Not allowed from here, denied, no such plugin, locked, password expired, TLS demanded. */
const LOGIN_ERRORS: readonly number[] = [
  1044, 1045, 1130, 1227, 1251, 1524, 1698, 1820, 1862, 3118, 3159, 4151,
]
const DENIED: readonly number[] = [1045, 1698]

export function refusal(packet: Buffer): Finding {
  const { code, message } = readError(packet)
  return [LOGIN_ERRORS.includes(code) ? 'login' : 'unavailable', printable(message)]
}

/** For one who has no login: the server lives and asks for one. */
export function lives(packet: Buffer): Finding {
  const [ending, detail] = refusal(packet)
  if (ending !== 'login') return [ending, detail]
  return ['ok', DENIED.includes(readError(packet).code) ? 'asks for a login' : detail]
}
