// Examples in the description: what the tests have asked and were answered (test/web/routes/conformance.test.ts).
import examples from './examples.json' with { type: 'json' }

type Examples = Readonly<Record<string, { readonly request?: unknown; readonly answer?: unknown }>>

const KNOWN: Examples = examples

/** By the id of an operation, or by the status of a refusal; nothing when there is none. */
export function exampleOf(key: string, part: 'request' | 'answer'): { readonly example?: unknown } {
  const example = KNOWN[key]?.[part]
  return example === undefined ? {} : { example }
}
