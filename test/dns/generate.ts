// fast-check generators of names, sound record data of every type, and whole messages.
import fc from 'fast-check'
import type { Edns } from '../../src/dns/edns.ts'
import type { Flags } from '../../src/dns/header.ts'
import type { Message } from '../../src/dns/message.ts'
import { MAX_NAME_OCTETS, type Name, ROOT } from '../../src/dns/name.ts'
import { type Octets, octetsOf } from '../../src/dns/octets.ts'
import { KNOWN_TYPES } from '../../src/dns/rdata/registry.ts'
import { parseRdata } from '../../src/dns/rdata/text.ts'
import { rdataProblem } from '../../src/dns/rdata/wire.ts'
import type { WireRecord } from '../../src/dns/record.ts'
import { TYPE, typeToText } from '../../src/dns/type.ts'
import { fieldsOf } from './fields.ts'

export const anyOctets = (maxLength: number, minLength = 0): fc.Arbitrary<Octets> =>
  fc.uint8Array({ minLength, maxLength }).map(octetsOf)

const label = fc.oneof(fc.constantFrom('www', 'Mail', 'a.b', '*', '_sip', 'x y'), anyOctets(63, 1))

/** Few enough labels and values that suffixes are shared. */
export const anyName: fc.Arbitrary<Name> = fc
  .array(label, { maxLength: 5 })
  .map((labels) => labels.map((l) => String.fromCharCode(l.length) + l).join('') + ROOT)
  .filter((name) => name.length <= MAX_NAME_OCTETS) as fc.Arbitrary<Name>

/** Objects like those of literals, which deepEqual takes for the same. */
const plain = <T>(model: { [K in keyof T]: fc.Arbitrary<T[K]> }) =>
  fc.record<T>(model, { noNullPrototype: true })

const u8 = fc.integer({ min: 0, max: 0xff }).map(String)
const u16 = fc.integer({ min: 0, max: 0xffff }).map(String)
const u32 = fc.integer({ min: 0, max: 0xffff_ffff }).map(String)
const escaped = (octets: string) =>
  Array.from(octets, (c) => `\\${String(c.charCodeAt(0)).padStart(3, '0')}`).join('')
const name = anyName.map((wire) => {
  let text = ''
  for (let at = 0; wire.charCodeAt(at) !== 0; at += wire.charCodeAt(at) + 1)
    text += `${escaped(wire.slice(at + 1, at + 1 + wire.charCodeAt(at)))}.`
  return text || '.'
})
const string = (max = 255) => anyOctets(max).map((octets) => `"${escaped(octets)}"`)
const hex = (min: number, max = min) =>
  anyOctets(max, min).map((octets) => Buffer.from(octets, 'latin1').toString('hex'))
const base64 = anyOctets(120, 1).map((octets) => Buffer.from(octets, 'latin1').toString('base64'))
/** Types that everybody calls the same: those of the registry, and numbers that are not assigned. */
const type = fc.oneof(fc.constantFrom(...KNOWN_TYPES), fc.integer({ min: 1000, max: 32_000 })).map(typeToText)
/** No generated name has more than five of them. */
const labels = fc.integer({ min: 5, max: 255 }).map(String)
/** The half of all times that every tool prints alike whatever its clock says. */
const time = fc.integer({ min: 0, max: 0x7fff_ffff }).map(String)
const types = (min: number) => fc.array(type, { minLength: min, maxLength: 12 }).map((list) => list.join(' '))
const eui = (n: number) => hex(n).map((digits) => (digits.match(/../g) ?? []).join('-'))
const row = (...parts: fc.Arbitrary<string>[]) => fc.tuple(...parts).map((texts) => texts.join(' ').trim())
const ds = row(u16, u8, fc.constant('2'), hex(32))
const dnskey = row(u16, u8, u8, base64)
const tlsa = row(u8, u8, u8, hex(1, 80))
const strings = fc.array(string(), { minLength: 1, maxLength: 4 }).map((list) => list.join(' '))
const salt = fc.oneof(fc.constant('-'), hex(1, 255))
const hash = anyOctets(30, 1).map((octets) =>
  [...octets]
    .map((c) => 'AB0V'[c.charCodeAt(0) & 3])
    .join('')
    .padEnd(32, '0')
    .slice(0, 32),
)
const metres = (max: number) =>
  fc.integer({ min: 0, max: max * 100 }).map((cm) => `${(cm / 100).toFixed(2)}m`)
const angle = (most: number, plus: string, minus: string) =>
  fc
    .tuple(
      fc.integer({ min: 0, max: most - 1 }),
      fc.integer({ min: 0, max: 59 }),
      fc.integer({ min: 0, max: 59_999 }),
      fc.constantFrom(plus, minus),
    )
    .map(([d, m, s, side]) => `${d} ${m} ${(s / 1000).toFixed(3)} ${side}`)
const size = metres(90_000_000)
const prefix = fc.oneof(
  fc
    .tuple(fc.constantFrom('', '!'), fc.ipV4(), fc.integer({ min: 0, max: 32 }))
    .map(([n, a, p]) => `${n}1:${a}/${p}`),
  fc
    .tuple(fc.constantFrom('', '!'), fc.integer({ min: 0, max: 128 }))
    .map(([n, p]) => `${n}2:2001:db8::1/${p}`),
)
const serviceParams = fc
  .record(
    {
      'alpn=': fc.constantFrom('h2', 'h2,h3', '"f\\\\\\\\oo\\\\,bar,h2"'),
      'port=': u16,
      'ipv4hint=': fc.ipV4(),
      'ech=': base64,
      'ipv6hint=': fc.constantFrom('::1', '2001:db8::1,::2'),
      'key7=': fc.constant('/dns-query{?dns}'),
      'key667=': string(40),
      mandatory: fc.constant('=port'),
    },
    { requiredKeys: ['port='] },
  )
  .map((params) =>
    Object.entries(params)
      .map(([key, value]) => key + value)
      .join(' '),
  )
const svcb = row(u16, name, serviceParams)
const regexp = fc.constantFrom('""', '"!^.*$!sip:a@b!"', '"/(a)(b)/\\\\2\\\\1/i"')

const TEXTS: ReadonlyMap<number, fc.Arbitrary<string>> = new Map<number, fc.Arbitrary<string>>([
  [TYPE.A, fc.ipV4()],
  [
    TYPE.AAAA,
    fc
      .uint8Array({ minLength: 16, maxLength: 16 })
      .map((b) => (Buffer.from(b).toString('hex').match(/..../g) ?? []).join(':')),
  ],
  ...[TYPE.NS, TYPE.CNAME, TYPE.PTR, TYPE.DNAME].map((number) => [number, name] as const),
  ...[TYPE.MX, TYPE.KX, TYPE.AFSDB].map((number) => [number, row(u16, name)] as const),
  [TYPE.SOA, row(name, name, u32, u32, u32, u32, u32)],
  [TYPE.TXT, strings],
  [TYPE.SPF, strings],
  [TYPE.HINFO, row(string(), string())],
  [TYPE.RP, row(name, name)],
  [TYPE.SRV, row(u16, u16, u16, name)],
  [TYPE.NAPTR, row(u16, u16, string(), string(), regexp, name)],
  [TYPE.LOC, row(angle(90, 'N', 'S'), angle(180, 'E', 'W'), metres(42_849_672), size, size, size)],
  [TYPE.APL, fc.array(prefix, { maxLength: 5 }).map((list) => list.join(' '))],
  [TYPE.CERT, row(u16, u16, u8, base64)],
  [TYPE.SSHFP, row(u8, fc.constant('1'), hex(20))],
  [TYPE.TLSA, tlsa],
  [TYPE.SMIMEA, tlsa],
  [TYPE.OPENPGPKEY, base64],
  [
    TYPE.URI,
    row(
      u16,
      u16,
      anyOctets(300, 1).map((octets) => `"${escaped(octets)}"`),
    ),
  ],
  [TYPE.CAA, row(u8, fc.constantFrom('issue', 'Issuewild', 'x1'), string(300))],
  [TYPE.SVCB, svcb],
  [TYPE.HTTPS, svcb],
  [TYPE.EUI48, eui(6)],
  [TYPE.EUI64, eui(8)],
  [TYPE.DS, ds],
  [TYPE.CDS, ds],
  [TYPE.DNSKEY, dnskey],
  [TYPE.CDNSKEY, dnskey],
  [TYPE.RRSIG, row(type, u8, labels, u32, time, time, u16, name, base64)],
  [TYPE.NSEC, row(name, types(1))],
  [TYPE.NSEC3, row(u8, u8, u16, salt, hash, types(0))],
  [TYPE.NSEC3PARAM, row(u8, u8, u16, salt)],
  [TYPE.CSYNC, row(u32, u16, types(0))],
  [TYPE.ZONEMD, row(u32, u8, fc.constant('1'), hex(48))],
])

/** Text of sound data; every type of the registry has some. */
export function textOf(type: number): fc.Arbitrary<string> {
  const texts = TEXTS.get(type)
  if (texts === undefined) throw new Error(`no generator for ${typeToText(type)}`)
  return texts
}

export function rdataOf(type: number): fc.Arbitrary<Octets> {
  return textOf(type).map((text) => {
    const parsed = parseRdata(type, fieldsOf(text), ROOT)
    if ('problem' in parsed) throw new Error(`${typeToText(type)} ${text}: ${parsed.problem}`)
    return parsed.rdata
  })
}

/** Octets that may or may not be sound data. */
export function damaged(type: number): fc.Arbitrary<Octets> {
  return fc
    .tuple(rdataOf(type), fc.nat(), anyOctets(3), fc.nat(4))
    .map(
      ([rdata, at, put, drop]) =>
        (rdata.slice(0, at % (rdata.length + 1)) +
          put +
          rdata.slice((at % (rdata.length + 1)) + drop)) as Octets,
    )
}

const UNKNOWN_TYPE = 65_400

export const anyRecord: fc.Arbitrary<WireRecord> = fc
  .constantFrom(...KNOWN_TYPES, UNKNOWN_TYPE)
  .chain((type) =>
    plain({
      owner: anyName,
      type: fc.constant(type),
      class: fc.constantFrom(1, 1, 3),
      ttlSeconds: fc.integer({ min: 0, max: 0xffff_ffff }),
      rdata: type === UNKNOWN_TYPE ? anyOctets(50) : rdataOf(type),
    }),
  )

const flags: fc.Arbitrary<Flags> = plain({
  qr: fc.boolean(),
  opcode: fc.integer({ min: 0, max: 15 }),
  aa: fc.boolean(),
  tc: fc.boolean(),
  rd: fc.boolean(),
  ra: fc.boolean(),
  ad: fc.boolean(),
  cd: fc.boolean(),
})

const number16 = fc.integer({ min: 0, max: 0xffff })

const edns: fc.Arbitrary<Edns> = plain({
  udpSize: number16,
  version: fc.integer({ min: 0, max: 255 }),
  dnssecOk: fc.boolean(),
  options: fc.array(plain({ code: number16, data: anyOctets(40) }), { maxLength: 4 }),
})

const section = fc.array(anyRecord, { maxLength: 6 })

export const anyMessage: fc.Arbitrary<Message> = fc
  .record(
    {
      id: number16,
      flags,
      rcode: fc.integer({ min: 0, max: 4095 }),
      question: fc.option(plain({ name: anyName, type: number16, class: number16 }), { nil: undefined }),
      answer: section,
      authority: section,
      additional: section,
      edns,
    },
    {
      noNullPrototype: true,
      requiredKeys: ['id', 'flags', 'rcode', 'question', 'answer', 'authority', 'additional'],
    },
  )
  .map((message) => (message.edns === undefined ? { ...message, rcode: message.rcode & 15 } : message))

export function isSound(type: number, rdata: Octets): boolean {
  return rdataProblem(type, rdata) === undefined
}
