// The codec under damaged input: it answers with a message or a problem, in time, and what it read it writes again.
import assert from 'node:assert/strict'
import fc from 'fast-check'
import { decodeMessage, encodeMessage, type Message } from '../../src/dns/message.ts'
import { ROOT } from '../../src/dns/name.ts'
import { type Octets, octetsOf } from '../../src/dns/octets.ts'
import { namesInRdata } from '../../src/dns/rdata/names.ts'
import { KNOWN_TYPES } from '../../src/dns/rdata/registry.ts'
import { parseRdata, printRdata } from '../../src/dns/rdata/text.ts'
import { rdataProblem } from '../../src/dns/rdata/wire.ts'
import { typeToText } from '../../src/dns/type.ts'
import { fieldsOf } from '../dns/fields.ts'
import { anyMessage, rdataOf, textOf } from '../dns/generate.ts'
import type { Dice } from '../support/peers/dice.ts'
import { type Campaign, runCases } from './cases.ts'
import { hostileMessage } from './hostile-messages.ts'
import { mutate, noise } from './mutate.ts'
import { TimeLimit } from './time-limit.ts'

const MAX_OCTETS = 0xffff
const SAMPLES = 300
const SAMPLES_PER_TYPE = 12

/** The longest time for one KB that was seen. */
export function fuzzMessages(campaign: Campaign): number {
  const limit = new TimeLimit(campaign.msPerKb)
  const sound = fc
    .sample(anyMessage, { seed: campaign.seed, numRuns: SAMPLES })
    .map((message) => Buffer.from(encodeMessage(message)))
  let input: Buffer = Buffer.alloc(0)
  const run = (dice: Dice): void => {
    input = damagedMessage(dice, sound)
    readAndWrite(input, limit)
    if (dice.oneIn(8)) isReadAloneFrom(dice, input)
  }
  runCases('messages', campaign, run, () => `message ${input.toString('hex')}`)
  return limit.worstMsPerKb
}

function damagedMessage(dice: Dice, sound: readonly Buffer[]): Buffer {
  if (dice.oneIn(20)) return noise(dice, 600)
  const hostile = dice.oneIn(dice.oneIn(10) ? 2 : 50)
  const octets = hostile ? hostileMessage(dice, dice.oneIn(10) ? MAX_OCTETS : 3000) : dice.pick(sound)
  return dice.oneIn(10) ? octets : mutate(dice, octets, dice.pick(sound), MAX_OCTETS)
}

function readAndWrite(input: Buffer, limit: TimeLimit): void {
  const decoded = limit.hold(input.length, 'decodeMessage', () => decodeMessage(input))
  if ('problem' in decoded) {
    assert.ok(typeof decoded.problem === 'string' && decoded.problem !== '')
    return
  }
  const { questionCount: _, ...message } = decoded.message
  const encoded = limit.hold(input.length, 'encodeMessage', () => encodeMessage(message))
  assert.ok(encoded.length <= MAX_OCTETS)
  const again = decodeMessage(encoded)
  assert.ok('message' in again, `what was written is not read: ${JSON.stringify(again)}`)
  if (uncompressedOctets(message) <= MAX_OCTETS) assertSame(again.message, message)
}

/** What came compressed may be too long to be written: not all names may be compressed. */
function uncompressedOctets({ answer, authority, additional, edns }: Message): number {
  const records = [...answer, ...authority, ...additional]
  const options = edns?.options.reduce((sum, { data }) => sum + 4 + data.length, 11) ?? 0
  return records.reduce((sum, { owner, rdata }) => sum + owner.length + 10 + rdata.length, 300 + options)
}

/** deepEqual is slow, and nearly all are the same. */
function assertSame(actual: Message, expected: Message): void {
  if (JSON.stringify(actual) !== JSON.stringify(expected)) assert.deepEqual(actual, expected)
}

/** What stands around the message in memory makes no difference. */
function isReadAloneFrom(dice: Dice, input: Buffer): void {
  const around = Buffer.alloc(input.length + 600, dice.below(256))
  input.copy(around, 300)
  const inside = decodeMessage(around.subarray(300, 300 + input.length))
  assert.equal(JSON.stringify(inside), JSON.stringify(decodeMessage(input)), 'octets around the message')
}

/** Data of every type, in wire form and as text. */
export function fuzzRdata(campaign: Campaign): number {
  const limit = new TimeLimit(campaign.msPerKb)
  const options = { seed: campaign.seed, numRuns: SAMPLES_PER_TYPE }
  const samples = KNOWN_TYPES.map((type) => ({
    type,
    wires: fc.sample(rdataOf(type), options).map((rdata) => Buffer.from(rdata, 'latin1')),
    texts: fc.sample(textOf(type), options).map((text) => Buffer.from(text, 'latin1')),
  }))
  let input = ''
  const run = (dice: Dice): void => {
    const { type, wires, texts } = dice.pick(samples)
    const isText = dice.oneIn(2)
    const from = dice.pick(isText ? texts : wires)
    const other = dice.pick(isText ? dice.pick(samples).texts : dice.pick(samples).wires)
    const changed = dice.oneIn(50)
      ? Buffer.concat(Array(1 + dice.below(400)).fill(from)).subarray(0, MAX_OCTETS + 5)
      : mutate(dice, from, other, MAX_OCTETS + 5)
    input = `${typeToText(type)} ${isText ? 'text' : 'wire'} ${changed.toString('hex')}`
    if (isText) readText(type, changed.toString('latin1'), limit)
    else readWire(type, octetsOf(changed), limit)
  }
  runCases('rdata', campaign, run, () => input)
  return limit.worstMsPerKb
}

function readText(type: number, text: string, limit: TimeLimit): void {
  const fields = fieldsOf(text)
  const parsed = limit.hold(text.length, 'parseRdata', () => parseRdata(type, fields, ROOT))
  if ('problem' in parsed) assert.ok(parsed.problem !== '' && parsed.field <= fields.length)
  else {
    assert.equal(rdataProblem(type, parsed.rdata), undefined, 'text is read as data that is not sound')
    readWire(type, parsed.rdata, limit)
  }
}

function readWire(type: number, rdata: Octets, limit: TimeLimit): void {
  const problem = limit.hold(rdata.length, 'rdataProblem', () => rdataProblem(type, rdata))
  limit.hold(rdata.length, 'namesInRdata', () => namesInRdata(type, rdata))
  const text = limit.hold(rdata.length, 'printRdata', () => printRdata(type, rdata))
  if (problem !== undefined) {
    assert.match(text, /^\\# /)
    return
  }
  const again = parseRdata(type, fieldsOf(text), ROOT)
  assert.equal('rdata' in again ? again.rdata : again.problem, rdata, text)
}
