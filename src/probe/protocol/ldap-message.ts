// The few messages of LDAP (RFC 4511) that a probe says and hears, in BER.
import type { Dialogue } from '../attempt/dialogue.ts'
import { MAX_READ_OCTETS } from '../attempt/find-octets.ts'

/** RFC 4511 §4.14.1: the extended operation that begins TLS. */
const START_TLS = '1.3.6.1.4.1.1466.20037'

const TAG = {
  boolean: 0x01,
  integer: 0x02,
  octetString: 0x04,
  enumerated: 0x0a,
  sequence: 0x30,
  unbindRequest: 0x42,
  searchRequest: 0x63,
  extendedRequest: 0x77,
  requestName: 0x80,
  presentFilter: 0x87,
} as const

/** The tags of responses. */
export const RESPONSE = { entry: 0x64, searchDone: 0x65, reference: 0x73, extended: 0x78 } as const

/** RFC 4512 §5.1: the root DSE is the entry of the empty name, searched alone, with a filter that it passes. */
export function searchRootDse(id: number, attribute: string): Buffer {
  const baseObject = Buffer.of(0)
  const neverDereference = Buffer.of(0)
  const noLimit = Buffer.of(0)
  const parts = [
    element(TAG.octetString, ''),
    element(TAG.enumerated, baseObject),
    element(TAG.enumerated, neverDereference),
    element(TAG.integer, noLimit),
    element(TAG.integer, noLimit),
    element(TAG.boolean, Buffer.of(0)),
    element(TAG.presentFilter, 'objectClass'),
    element(TAG.sequence, element(TAG.octetString, attribute)),
  ]
  return request(id, element(TAG.searchRequest, Buffer.concat(parts)))
}

export function startTls(id: number): Buffer {
  return request(id, element(TAG.extendedRequest, element(TAG.requestName, START_TLS)))
}

/** RFC 4511 §4.3: the last request of a connection, which has no response. */
export function unbind(id: number): Buffer {
  return request(id, element(TAG.unbindRequest, ''))
}

/** Whether an entry with `supportedExtension` alone has StartTLS among its values. */
export function offersStartTls(entry: Buffer): boolean {
  return entry.includes(element(TAG.octetString, START_TLS))
}

function request(id: number, operation: Buffer): Buffer {
  return element(TAG.sequence, Buffer.concat([element(TAG.integer, Buffer.of(id)), operation]))
}

const MAX_SHORT_LENGTH = 0x7f

/** For contents of at most 127 octets, which all of ours have. */
function element(tag: number, content: string | Uint8Array): Buffer {
  const octets = Buffer.from(content)
  if (octets.length > MAX_SHORT_LENGTH) throw new Error('an LDAP request is too long')
  return Buffer.concat([Buffer.of(tag, octets.length), octets])
}

export interface LdapResponse {
  /** 0 for what the server says unasked. */
  readonly id: number
  readonly tag: number
  readonly content: Buffer
}

/** Undefined when the server does not speak LDAP. */
export async function hearResponse(dialogue: Dialogue): Promise<LdapResponse | undefined> {
  let head = await dialogue.hear(2)
  if (head[0] !== TAG.sequence) return undefined
  const more = lengthOctets(head)
  if (more > 0) head = Buffer.concat([head, await dialogue.hear(more)])
  const length = lengthIn(head)
  if (length === undefined || length > MAX_READ_OCTETS) return undefined
  const id = readElement(await dialogue.hear(length))
  const operation = id && readElement(id.rest)
  if (id?.tag !== TAG.integer || id.content.length < 1 || id.content.length > 4) return undefined
  return operation && { id: id.content.readUIntBE(0, id.content.length), ...operation }
}

export interface LdapResult {
  /** RFC 4511 §4.1.9: 0 is success. */
  readonly code: number
  readonly diagnostic: string
}

export function readResult(content: Buffer): LdapResult | undefined {
  const code = readElement(content)
  const matched = code && readElement(code.rest)
  const diagnostic = matched && readElement(matched.rest)
  if (code?.tag !== TAG.enumerated || code.content.length !== 1 || diagnostic?.tag !== TAG.octetString)
    return undefined
  return { code: code.content.readUInt8(0), diagnostic: diagnostic.content.toString('utf8') }
}

interface Element {
  readonly tag: number
  readonly content: Buffer
  readonly rest: Buffer
}

function readElement(octets: Buffer): Element | undefined {
  const [tag] = octets
  const headLength = 2 + lengthOctets(octets)
  const length = lengthIn(octets)
  if (tag === undefined || length === undefined || octets.length < headLength + length) return undefined
  const content = octets.subarray(headLength, headLength + length)
  return { tag, content, rest: octets.subarray(headLength + length) }
}

/** How many octets follow the first one of the length. */
function lengthOctets(octets: Buffer): number {
  const first = octets[1] ?? 0
  return first > MAX_SHORT_LENGTH ? first & MAX_SHORT_LENGTH : 0
}

/** RFC 4511 §5.1: lengths are definite. Undefined when it is not, is no length of ours, or is cut off. */
function lengthIn(octets: Buffer): number | undefined {
  const more = lengthOctets(octets)
  if (octets.length < 2 + more || more > 4) return undefined
  if (more > 0) return octets.readUIntBE(2, more)
  return octets[1] === 0x80 ? undefined : octets[1]
}
