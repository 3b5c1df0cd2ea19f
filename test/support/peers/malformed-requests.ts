// Requests that no resolver sends: wrong counts, records where none belong, two OPTs, cut short, garbage behind.
import { CLASS, TYPE } from '../../../src/dns/type.ts'
import { nameOf } from '../ask.ts'
import { Dice } from './dice.ts'
import { OPT, PLAIN } from './questions.ts'
import {
  type Opt,
  optOctets,
  type Request,
  recordOctets,
  requestOctets,
  SECTIONS,
  type Section,
} from './request.ts'
import { nodesOf, type PeerZone } from './zone-names.ts'

const ROUNDS = 8

export function malformedRequests(zones: readonly PeerZone[], seed: number): Request[] {
  const dice = new Dice(seed)
  const nodes = zones.flatMap(nodesOf)
  return Array.from({ length: ROUNDS }, () => {
    const request: Request = {
      ...PLAIN,
      name: dice.pick(nodes),
      type: dice.pick([TYPE.A, TYPE.SOA, TYPE.MX]),
      isMalformed: true,
      family: '',
    }
    return [
      ...counts(request),
      ...responses(request),
      ...opts(request),
      ...strangeRecords(dice, request),
      ...signatures(request),
      ...tails(request),
      ...cuts(dice, request),
      ...brokenNames(request),
    ]
  }).flat()
}

function counts(request: Request): Request[] {
  const family = 'QDCOUNT'
  return [0, 2, 3].flatMap((questions) => [
    { ...request, questions, family: `${family} ${questions}` },
    { ...request, questions, opts: [OPT], family: `${family} ${questions} with OPT` },
  ])
}

function responses(request: Request): Request[] {
  const family = 'QR set'
  return [0, 4, 5].map((opcode) => ({ ...request, bits: ['qr'], opcode, family }))
}

function opts(request: Request): Request[] {
  const one = (opt: Partial<Opt>, family: string): Request => ({
    ...request,
    opts: [{ ...OPT, ...opt }],
    family,
  })
  return [
    { ...request, opts: [OPT, OPT], family: 'two OPTs' },
    { ...request, opts: [OPT, { ...OPT, version: 1 }], family: 'two OPTs' },
    ...(['answer', 'authority'] as const).map(
      (optSection): Request => ({ ...request, opts: [OPT], optSection, family: `OPT in ${optSection}` }),
    ),
    one({ owner: '\x01a\0' }, 'OPT with an owner'),
    {
      ...one({ options: [] }, 'OPT cut short'),
      cutAt: requestOctets({ ...request, opts: [OPT] }).length - 1,
    },
    {
      ...one({ options: [[10, '1234567']] }, 'cookie too short'),
    },
    one({ options: [[10, `12345678${'9'.repeat(40)}`]] }, 'cookie too long'),
    one({ options: [[8, '\0\x01\x18\0\x0a\x01\x02']] }, 'client subnet'),
    one({ options: [[8, '\0\x01\x18\x08\x0a\x01\x02']] }, 'client subnet with a scope'),
    one({ options: [[8, '\0\x01\x18\0\x0a']] }, 'client subnet too short'),
    one({ options: [[8, '\0\x07\x18\0\x0a\x01\x02']] }, 'client subnet of no family'),
    one({ options: [[3, 'not empty']] }, 'NSID not empty'),
  ]
}

function strangeRecords(dice: Dice, request: Request): Request[] {
  const record = recordOctets(request.name, TYPE.A, '\x7f\0\0\x01')
  const other = recordOctets(nameOf('x.example.'), dice.pick([TYPE.TXT, 65280]), '\x01x')
  const each = (section: Section, records: readonly string[], family: string): Request[] => [
    { ...request, records: { [section]: records }, family },
    { ...request, records: { [section]: records }, opts: [OPT], family: `${family} before OPT` },
  ]
  return [
    ...SECTIONS.flatMap((section) => each(section, [record], `record in ${section}`)),
    ...SECTIONS.flatMap((section) => each(section, [other, record], `records in ${section}`)),
  ]
}

/** RFC 8945 §4.2: algorithm, time, fudge, MAC, original id, error, other data. */
const TSIG_DATA = `\x0bhmac-sha256\0${'\0'.repeat(6)}\x01\x2c\0\x20${'m'.repeat(32)}\0\0\0\0\0\0`

function signatures(request: Request): Request[] {
  const signed = (tsig: string, behind: readonly string[], family: string): Request[] => [
    { ...request, records: { additional: [tsig, ...behind] }, family },
    // The OPT must stand before the TSIG, which is the last record.
    {
      ...request,
      records: { additional: [optOctets(OPT), tsig, ...behind] },
      family: `${family} behind an OPT`,
    },
  ]
  const key = nameOf('nobody.knows.this.key.')
  const whole = recordOctets(key, TYPE.TSIG, TSIG_DATA, CLASS.ANY)
  const address = recordOctets(request.name, TYPE.A, '\x7f\0\0\x01')
  return [
    ...signed(whole, [], 'TSIG of an unknown key'),
    ...signed(whole, [address], 'TSIG that is not the last record'),
    ...signed(whole, [whole], 'two TSIGs'),
    ...signed(recordOctets(key, TYPE.TSIG, TSIG_DATA.slice(0, 20), CLASS.ANY), [], 'TSIG cut short'),
    ...signed(recordOctets(key, TYPE.TSIG, TSIG_DATA), [], 'TSIG of class IN'),
  ]
}

function tails(request: Request): Request[] {
  return ['\0', 'garbage', '\0'.repeat(100)].flatMap((tail) => [
    { ...request, tail, family: 'octets behind the message' },
    { ...request, tail, opts: [OPT], family: 'octets behind the OPT' },
  ])
}

function cuts(dice: Dice, request: Request): Request[] {
  const length = requestOctets(request).length
  const withOpt = requestOctets({ ...request, opts: [OPT] }).length
  return [
    { ...request, cutAt: 2 + dice.below(10), family: 'cut within the header' },
    { ...request, cutAt: 12, family: 'cut behind the header' },
    { ...request, cutAt: 13 + dice.below(length - 13), family: 'cut within the question' },
    { ...request, cutAt: length - 1, family: 'cut within the question' },
    { ...request, opts: [OPT], cutAt: length + dice.below(withOpt - length), family: 'cut within the OPT' },
  ]
}

/** Label kinds, pointers and lengths that a question's name may not have. */
function brokenNames(request: Request): Request[] {
  const names = [
    '\xc0\x0c',
    '\x01a\xc0\x0c',
    '\xc0\x00',
    '\x40a\0',
    '\x80a\0',
    `${`\x3f${'a'.repeat(63)}`.repeat(4)}\0`,
    '\x3fshort\0',
    '\xc0\xff',
  ]
  return names.map((brokenName) => ({ ...request, brokenName, family: 'broken name' }))
}
