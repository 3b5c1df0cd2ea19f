// An OPTIONS request of SIP, and the reading of what comes back (RFC 3261 §11).
import { randomBytes } from 'node:crypto'
import { isIPv6 } from 'node:net'

/** Where a request comes from, as the system reports it. */
export interface Endpoint {
  readonly address: string
  readonly port: number
}

export interface SipRequest {
  readonly octets: Buffer
  /** RFC 3261 §17.1.3: by this parameter of Via a response is found to be ours. */
  readonly branch: string
}

export interface SipTarget {
  /** RFC 3261 §8.1.1.1: who is asked, also in To. */
  readonly uri: string
  /** Undefined: a URI with our own address. */
  readonly from: string | undefined
  /** As Via names it: UDP, TCP, TLS. */
  readonly transport: string
}

/** RFC 3261 §8.1.1.7: every branch of this version begins so. */
const BRANCH_COOKIE = 'z9hG4bK'

export function optionsRequest({ uri, from, transport }: SipTarget, own: Endpoint): SipRequest {
  const host = hostOf(own.address)
  const contact = `sip:failover@${host}:${own.port}`
  const branch = BRANCH_COOKIE + token()
  const lines = [
    `OPTIONS ${uri} SIP/2.0`,
    // RFC 3581 §3: rport asks for the response at the port from which the request came.
    `Via: SIP/2.0/${transport} ${host}:${own.port};branch=${branch};rport`,
    'Max-Forwards: 70',
    `From: <${from ?? `sip:failover@${host}`}>;tag=${token()}`,
    `To: <${uri}>`,
    `Call-ID: ${token()}@${host}`,
    'CSeq: 1 OPTIONS',
    `Contact: <${contact};transport=${transport.toLowerCase()}>`,
    'Accept: application/sdp',
    'User-Agent: failover',
    'Content-Length: 0',
  ]
  return { octets: Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1'), branch }
}

/** RFC 3261 §25.1: an IPv6 address stands in brackets; a zone of the machine means nothing to others. */
export function hostOf(address: string): string {
  return isIPv6(address) ? `[${address.replace(/%.*$/, '')}]` : address
}

function token(): string {
  return randomBytes(12).toString('hex')
}

/** `response`: a final one to our request. `other`: sound, but not that. `garbage`: not SIP. */
export type SipMessage =
  | { readonly kind: 'response'; readonly status: number; readonly reason: string }
  | { readonly kind: 'other' | 'garbage' }

/** Reads the head of a message: its first line and header lines, without the empty line. */
export function readHead(head: string, branch: string): SipMessage {
  const start = head.split('\r\n', 1)[0] ?? ''
  // RFC 3261 §7.1: the other side may ask us at any time, and that is no response.
  if (/^[A-Z]+ \S+ SIP\/2\.0$/i.test(start)) return { kind: 'other' }
  const status = /^SIP\/2\.0 ([1-6]\d\d)(?: (.*))?$/i.exec(start)
  if (status === null) return { kind: 'garbage' }
  const code = Number(status[1])
  return code >= FIRST_FINAL && isForUs(head, branch)
    ? { kind: 'response', status: code, reason: status[2] ?? '' }
    : { kind: 'other' }
}

/** RFC 3261 §7.2: 1xx are provisional. */
const FIRST_FINAL = 200

/** RFC 3261 §18.3: on a stream the length of the body is always told; 0 where it is not. */
export function bodyLength(head: string): number {
  const [length = ''] = headerValues(head, 'content-length', 'l')
  return /^\d{1,9}$/.test(length) ? Number(length) : 0
}

/** RFC 3261 §8.1.3.3: with more than one Via it was not meant for us. */
function isForUs(head: string, branch: string): boolean {
  const vias = headerValues(head, 'via', 'v')
  const [cseq = ''] = headerValues(head, 'cseq')
  const branches = vias.join(',').match(/;\s*branch\s*=\s*[^\s;,]+/gi) ?? []
  const ours = branches.length === 1 && branches[0]?.replace(/^.*=\s*/s, '') === branch
  return ours && /^\d+\s+OPTIONS$/.test(cseq)
}

/** RFC 3261 §7.3.1, §7.3.3: names in any case, or in a compact form; a line that begins with a blank goes on the one before. */
function headerValues(head: string, ...names: readonly string[]): string[] {
  const lines = head.replace(/\r\n[ \t]+/g, ' ').split('\r\n')
  return lines.slice(1).flatMap((line) => {
    const colon = line.indexOf(':')
    return names.includes(line.slice(0, colon).trim().toLowerCase()) ? [line.slice(colon + 1).trim()] : []
  })
}
