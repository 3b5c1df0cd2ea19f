// SCRAM-SHA-256 as a client (RFC 5802, RFC 7677): proves a password without sending it, and has the server prove it too.
import { createHash, createHmac, pbkdf2, timingSafeEqual } from 'node:crypto'

export const SCRAM_MECHANISM = 'SCRAM-SHA-256'

/** What the server may ask of our processor; PostgreSQL asks 4096. */
const MAX_ITERATIONS = 100_000
const DIGEST_OCTETS = 32
/** `n,,` in base 64: no channel binding, nobody else's name. */
const GS2_HEADER = 'n,,'

export interface ScramChallenge {
  readonly nonce: string
  readonly salt: Buffer
  readonly iterations: number
}

export interface ScramProof {
  /** The client's final message. */
  readonly message: string
  /** What the server's final message must begin with. */
  readonly expected: string
}

/** RFC 5802 §7: the client's first message; `nonce` is printable and has no comma. */
export function scramFirst(user: string, nonce: string): string {
  return `${GS2_HEADER}${firstBare(user, nonce)}`
}

/** RFC 5802 §7: reads the server's first message; undefined when it is none, or not one to answer. */
export function readChallenge(message: string, clientNonce: string): ScramChallenge | undefined {
  const match = /^r=([\x21-\x2b\x2d-\x7e]+),s=([A-Za-z0-9+/]+=*),i=([1-9]\d{0,8})(?:,|$)/.exec(message)
  const [, nonce = '', salt = '', iterations = ''] = match ?? []
  // RFC 5802 §5.1: the nonce must begin with ours and be longer, or the exchange could be one that was seen before.
  if (!nonce.startsWith(clientNonce) || nonce.length === clientNonce.length) return undefined
  if (Number(iterations) > MAX_ITERATIONS) return undefined
  return { nonce, salt: Buffer.from(salt, 'base64'), iterations: Number(iterations) }
}

/** RFC 5802 §3: the proof that the client knows the password, and the one that it then expects of the server. */
export async function proveScram(
  login: { readonly user: string; readonly password: string },
  clientNonce: string,
  serverFirst: string,
  challenge: ScramChallenge,
): Promise<ScramProof> {
  const { nonce, salt, iterations } = challenge
  const salted = await saltedPassword(prepared(login.password), salt, iterations)
  const withoutProof = `c=${Buffer.from(GS2_HEADER).toString('base64')},r=${nonce}`
  const authMessage = `${firstBare(login.user, clientNonce)},${serverFirst},${withoutProof}`
  const clientKey = hmac(salted, 'Client Key')
  const signature = hmac(createHash('sha256').update(clientKey).digest(), authMessage)
  const proof = Buffer.from(clientKey.map((octet, at) => octet ^ (signature[at] ?? 0)))
  const serverSignature = hmac(hmac(salted, 'Server Key'), authMessage)
  return {
    message: `${withoutProof},p=${proof.toString('base64')}`,
    expected: `v=${serverSignature.toString('base64')}`,
  }
}

/** RFC 5802 §3: a server that cannot prove that it knows the password is not the one that was meant. */
export function isServerProof(message: string, { expected }: ScramProof): boolean {
  const said = Buffer.from(message.split(',', 1)[0] ?? '')
  return said.length === expected.length && timingSafeEqual(said, Buffer.from(expected))
}

/** RFC 5802 §5.1: comma and equals sign within a name are written `=2C` and `=3D`. */
function firstBare(user: string, nonce: string): string {
  return `n=${user.replaceAll('=', '=3D').replaceAll(',', '=2C')},r=${nonce}`
}

/** Off the main thread, for it takes milliseconds. */
function saltedPassword(password: string, salt: Buffer, iterations: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    pbkdf2(password, salt, iterations, DIGEST_OCTETS, 'sha256', (error, key) => {
      if (error === null) resolve(key)
      else reject(error)
    })
  })
}

function hmac(key: Buffer, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest()
}

/** RFC 4013 §2.1, §2.2: odd spaces are spaces, what is invisible goes, and letters are in their compatibility form. */
function prepared(password: string): string {
  return password.replace(ODD_SPACES, ' ').replace(INVISIBLE, '').normalize('NFKC')
}

const ODD_SPACES = /[\u00a0\u1680\u2000-\u200b\u202f\u205f\u3000]/g
const INVISIBLE = /\u00ad|\u034f|\u1806|[\u180b-\u180d]|\u200c|\u200d|\u2060|[\ufe00-\ufe0f]|\ufeff/g
