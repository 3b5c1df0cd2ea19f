// What the schema finds wrong with a configuration, each finding with its place in the text and what was expected there.
import { type Document, isMap, isScalar } from 'yaml'
import type * as z from 'zod'
import { suggestion } from '../zone/nearest.ts'
import { keysAt } from './schema.ts'

export interface Finding {
  /** In the text, in UTF-16 units. */
  readonly offset: number
  readonly code: string
  readonly sentence: string
}

/** In the order of the text. */
export function findingsIn(error: z.ZodError, document: Document): Finding[] {
  const findings = error.issues.flatMap((issue) => findingsOf(issue, document))
  return findings.sort((a, b) => a.offset - b.offset)
}

function findingsOf(issue: z.core.$ZodIssue, document: Document): Finding[] {
  if (issue.code === 'invalid_key') return issue.issues.map((inner) => badKey(issue.path, inner, document))
  if (issue.code !== 'unrecognized_keys') return [badValue(issue, document)]
  return issue.keys.map((key) => ({
    offset: keyOffset(document, issue.path, key),
    code: 'unknown-key',
    sentence: `there is no key ${key}${suggestion(key, keysAt(issue.path))}`,
  }))
}

function badValue(issue: z.core.$ZodIssue, document: Document): Finding {
  const { path } = issue
  const above = path.slice(0, -1)
  if (offsetOf(document, path) === undefined && offsetOf(document, above) !== undefined)
    return {
      offset: offsetOf(document, above) ?? 0,
      code: 'missing-key',
      sentence: `the key ${String(path.at(-1))} is missing`,
    }
  return { offset: offsetOf(document, path) ?? 0, code: 'bad-value', sentence: sentenceOf(issue) }
}

/** A key of a section whose keys are values themselves. */
function badKey(path: readonly PropertyKey[], inner: z.core.$ZodIssue, document: Document): Finding {
  const offset = keyOffset(document, path.slice(0, -1), String(path.at(-1)))
  return { offset, code: 'bad-value', sentence: sentenceOf(inner) }
}

function offsetOf(document: Document, path: readonly PropertyKey[]): number | undefined {
  return rangeStart(path.length === 0 ? document.contents : document.getIn(path, true))
}

function keyOffset(document: Document, path: readonly PropertyKey[], key: string): number {
  const map = path.length === 0 ? document.contents : document.getIn(path, true)
  const pair = isMap(map)
    ? map.items.find((item) => isScalar(item.key) && String(item.key.value) === key)
    : undefined
  return rangeStart(pair?.key) ?? 0
}

function rangeStart(node: unknown): number | undefined {
  return (node as { range?: readonly number[] } | null | undefined)?.range?.[0]
}

const EXPECTED: Readonly<Record<string, string>> = {
  array: 'a list: [ … ]',
  object: 'keys and values',
  record: 'keys and values',
  int: 'a whole number',
  number: 'a number',
  string: 'a text',
}

function sentenceOf(issue: z.core.$ZodIssue): string {
  if (issue.code === 'invalid_value') return `expected one of ${issue.values.join(', ')}`
  if (issue.code === 'invalid_type') return `expected ${EXPECTED[issue.expected] ?? issue.expected}`
  if (issue.code !== 'too_small' && issue.code !== 'too_big') return issue.message
  if (issue.origin === 'string') return 'expected a text that is not empty'
  const amount = issue.origin === 'array' ? 'a number of entries' : 'a number'
  return issue.code === 'too_small'
    ? `expected ${amount} of at least ${issue.minimum}`
    : `expected ${amount} of at most ${issue.maximum}`
}
