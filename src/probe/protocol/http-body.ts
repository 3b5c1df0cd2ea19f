// What can be expected of a body that comes in chunks: text in it, a pattern in it, values in its JSON.
import type { Finding } from '../attempt/converse.ts'
import { octetFinder } from '../attempt/find-octets.ts'
import { printable } from '../attempt/printable.ts'
import type { JsonValue } from '../options/body-options.ts'
import type { Pattern } from '../pattern/search.ts'

/** A test that is met whatever still comes. */
export const MET: Finding = ['ok', '']

/** Each method says undefined, or that the test is met, or what is wrong. */
export interface BodyTest {
  /** The octets are overwritten after the call. */
  add(chunk: Buffer): Finding | undefined
  /** The body is longer than it may be. */
  tooLong(max: number): Finding
  end(): Finding
}

export interface BodyExpectation {
  readonly body: Buffer | undefined
  readonly match: Pattern | undefined
  readonly json: readonly JsonValue[]
}

export function bodyTests({ body, match, json }: BodyExpectation): readonly BodyTest[] {
  return [
    ...(body === undefined ? [] : [textTest(body)]),
    ...(match === undefined ? [] : [patternTest(match)]),
    ...(json.length === 0 ? [] : [jsonTest(json)]),
  ]
}

function textTest(wanted: Buffer): BodyTest {
  const find = octetFinder(wanted, Number.POSITIVE_INFINITY)
  const missing = `no "${printable(wanted.toString('latin1'))}"`
  return {
    add: (chunk) => (find(chunk) === 'found' ? MET : undefined),
    tooLong: (max) => ['body', `${missing} in the first ${max} octets`],
    end: () => ['body', missing],
  }
}

function patternTest(pattern: Pattern): BodyTest {
  const search = pattern.search()
  const missing = `nothing that fits ${printable(pattern.text)}`
  return {
    add(chunk) {
      const seen = search.add(chunk)
      if (seen === 'too-costly')
        return ['error', 'match= is too costly on this body: write a simpler pattern']
      return seen === 'found' ? MET : undefined
    },
    tooLong: (max) => ['body', `${missing} in the first ${max} octets`],
    end: () => (search.end() ? MET : ['body', missing]),
  }
}

function jsonTest(values: readonly JsonValue[]): BodyTest {
  const chunks: Buffer[] = []
  return {
    add(chunk) {
      chunks.push(Buffer.from(chunk))
      return undefined
    },
    tooLong: (max) => ['data', `the JSON has more than ${max} octets`],
    end: () => judgeJson(Buffer.concat(chunks).toString('utf8'), values),
  }
}

function judgeJson(text: string, values: readonly JsonValue[]): Finding {
  let json: unknown
  try {
    // RFC 8259 §8.1: a byte order mark may be there, and may be passed over.
    json = JSON.parse(text.replace(/^\uFEFF/, ''))
  } catch {
    return ['data', 'the body is not JSON']
  }
  for (const { path, text: wanted } of values) {
    const value = path.reduce(memberOf, json)
    if (asText(value) !== wanted)
      return ['data', `${path.join('.')} is ${shown(value)}, expected ${printable(wanted)}`]
  }
  return MET
}

/** What JSON itself has under this name: no inherited members, no length. */
function memberOf(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null || !isOwnEnumerable.call(value, name)) return undefined
  return (value as Readonly<Record<string, unknown>>)[name]
}

const isOwnEnumerable = Object.prototype.propertyIsEnumerable

function asText(value: unknown): string | undefined {
  return value === undefined || (typeof value === 'object' && value !== null) ? undefined : String(value)
}

function shown(value: unknown): string {
  if (value === undefined) return 'missing'
  if (typeof value === 'string') return `"${printable(value)}"`
  return asText(value) ?? (Array.isArray(value) ? 'an array' : 'an object')
}
