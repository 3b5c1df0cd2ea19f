// The parameter keys of SVCB and HTTPS that have a text form of their own (RFC 9460 §7, §8, RFC 9461 §5, RFC 9540 §4).
import { ipv4FromText, ipv4ToText, ipv6FromText, ipv6ToText } from '../address.ts'
import { quoteOctets } from '../character-string.ts'
import { base64ToOctets, octetsToBase64 } from '../encoding.ts'
import { type Octets, octet, octets16, u16At } from '../octets.ts'
import { decimal } from './number-fields.ts'

export interface ServiceKey {
  readonly key: number
  readonly name: string
  /** What a value must be; undefined: none is allowed. */
  readonly expects: string | undefined
  /** Wire form of a value whose escapes are resolved; undefined when it is wrong. */
  readonly parse: (value: string) => string | undefined
  readonly isSound: (wire: string) => boolean
  readonly print: (wire: string) => string
}

export const MANDATORY = 0
export const ALPN = 1
export const NO_DEFAULT_ALPN = 2

/** RFC 9460 §7.1.1: protocol names, each behind a length octet. */
const alpn: ServiceKey = {
  key: ALPN,
  name: 'alpn',
  expects: 'protocols with commas between them, such as h2,h3',
  parse(value) {
    const protocols = splitList(value)
    return protocols.every((p) => p.length > 0 && p.length <= 255)
      ? protocols.map((p) => octet(p.length) + p).join('')
      : undefined
  },
  isSound(wire) {
    let at = 0
    while (at < wire.length && wire.charCodeAt(at) > 0) at += wire.charCodeAt(at) + 1
    return wire !== '' && at === wire.length
  },
  print(wire) {
    const protocols: string[] = []
    for (let at = 0; at < wire.length; at += wire.charCodeAt(at) + 1)
      protocols.push(wire.slice(at + 1, at + 1 + wire.charCodeAt(at)).replace(/[\\,]/g, '\\$&'))
    return quoteOctets(protocols.join(','))
  },
}

/** RFC 9460 §A.1: `\,` is a comma and `\\` a backslash within an item. */
function splitList(value: string): string[] {
  const items: string[] = []
  let item = ''
  for (let at = 0; at < value.length; at++) {
    const c = value[at] as string
    if (c === ',') {
      items.push(item)
      item = ''
    } else item += c === '\\' && at + 1 < value.length ? value[++at] : c
  }
  items.push(item)
  return items
}

function flag(key: number, name: string): ServiceKey {
  return {
    key,
    name,
    expects: undefined,
    parse: (value) => (value === '' ? '' : undefined),
    isSound: (wire) => wire === '',
    print: () => '',
  }
}

/** RFC 9460 §7.2. */
const port: ServiceKey = {
  key: 3,
  name: 'port',
  expects: 'a port (0-65535)',
  parse(value) {
    const number = decimal(value)
    return number === undefined || number > 0xffff ? undefined : octets16(number)
  },
  isSound: (wire) => wire.length === 2,
  print: (wire) => String(u16At(wire as Octets, 0)),
}

/** RFC 9460 §7.3. */
function addressHint(
  key: number,
  name: string,
  width: number,
  parse: (text: string) => string | undefined,
  print: (octets: string) => string,
): ServiceKey {
  return {
    key,
    name,
    expects: 'addresses with commas between them',
    parse(value) {
      const addresses = value.split(',').map(parse)
      return addresses.includes(undefined) ? undefined : addresses.join('')
    },
    isSound: (wire) => wire !== '' && wire.length % width === 0,
    print: (wire) =>
      Array.from({ length: wire.length / width }, (_, i) =>
        print(wire.slice(i * width, (i + 1) * width)),
      ).join(','),
  }
}

const ech: ServiceKey = {
  key: 5,
  name: 'ech',
  expects: 'base 64',
  parse: (value) => base64ToOctets(value) || undefined,
  isSound: (wire) => wire !== '',
  print: octetsToBase64,
}

/** RFC 9461 §5: a relative URI template with the variable `dns`. */
const dohpath: ServiceKey = {
  key: 7,
  name: 'dohpath',
  expects: 'a path with {?dns} in it',
  parse: (value) => (isDohPath(value) ? value : undefined),
  isSound: isDohPath,
  print: quoteOctets,
}

function isDohPath(path: string): boolean {
  return path.startsWith('/') && /\{\??(?:[^}]*,)?dns[,}*:]/.test(path)
}

/** Parsed and printed by the list of parameters, which knows the other keys. */
export const SERVICE_KEYS: readonly ServiceKey[] = [
  alpn,
  flag(NO_DEFAULT_ALPN, 'no-default-alpn'),
  port,
  addressHint(4, 'ipv4hint', 4, ipv4FromText, ipv4ToText),
  ech,
  addressHint(6, 'ipv6hint', 16, ipv6FromText, ipv6ToText),
  dohpath,
  flag(8, 'ohttp'),
]
