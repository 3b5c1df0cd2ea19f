// The options that say what the body of an answer must be: a pattern, and values at paths of a JSON text.
import { compilePattern, type Pattern } from '../pattern/search.ts'
import type { Option } from './options.ts'

export function pattern(): Option<Pattern | undefined> {
  return {
    fallback: undefined,
    read: (text) => {
      const compiled = compilePattern(text)
      return 'problem' in compiled ? { refusal: compiled.problem } : { value: compiled }
    },
  }
}

/** `checks.0.state=up`: the member `state` of the first element of the member `checks`. */
export interface JsonValue {
  readonly path: readonly string[]
  /** A string as it is; a number, true, false and null as JSON writes them. */
  readonly text: string
}

const MAX_PATH = 16

export function jsonValues(): Option<readonly JsonValue[]> {
  return {
    fallback: [],
    repeatable: true,
    read: (text) => {
      const values = text.split('\n').map(jsonValueOf)
      return values.every((value) => value !== undefined)
        ? { value: values }
        : { refusal: `must be a path and the value there, a.b.0=up, the path of at most ${MAX_PATH} names` }
    },
  }
}

function jsonValueOf(line: string): JsonValue | undefined {
  const equals = line.indexOf('=')
  const path = line.slice(0, Math.max(0, equals)).split('.')
  return path.includes('') || path.length > MAX_PATH ? undefined : { path, text: line.slice(equals + 1) }
}
