// Requests: sound ones with every option and in every shape, damaged ones, hostile ones, and noise.
import { octets16, octets32 } from '../../src/dns/octets.ts'
import { TYPE } from '../../src/dns/type.ts'
import type { Dice } from '../support/peers/dice.ts'
import { FUZZ_NAMES } from './fuzz-zone.ts'
import { hostileMessage } from './hostile-messages.ts'
import { mutate, noise } from './mutate.ts'

const TYPES = [
  TYPE.A,
  TYPE.A,
  TYPE.AAAA,
  TYPE.MX,
  TYPE.TXT,
  TYPE.NS,
  TYPE.SOA,
  TYPE.CNAME,
  TYPE.DNAME,
  TYPE.DS,
]
const STRANGE_TYPES = [TYPE.ANY, TYPE.AXFR, TYPE.IXFR, TYPE.OPT, TYPE.TSIG, TYPE.MAILA, TYPE.HTTPS, 0, 65_400]
const CLASSES = [1, 1, 1, 1, 1, 1, 1, 3, 255, 254, 0]
const UDP_SIZES = [0, 12, 511, 512, 513, 600, 1232, 4096, 65_535]
const COOKIE_OCTETS = [0, 8, 8, 16, 24, 24, 40, 7, 41]
/** Asked of the class CH. */
const CHAOS_NAMES = ['\x07version\x04bind\0', '\x02id\x06server\0', '\x08hostname\x04bind\0']

/** Any request of `maxOctets` at most. */
export function anyRequest(dice: Dice, maxOctets: number): Buffer {
  if (dice.oneIn(40)) return noise(dice, Math.min(maxOctets, 600))
  const request = dice.oneIn(12) ? hostileMessage(dice, maxOctets) : soundRequest(dice)
  return dice.oneIn(3) ? request.subarray(0, maxOctets) : mutate(dice, request, soundRequest(dice), maxOctets)
}

/** Octets of which hardly any are a request. */
export function malformedRequest(dice: Dice, maxOctets: number): Buffer {
  if (dice.oneIn(8)) return noise(dice, Math.min(maxOctets, 600))
  const request = dice.oneIn(8) ? hostileMessage(dice, maxOctets) : soundRequest(dice)
  return mutate(dice, request, soundRequest(dice), maxOctets)
}

export function soundRequest(dice: Dice): Buffer {
  const flags = dice.oneIn(4) ? dice.below(0x800) : 0
  const type = dice.oneIn(4) ? dice.pick(STRANGE_TYPES) : dice.pick(TYPES)
  const qclass = dice.pick(CLASSES)
  const name = qclass === 3 ? dice.pick(CHAOS_NAMES) : nameNear(dice)
  const options = dice.oneIn(3) ? undefined : opt(dice)
  const counts = octets16(1) + octets32(0) + octets16(options === undefined ? 0 : 1)
  const head = octets16(dice.below(0x1_0000)) + octets16(flags) + counts
  return Buffer.from(`${head}${name}${octets16(type)}${octets16(qclass)}${options ?? ''}`, 'latin1')
}

/** A name of the zone, below one, beside one, in mixed case, or of nobody. */
function nameNear(dice: Dice): string {
  const name: string = dice.pick(FUZZ_NAMES)
  const label = dice.pick(['\x01x', '\x01*', '\x03www', '\x3f'.padEnd(64, 'z'), '\x04\0.\xff\\'])
  const longer = label.repeat(1 + dice.below(4)) + name
  if (dice.oneIn(4) && longer.length <= 255) return longer
  if (dice.oneIn(20)) return '\x07invalid\0'
  return dice.oneIn(3) ? name.toUpperCase() : name
}

function opt(dice: Dice): string {
  let options = ''
  while (dice.below(3) !== 0) options += option(dice)
  const version = dice.oneIn(12) ? dice.below(256) : 0
  const ttl = octets32(version * 0x1_0000 + (dice.oneIn(3) ? 0x8000 : 0))
  return `\0${octets16(TYPE.OPT)}${octets16(dice.pick(UDP_SIZES))}${ttl}${octets16(options.length)}${options}`
}

function option(dice: Dice): string {
  const kinds: readonly (readonly [number, string])[] = [
    [3, ''],
    [8, subnet(dice)],
    [8, subnet(dice)],
    [10, filler(dice, dice.pick(COOKIE_OCTETS))],
    [11, dice.oneIn(2) ? '' : '\0\x64'],
    [12, filler(dice, dice.below(40))],
    [dice.below(0x1_0000), filler(dice, dice.below(40))],
  ]
  const [code, data] = dice.pick(kinds)
  return octets16(code) + octets16(data.length) + data
}

function subnet(dice: Dice): string {
  const family = 1 + dice.below(2)
  const prefix = dice.below(family === 1 ? 34 : 130)
  return octets16(family) + String.fromCharCode(prefix, 0) + filler(dice, (prefix + 7) >> 3)
}

function filler(dice: Dice, octets: number): string {
  return String.fromCharCode(dice.below(256)).repeat(octets)
}
