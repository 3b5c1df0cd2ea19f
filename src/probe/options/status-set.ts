// A set of HTTP status codes, written `200-299,401`.
import type { Option } from './options.ts'

export interface StatusSet {
  /** As the operator wrote it. */
  readonly text: string
  has(status: number): boolean
}

const REFUSAL = 'must be status codes from 100 to 599 and ranges of them: 200-299,401'

export function statusSet(fallback: string): Option<StatusSet> {
  const read: Option<StatusSet>['read'] = (text) => {
    const ranges = text.split(',').map(rangeOf)
    if (!ranges.every((range) => range !== undefined)) return { refusal: REFUSAL }
    const has = (status: number): boolean => ranges.some(([low, high]) => low <= status && status <= high)
    return { value: { text, has } }
  }
  const initial = read(fallback)
  return 'value' in initial ? { read, fallback: initial.value } : { read }
}

function rangeOf(text: string): readonly [number, number] | undefined {
  const match = /^([1-5]\d\d)(?:-([1-5]\d\d))?$/.exec(text)
  if (match === null) return undefined
  const low = Number(match[1])
  const high = Number(match[2] ?? match[1])
  return low <= high ? [low, high] : undefined
}
