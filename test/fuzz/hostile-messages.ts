// Messages of any size that are made to cost time or memory: pointer chains, label chains, crowds of records and options.
import { octets16, octets32 } from '../../src/dns/octets.ts'
import { KNOWN_TYPES } from '../../src/dns/rdata/registry.ts'
import { TYPE } from '../../src/dns/type.ts'
import type { Dice } from '../support/peers/dice.ts'

const HEADER_OCTETS = 12
const MAX_OCTETS = 0xffff
const LABEL = '\x01a'
const ROOT_QUESTION = '\0\0\x01\0\x01'
const RECORD_OCTETS = 11

type Shape = (dice: Dice, octets: number) => string

const SHAPES: readonly Shape[] = [
  // One name of as many labels as there is room for, short and long ones; and one that is just allowed.
  (_dice, octets) => message(`${LABEL.repeat(octets / 2)}${ROOT_QUESTION}`),
  (_dice, octets) => message(`${`\x3f${'x'.repeat(63)}`.repeat(octets / 64)}${ROOT_QUESTION}`),
  (dice, octets) => crowd(`${LABEL.repeat(127)}${ROOT_QUESTION}`, octets, minimal(dice)),
  pointerChain,
  // Counts that say much more than there is.
  (dice, octets) =>
    message(ROOT_QUESTION + minimal(dice).repeat(octets / RECORD_OCTETS), [1, 65_535, 65_535, 9]),
  (_dice, octets) => message(ROOT_QUESTION.repeat(octets / 5), [65_535, 0, 0, 0]),
  (_dice, octets) => message(ROOT_QUESTION.repeat(octets / 5), [Math.floor(octets / 5), 0, 0, 0]),
  // Crowds of records, of OPTs, of options in one OPT.
  (dice, octets) => crowd(ROOT_QUESTION, octets, minimal(dice)),
  (_dice, octets) => crowd(ROOT_QUESTION, octets, record(TYPE.OPT, '')),
  (dice, octets) => alone(TYPE.OPT, `${octets16(dice.below(20))}\0\0`.repeat(octets / 4)),
  // As many fields in the data of one record as there is room for.
  (dice, octets) => {
    const part = dice.pick(['\0', '\0\x01\0\0', '\0\x01\x80', '\0\0', '\xff', '\x01a', '\0\x01\x20\x01'])
    return alone(dice.pick(KNOWN_TYPES), part.repeat(octets / part.length))
  },
]

/** At most `maxOctets` long, and at most 65 535. */
export function hostileMessage(dice: Dice, maxOctets: number): Buffer {
  const most = Math.min(maxOctets, MAX_OCTETS)
  const made = Buffer.from(dice.pick(SHAPES)(dice, dice.below(most)), 'latin1').subarray(0, most)
  // Some are of another opcode, or responses, and are turned away by their header.
  if (made.length > 2 && dice.oneIn(4)) made[2] = dice.below(256)
  return made
}

/** Each record's owner, and the names in its data, lead through as many pointers as are allowed, and some more. */
function pointerChain(dice: Dice, octets: number): string {
  const label = dice.oneIn(2) ? LABEL : ''
  const start = HEADER_OCTETS + ROOT_QUESTION.length + RECORD_OCTETS
  let last = HEADER_OCTETS
  let chain = ''
  for (let left = 1 + dice.below(130); left > 0; left--) {
    const at = start + chain.length
    chain += label + octets16(0xc000 | last)
    last = at
  }
  const pointer = octets16(0xc000 | last)
  const names: Readonly<Record<number, string>> = {
    [TYPE.NS]: pointer,
    [TYPE.MX]: `\0\0${pointer}`,
    [TYPE.RP]: pointer + pointer,
    [TYPE.SOA]: pointer + pointer + '\0'.repeat(20),
    [TYPE.SRV]: `\0\0\0\0\0\0${pointer}`,
    [TYPE.NSEC]: `${pointer}\0\x01\x80`,
  }
  const [type = '0', data = ''] = dice.pick(Object.entries(names))
  const before = record(65_400, chain)
  return crowd(ROOT_QUESTION, octets, record(Number(type), data, pointer), before)
}

function crowd(question: string, octets: number, one: string, before = ''): string {
  const room = Math.max(0, octets - HEADER_OCTETS - question.length - before.length)
  const count = Math.floor(room / one.length)
  return message(question + before + one.repeat(count), [1, 0, 0, count + (before === '' ? 0 : 1)])
}

function alone(type: number, data: string): string {
  return message(ROOT_QUESTION + record(type, data), [1, 0, 0, 1])
}

function message(body: string, counts: readonly number[] = [1, 0, 0, 0]): string {
  return `\0\x07\0\0${counts.map(octets16).join('')}${body}`
}

function minimal(dice: Dice): string {
  return record(dice.pick([TYPE.A, TYPE.TXT, TYPE.TSIG, 65_400]), '')
}

function record(type: number, data: string, owner = '\0'): string {
  const rdata = data.slice(0, MAX_OCTETS)
  return `${owner}${octets16(type)}\0\x01${octets32(0)}${octets16(rdata.length)}${rdata}`
}
