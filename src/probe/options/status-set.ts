// A set of status codes of three digits, written `200-299,401`.
import type { Option } from './options.ts'

export interface StatusSet {
  /** As the operator wrote it. */
  readonly text: string
  has(status: number): boolean
}

/** Codes from `lowest` to `highest` may stand in it; those of HTTP without a word. */
export function statusSet(fallback: string, lowest = 100, highest = 599): Option<StatusSet> {
  const read: Option<StatusSet>['read'] = (text) => {
    const ranges = text.split(',').map((range) => rangeOf(range, lowest, highest))
    if (!ranges.every((range) => range !== undefined))
      return { refusal: `must be status codes from ${lowest} to ${highest} and ranges of them: 200-299,401` }
    const has = (status: number): boolean => ranges.some(([low, high]) => low <= status && status <= high)
    return { value: { text, has } }
  }
  const initial = read(fallback)
  return 'value' in initial ? { read, fallback: initial.value } : { read }
}

function rangeOf(text: string, lowest: number, highest: number): readonly [number, number] | undefined {
  const match = /^(\d{3})(?:-(\d{3}))?$/.exec(text)
  if (match === null) return undefined
  const low = Number(match[1])
  const high = Number(match[2] ?? match[1])
  return lowest <= low && low <= high && high <= highest ? [low, high] : undefined
}
