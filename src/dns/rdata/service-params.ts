// The list of parameters at the end of SVCB and HTTPS data (RFC 9460 §2.1, §2.2).
import { quoteOctets, unescapeText } from '../character-string.ts'
import { type Octets, octets16, u16At } from '../octets.ts'
import { cutShort, type Refusal, type RestField, type TextField } from './field.ts'
import { ALPN, MANDATORY, NO_DEFAULT_ALPN, SERVICE_KEYS, type ServiceKey } from './service-keys.ts'

/** RFC 9460 §14.3.2: 65535 is not a key. */
const MAX_KEY = 65_534

// named-compilezone writes these two by number, which every reader understands.
const PRINTED_BY_NUMBER: ReadonlySet<number> = new Set([7, 8])

const mandatory: ServiceKey = {
  key: MANDATORY,
  name: 'mandatory',
  expects: 'keys with commas between them, none twice',
  parse(value) {
    const keys = value.split(',').map(keyFromText)
    const known = keys.filter((key) => key !== undefined).sort((a, b) => a - b)
    return known.length === keys.length ? known.map(octets16).join('') : undefined
  },
  isSound: (wire) =>
    wire !== '' && wire.length % 2 === 0 && ascends(keysIn(wire)) && !keysIn(wire).includes(MANDATORY),
  print: (wire) => keysIn(wire).map(keyToText).join(','),
}

const byKey: ReadonlyMap<number, ServiceKey> = new Map([mandatory, ...SERVICE_KEYS].map((k) => [k.key, k]))
const byName: ReadonlyMap<string, number> = new Map([mandatory, ...SERVICE_KEYS].map((k) => [k.name, k.key]))

export function serviceParams(): RestField {
  return { noun: 'list of parameters', rest: true, quotable: true, parse: fromText, measure, print }
}

function fromText(fields: readonly TextField[], from: number): string | Refusal {
  const params = new Map<number, string>()
  for (let at = from; at < fields.length; at++) {
    const start = at
    let raw = fields[at]?.raw ?? ''
    // `alpn="h2"` is handed over in two parts.
    if (raw.endsWith('=') && fields[at + 1]?.isValue) raw += fields[++at]?.raw
    const param = paramFromText(raw)
    if (typeof param === 'string') return { problem: param, field: start }
    if (params.has(param.key)) return { problem: `${keyToText(param.key)} is given twice`, field: start }
    params.set(param.key, param.wire)
  }
  const problem = togetherProblem(params)
  if (problem !== undefined) return { problem, field: from }
  const sorted = [...params].sort(([a], [b]) => a - b)
  return sorted.map(([key, wire]) => octets16(key) + octets16(wire.length) + wire).join('')
}

function paramFromText(raw: string): { readonly key: number; readonly wire: string } | string {
  const equals = raw.indexOf('=')
  const name = equals < 0 ? raw : raw.slice(0, equals)
  const key = keyFromText(name)
  if (key === undefined) return `${name} is not a parameter: write alpn, port, ipv4hint, …, or key1234`
  const value = unescapeText(equals < 0 ? '' : raw.slice(equals + 1))
  if (value === undefined) return `bad escape in ${raw}`
  const known = byKey.get(key)
  // RFC 9460 §2.1: keyNNNNN takes the octets of the value as they are, even where the key has a name.
  const wire = known === undefined || name !== known.name ? value : known.parse(value)
  if (wire === undefined || wire.length > 0xffff || known?.isSound(wire) === false)
    return known?.expects === undefined ? `${name} takes no value` : `${name} takes ${known.expects}`
  return { key, wire }
}

function keyFromText(text: string): number | undefined {
  const key = /^key(0|[1-9]\d{0,4})$/.exec(text)?.[1]
  if (key === undefined) return byName.get(text)
  return Number(key) <= MAX_KEY ? Number(key) : undefined
}

function keyToText(key: number): string {
  return (PRINTED_BY_NUMBER.has(key) ? undefined : byKey.get(key)?.name) ?? `key${key}`
}

function measure(rdata: Octets, from: number): number | string {
  const params = new Map<number, string>()
  let last = -1
  let at = from
  while (at < rdata.length) {
    const end = at + 4 + u16At(rdata, at + 2)
    if (at + 4 > rdata.length || end > rdata.length) return cutShort('list of parameters')
    const key = u16At(rdata, at)
    const wire = rdata.slice(at + 4, end)
    if (key > MAX_KEY || byKey.get(key)?.isSound(wire) === false)
      return `the value of ${keyToText(key)} is malformed`
    // RFC 9460 §2.2: keys stand in strictly ascending order.
    if (key <= last) return 'the parameters are not in ascending order'
    params.set(key, wire)
    last = key
    at = end
  }
  return togetherProblem(params) ?? at
}

/** RFC 9460 §8, §7.1.1: a mandatory key must be there; no-default-alpn needs alpn. */
function togetherProblem(params: ReadonlyMap<number, string>): string | undefined {
  const missing = keysIn(params.get(MANDATORY) ?? '').find((key) => !params.has(key))
  if (missing !== undefined) return `${keyToText(missing)} is mandatory and missing`
  if (params.has(NO_DEFAULT_ALPN) && !params.has(ALPN)) return 'no-default-alpn needs alpn beside it'
  return undefined
}

function print(rdata: Octets, from: number, to: number): string {
  const params: string[] = []
  for (let at = from; at < to; at += 4 + u16At(rdata, at + 2)) {
    const key = u16At(rdata, at)
    const wire = rdata.slice(at + 4, at + 4 + u16At(rdata, at + 2))
    const value = byKey.get(key)?.print(wire) ?? quoteOctets(wire)
    params.push(wire === '' ? keyToText(key) : `${keyToText(key)}=${value}`)
  }
  return params.join(' ')
}

function keysIn(wire: string): number[] {
  return Array.from({ length: wire.length / 2 }, (_, i) => u16At(wire as Octets, i * 2))
}

function ascends(keys: readonly number[]): boolean {
  return keys.every((key, i) => i === 0 || key > (keys[i - 1] ?? 0))
}
