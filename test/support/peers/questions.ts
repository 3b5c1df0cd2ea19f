// Well-formed questions: every name and its neighbours by every type, then headers, EDNS and classes around them.
import { labelsOf, type Name } from '../../../src/dns/name.ts'
import { octets32 } from '../../../src/dns/octets.ts'
import { CLASS, TYPE } from '../../../src/dns/type.ts'
import { nameOf } from '../ask.ts'
import { Dice } from './dice.ts'
import { type Bit, DNSSEC_OK, type Opt, type Request, recordOctets } from './request.ts'
import { neighboursOf, nodesOf, OUTSIDE, type PeerZone } from './zone-names.ts'

export const PLAIN: Omit<Request, 'name' | 'family'> = {
  transport: 'udp',
  brokenName: undefined,
  type: TYPE.A,
  class: CLASS.IN,
  opcode: 0,
  rcode: 0,
  bits: [],
  questions: 1,
  opts: [],
  optSection: 'additional',
  records: {},
  tail: '',
  cutAt: undefined,
  isMalformed: false,
}

export const OPT: Opt = { owner: '\0', udpSize: 1232, version: 0, rcodeHigh: 0, flags: 0, options: [] }

/** Those that a zone can hold, the ones that stand for several, and numbers without a meaning. */
const META_TYPES = [TYPE.OPT, TYPE.TSIG, 249, TYPE.IXFR, TYPE.AXFR, TYPE.MAILB, TYPE.MAILA, TYPE.ANY]
const NUMBERS_WITHOUT_MEANING = [0, 3, 4, 10, 14, 20, 65280, 65281, 65282, 65535]
const DATA_TYPES = Object.values(TYPE).filter((type) => !META_TYPES.includes(type))
const ALL_TYPES = [...DATA_TYPES, ...NUMBERS_WITHOUT_MEANING]
const COMMON_TYPES = [
  TYPE.A,
  TYPE.AAAA,
  TYPE.CNAME,
  TYPE.DNAME,
  TYPE.DS,
  TYPE.MX,
  TYPE.NS,
  TYPE.SOA,
  TYPE.TXT,
  TYPE.SRV,
]

const SIZES = [0, 256, 511, 512, 513, 900, 1220, 1231, 1232, 1233, 1452, 4096, 65535]
const OPCODES = [...Array(16).keys()].filter((opcode) => opcode !== 0)
const CLASSES = [0, 2, CLASS.CH, CLASS.HS, CLASS.NONE, CLASS.ANY, 65535]
const BITS: readonly Bit[] = ['aa', 'tc', 'rd', 'ra', 'z', 'ad', 'cd']

export function questionsFor(zones: readonly PeerZone[], seed: number): Request[] {
  const dice = new Dice(seed)
  const nodes = zones.flatMap(nodesOf)
  const around = nodes.flatMap(neighboursOf)
  const origins = zones.map(({ origin }) => origin)
  return [
    ...atNodes(dice, nodes),
    ...besideNodes(dice, around),
    ...metaTypes(dice, nodes, around),
    ...transfers(origins),
    ...outside(),
    ...mixedCase(dice, [...nodes, ...around]),
    ...headers(dice, nodes),
    ...opcodes(dice, origins, nodes),
    ...classes(dice, nodes),
    ...chaos(dice),
    ...edns(dice, nodes),
    ...sizes(dice, nodes),
  ]
}

function atNodes(dice: Dice, nodes: readonly Name[]): Request[] {
  const family = 'every type at every name'
  return nodes.flatMap((name) => [
    ...[...COMMON_TYPES, TYPE.ANY].map((type) => plainly(dice, { ...PLAIN, name, type, family })),
    ...dice.some(ALL_TYPES, 8).map((type) => plainly(dice, { ...PLAIN, name, type, family })),
  ])
}

function besideNodes(dice: Dice, around: readonly Name[]): Request[] {
  const family = 'names beside and below'
  const ask = (name: Name, type: number): Request => plainly(dice, { ...PLAIN, name, type, family })
  return around.flatMap((name) => [
    ...dice.some([TYPE.A], 2).map((type) => ask(name, type)),
    ...dice.some(COMMON_TYPES, 8).map((type) => ask(name, type)),
  ])
}

function metaTypes(dice: Dice, nodes: readonly Name[], around: readonly Name[]): Request[] {
  const names = [...dice.some(nodes, 6), ...dice.some(around, 40)]
  return names.flatMap((name) => META_TYPES.map((type) => ({ ...PLAIN, name, type, family: `type ${type}` })))
}

/** RFC 1995 §3: IXFR tells the serial that the client has in an SOA. */
function transfers(origins: readonly Name[]): Request[] {
  return origins.flatMap((name) =>
    [0, 1, 7, 8].map((serial) => {
      const soa = recordOctets(name, TYPE.SOA, `\0\0${octets32(serial)}${'\0'.repeat(16)}`)
      return { ...PLAIN, name, type: TYPE.IXFR, records: { authority: [soa] }, family: 'IXFR with a serial' }
    }),
  )
}

function outside(): Request[] {
  return OUTSIDE.flatMap((name) =>
    [...COMMON_TYPES, ...META_TYPES].map((type) => ({ ...PLAIN, name, type, family: 'names outside' })),
  )
}

function mixedCase(dice: Dice, names: readonly Name[]): Request[] {
  const family = 'mixed case'
  return dice
    .some(names, 4)
    .map((name) =>
      plainly(dice, { ...PLAIN, name: shuffleCase(dice, name), type: dice.pick(COMMON_TYPES), family }),
    )
}

/** RFC 4343 §3: A-Z only. Length octets are below 64 and so are no letters. */
function shuffleCase(dice: Dice, name: Name): Name {
  const shuffled = labelsOf(name).map((label) => {
    const other = label.replace(/[a-zA-Z]/g, (letter) =>
      dice.oneIn(2) ? letter.toUpperCase() : letter.toLowerCase(),
    )
    return String.fromCharCode(label.length) + other
  })
  return `${shuffled.join('')}\0` as Name
}

function headers(dice: Dice, nodes: readonly Name[]): Request[] {
  const combinations = Array.from({ length: 2 ** BITS.length }, (_, set) =>
    BITS.filter((_, i) => (set >> i) & 1),
  )
  return combinations.flatMap((bits) =>
    Array.from({ length: 3 }, () => {
      const type = dice.pick(COMMON_TYPES)
      const rcode = dice.oneIn(4) ? dice.below(16) : 0
      return {
        ...PLAIN,
        name: dice.pick(nodes),
        type,
        bits,
        rcode,
        opts: someOpt(dice),
        family: 'header bits',
      }
    }),
  )
}

function opcodes(dice: Dice, origins: readonly Name[], nodes: readonly Name[]): Request[] {
  const types = [TYPE.SOA, TYPE.A, TYPE.ANY]
  return OPCODES.flatMap((opcode) =>
    [...dice.some(origins, 3), ...dice.some(nodes, 60), ...OUTSIDE.slice(0, 2)].map((name) => {
      const bits: Bit[] = dice.oneIn(3) ? ['rd'] : []
      return {
        ...PLAIN,
        name,
        type: dice.pick(types),
        opcode,
        bits,
        opts: someOpt(dice),
        family: `opcode ${opcode}`,
      }
    }),
  )
}

function classes(dice: Dice, nodes: readonly Name[]): Request[] {
  return CLASSES.flatMap((each) =>
    [...dice.some(nodes, 20), ...OUTSIDE.slice(0, 3)].map((name) => {
      const type = dice.pick([...COMMON_TYPES, TYPE.ANY, TYPE.AXFR])
      return { ...PLAIN, name, type, class: each, opts: someOpt(dice), family: `class ${each}` }
    }),
  )
}

/** Names that servers tell about themselves by; all of them are told not to. */
function chaos(dice: Dice): Request[] {
  const names = [
    'version.bind.',
    'version.server.',
    'id.server.',
    'hostname.bind.',
    'authors.bind.',
    'bind.',
    'server.',
  ]
  return names.flatMap((name) =>
    [TYPE.TXT, TYPE.A, TYPE.ANY, TYPE.SOA].map((type) => {
      const family = `${name} in class CH`
      return { ...PLAIN, name: nameOf(name), type, class: CLASS.CH, opts: someOpt(dice), family }
    }),
  )
}

const OPTIONS: readonly Opt['options'][] = [
  [],
  [[65001, 'unknown']],
  [[0, '']],
  [[3, '']],
  [[10, '12345678']],
  [[11, '']],
  [[12, '\0'.repeat(20)]],
  [
    [65001, ''],
    [65002, 'x'],
    [65001, 'again'],
  ],
]

function edns(dice: Dice, nodes: readonly Name[]): Request[] {
  const ask = (opt: Partial<Opt>, family: string): Request => {
    const bits: Bit[] = dice.oneIn(3) ? ['rd'] : []
    return {
      ...PLAIN,
      name: dice.pick(nodes),
      type: dice.pick(COMMON_TYPES),
      bits,
      opts: [{ ...OPT, ...opt }],
      family,
    }
  }
  const times = [...Array(20).keys()]
  return times.flatMap(() => [
    ...SIZES.map((udpSize) => ask({ udpSize }, 'EDNS size')),
    ...OPTIONS.map((options) => ask({ options, flags: dice.pick([0, DNSSEC_OK]) }, 'EDNS options')),
    ...[1, 2, 255].map((version) => ask({ version, flags: dice.pick([0, DNSSEC_OK]) }, 'EDNS version')),
    ask({ flags: dice.pick([1, 0x4000, 0x7fff, 0xffff]) }, 'EDNS flags'),
    ask({ rcodeHigh: dice.pick([1, 128, 255]) }, 'EDNS rcode in a request'),
  ])
}

/** Names that own or lead to big RRsets, at every size. */
function sizes(dice: Dice, nodes: readonly Name[]): Request[] {
  const big = nodes.filter((name) => name.endsWith('\x03big\x04test\0') || name.includes('\x04many\x05alpha'))
  const types = [TYPE.A, TYPE.AAAA, TYPE.TXT, TYPE.MX]
  return dice.some(big, 2).flatMap((name) =>
    [undefined, 512, 1231, 1232, 4096].flatMap((udpSize) => {
      const opts = udpSize === undefined ? [] : [{ ...OPT, udpSize, flags: dice.pick([0, DNSSEC_OK]) }]
      return types.map((type) => ({ ...PLAIN, name, type, opts, family: 'big RRsets' }))
    }),
  )
}

/** With EDNS or without, with RD or without: none of it may change the answer. */
function plainly(dice: Dice, request: Request): Request {
  return { ...request, opts: someOpt(dice), bits: dice.oneIn(4) ? ['rd'] : [] }
}

function someOpt(dice: Dice): Opt[] {
  return dice.oneIn(2) ? [{ ...OPT, udpSize: dice.pick(SIZES), flags: dice.pick([0, 0, DNSSEC_OK]) }] : []
}
