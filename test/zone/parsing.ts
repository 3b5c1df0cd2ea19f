// Zone text to its zone and problems, as the tests of this folder want it: lines in, lines out.
import assert from 'node:assert/strict'
import { type Name, nameFromText, ROOT } from '../../src/dns/name.ts'
import type { CheckKind } from '../../src/zone/check-kind.ts'
import { type ParseResult, parseZone } from '../../src/zone/parse.ts'
import { formatProblem, printZone } from '../../src/zone/print.ts'
import type { Timing, Zone, ZoneRecord } from '../../src/zone/zone.ts'

export const ORIGIN = name('corp.example.')
export const TIMING: Timing = { everyMs: 2000, timeoutMs: 1000, fall: 3, rise: 2 }

/** Four lines that make any further ones a whole zone; what comes behind them begins at line 5. */
export const HEAD = '$TTL 300\n@ SOA ns1 hostmaster 1 1h 15m 1w 30s\n@ NS ns1\nns1 A 10.0.0.53\n'

export function name(text: string): Name {
  const result = nameFromText(text, ROOT)
  assert.ok('name' in result, text)
  return result.name
}

const tcp: CheckKind = {
  optionNames: ['port', 'header'],
  validate: ({ port }) =>
    port === undefined || /^\d+$/.test(port)
      ? []
      : [{ option: 'port', sentence: 'port= must be a whole number from 1 to 65535' }],
}
const http: CheckKind = {
  optionNames: ['port', 'path'],
  validate: ({ path }) => (path === undefined ? [{ option: '', sentence: 'path= is required' }] : []),
}

export interface Setting {
  readonly file?: string
  readonly origin?: Name
  /** Files that can be included, by their path. */
  readonly files?: Readonly<Record<string, string>>
  readonly kinds?: ReadonlyMap<string, CheckKind>
}

export function parse(text: string, setting: Setting = {}): ParseResult {
  return parseZone(text, {
    file: setting.file ?? 'z',
    origin: setting.origin ?? ORIGIN,
    include: (path) => {
      const found = setting.files?.[path]
      return found === undefined ? { problem: 'no such file' } : { text: found, file: path }
    },
    checkKinds:
      setting.kinds ??
      new Map([
        ['tcp', tcp],
        ['http', http],
      ]),
    timing: TIMING,
  })
}

/** A zone without any problem. */
export function zoneOf(text: string, setting: Setting = {}): Zone {
  const { zone, problems } = parse(text, setting)
  assert.deepEqual(problems.map(formatProblem), [])
  assert.ok(zone)
  return zone
}

/** Lines that are added to HEAD; as canonical text, without those of HEAD. */
export function added(lines: string, setting: Setting = {}): string {
  const head = new Set(printZone(zoneOf(HEAD)).split('\n'))
  return printZone(zoneOf(HEAD + lines, setting))
    .split('\n')
    .filter((line) => !head.has(line))
    .map((line) => `${withoutColumns(line)}\n`)
    .join('')
}

/** One blank between owner, TTL, class, type and data. */
export function withoutColumns(line: string): string {
  return line.replace(/^(\S+)\s+(\S+)\s+(\S+)\s+(\S+)\s+/, '$1 $2 $3 $4 ')
}

export function problemsOf(text: string, setting: Setting = {}): readonly string[] {
  return parse(text, setting).problems.map(formatProblem)
}

/** The only record of HEAD + line that HEAD does not have. */
export function recordOf(line: string, setting: Setting = {}): ZoneRecord {
  const record = zoneOf(HEAD + line, setting).records.find(({ place }) => place.line > 4)
  assert.ok(record)
  return record
}
