// Zone text under damage: it becomes a zone or problems, in linear time, and what is printed is read as the same zone.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { KNOWN_TYPES } from '../../src/dns/rdata/registry.ts'
import { typeToText } from '../../src/dns/type.ts'
import { printZone } from '../../src/zone/print.ts'
import { MAX_PROBLEMS } from '../../src/zone/problem-list.ts'
import { textOf } from '../dns/generate.ts'
import type { Dice } from '../support/peers/dice.ts'
import { HEAD, parse } from '../zone/parsing.ts'
import { type Campaign, runCases } from './cases.ts'
import { mutate, noise } from './mutate.ts'
import { TimeLimit } from './time-limit.ts'

const SAMPLE = new URL('../../zones/corp.example.zone', import.meta.url)
const MAX_CHARACTERS = 20_000
const MAX_REPEATED = 100_000
/** Reading records also means to keep them: more per KB than a message, which is only looked through. */
const MS_FACTOR = 2
const WORDS = [
  ...[
    '@',
    '*',
    '$',
    '$ORIGIN',
    '$TTL',
    '$INCLUDE a',
    '$GENERATE 1-9 a$ A 10.0.0.$',
    '$GENERATE',
    '1-3/2',
    '$$',
    '\\$',
  ],
  ...[
    '(',
    ')',
    '( ',
    ' )',
    '"',
    '""',
    '\\',
    '\\#',
    '\\# 4 0A000001',
    '\\065',
    '\\999',
    ';',
    ';@',
    '; @',
    '\0',
    'é',
    '﻿',
  ],
  ...[
    '\n',
    '\r\n',
    '\r',
    '\t',
    ' ',
    '\n ',
    'IN',
    'CH',
    'CLASS1',
    'TYPE1',
    'TYPE65400',
    '1h30m',
    '4294967296',
    '-1',
    'sub',
  ],
  ...[
    'check',
    'check=web',
    'pool',
    'follow',
    'weight=9',
    'for=10.0.0.0/8',
    'all',
    'any',
    'atleast 2',
    'every=1s',
    'primary',
  ],
  ...[
    'SOA',
    'NS',
    'CNAME',
    'DNAME',
    'A 10.0.0.1',
    'MX 1 a',
    'SOA a b 1 2 3 4 5',
    'NS a.sub',
    '1.2.3.4',
    '::1',
    'a.'.repeat(130),
  ],
]

/** The longest time for one KB that was seen. */
export function fuzzZoneText(campaign: Campaign): number {
  const limit = new TimeLimit(campaign.msPerKb * MS_FACTOR)
  const lines = soundLines(campaign.seed)
  let input = ''
  const run = (dice: Dice): void => {
    input = damagedZone(dice, lines)
    readAndPrint(input, limit)
  }
  runCases('zones', campaign, run, () => JSON.stringify(input.slice(0, 2000)))
  return limit.worstMsPerKb
}

function soundLines(seed: number): readonly string[] {
  const types = KNOWN_TYPES.flatMap((type) =>
    fc.sample(textOf(type), { seed, numRuns: 4 }).map((data, i) => `t${i}\t60 ${typeToText(type)} ${data}`),
  )
  return [...types, ...readFileSync(SAMPLE, 'utf8').split('\n')]
}

function damagedZone(dice: Dice, lines: readonly string[]): string {
  if (dice.oneIn(40)) return noise(dice, 1000).toString('latin1')
  const text = Array.from({ length: 1 + dice.below(12) }, () => damagedLine(dice, lines)).join('\n')
  const whole = `${dice.oneIn(8) ? '' : HEAD}${text}\n`
  if (!dice.oneIn(60)) return whole
  // What is not linear shows when it is repeated; what $GENERATE makes is bounded by itself.
  const tame = whole.replaceAll('$GENERATE', '')
  return tame.repeat(1 + dice.below(MAX_REPEATED) / tame.length)
}

function damagedLine(dice: Dice, lines: readonly string[]): string {
  const line = dice.pick(lines)
  if (dice.oneIn(3)) return line
  const at = dice.below(line.length + 1)
  const drop = dice.oneIn(2) ? 0 : dice.below(12)
  const withWord = `${line.slice(0, at)}${dice.pick(WORDS)}${line.slice(at + drop)}`
  if (dice.oneIn(2)) return withWord
  const octets = Buffer.from(withWord, 'latin1')
  return mutate(dice, octets, Buffer.from(dice.pick(lines), 'latin1'), MAX_CHARACTERS).toString('latin1')
}

function readAndPrint(text: string, limit: TimeLimit): void {
  const included = text.length < MAX_CHARACTERS ? { a: 'inside A 10.0.0.1\n$INCLUDE a\n' } : {}
  const read = () => parse(text, { files: included })
  const { zone, problems } = makesMuch(text) ? read() : limit.hold(text.length, 'parseZone', read)
  assert.ok(problems.length <= MAX_PROBLEMS + 1)
  assert.ok(problems.every(({ sentence }) => sentence !== '' && sentence.length < 1000))
  const isFaultless = problems.every(({ severity }) => severity === 'warning')
  assert.equal(zone !== undefined, isFaultless, 'there is a zone exactly when there is no error')
  if (zone === undefined) return
  const printed = printZone(zone)
  const again = parse(printed, { origin: zone.origin })
  assert.ok(again.zone, `what was printed is not read: ${JSON.stringify(again.problems[0])}`)
  assert.equal(printZone(again.zone), printed)
}

/** Whether a $GENERATE line may make more than its own length: that has a bound, but not in the text. */
function makesMuch(text: string): boolean {
  return /\$GENERATE[^\n]*\d{3}/i.test(text)
}
