// Damages octets: a few bounded changes of the kinds that parsers trip over.
import type { Dice } from '../support/peers/dice.ts'

const MAX_CHANGES = 8
const MAX_RUN = 64
const OCTETS = [0, 1, 0x3f, 0x40, 0x7f, 0x80, 0xbf, 0xc0, 0xff]
const WORDS = [0, 1, 2, 10, 12, 41, 255, 256, 0x3fff, 0x7fff, 0x8000, 0xc000, 0xc00c, 0xffff]

type Change = (dice: Dice, octets: Buffer, other: Buffer) => Buffer

const CHANGES: readonly Change[] = [
  (dice, octets) => put(octets, dice.below(octets.length), [1 << dice.below(8)], true),
  (dice, octets) => put(octets, dice.below(octets.length), [dice.below(256)]),
  (dice, octets) => put(octets, dice.below(octets.length), [dice.pick(OCTETS)]),
  (dice, octets) => putWord(octets, dice.below(octets.length), dice.pick(WORDS)),
  (dice, octets) => putWord(octets, dice.below(octets.length), octets.length + dice.below(5) - 2),
  // A pointer to somewhere before it.
  (dice, octets) => {
    const at = dice.below(octets.length)
    return putWord(octets, at, 0xc000 | dice.below(at + 1))
  },
  (dice, octets) => octets.subarray(0, dice.below(octets.length + 1)),
  (dice, octets) => splice(octets, dice.below(octets.length), dice.below(MAX_RUN), noise(dice, MAX_RUN)),
  (dice, octets) => {
    const at = dice.below(octets.length)
    const run = octets.subarray(at, at + dice.below(MAX_RUN))
    return splice(octets, dice.below(octets.length), 0, Buffer.concat(Array(1 + dice.below(8)).fill(run)))
  },
  (dice, octets, other) => {
    const at = dice.below(octets.length + 1)
    return Buffer.concat([octets.subarray(0, at), other.subarray(Math.min(at, other.length))])
  },
]

/** The result has `maxOctets` at most; `other` is what a part of may be grafted on. */
export function mutate(dice: Dice, octets: Buffer, other: Buffer, maxOctets: number): Buffer {
  let changed = Buffer.from(octets)
  for (let left = 1 + dice.below(1 + dice.below(MAX_CHANGES)); left > 0; left--) {
    if (changed.length === 0) return noise(dice, MAX_RUN)
    changed = Buffer.from(dice.pick(CHANGES)(dice, changed, other).subarray(0, maxOctets))
  }
  return changed
}

export function noise(dice: Dice, maxOctets: number): Buffer {
  const octets = Buffer.alloc(dice.below(maxOctets + 1))
  for (let at = 0; at < octets.length; at++) octets[at] = dice.below(256)
  return octets
}

function put(octets: Buffer, at: number, values: readonly number[], isFlip = false): Buffer {
  values.forEach((value, i) => {
    if (at + i < octets.length) octets[at + i] = isFlip ? (octets[at + i] as number) ^ value : value
  })
  return octets
}

function putWord(octets: Buffer, at: number, word: number): Buffer {
  return put(octets, at, [(word >> 8) & 0xff, word & 0xff])
}

function splice(octets: Buffer, at: number, drop: number, insert: Buffer): Buffer {
  return Buffer.concat([octets.subarray(0, at), insert, octets.subarray(at + drop)])
}
