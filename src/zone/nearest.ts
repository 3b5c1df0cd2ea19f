// The nearest valid word to a mistyped one, and how a piece of a zone file is quoted in a sentence.

const MAX_WORD = 40
const MAX_LISTED = 12
const MAX_SENTENCE = 300

/** `; did you mean "x"?`, or what is known when nothing is near; for the end of a sentence. */
export function suggestion(word: string, words: Iterable<string>): string {
  const known = [...words]
  const near = nearest(word, known)
  if (near !== undefined) return `; did you mean "${near}"?`
  if (known.length === 0 || known.length > MAX_LISTED) return ''
  return `; known are ${known.join(', ')}`
}

/** At most a third of the letters may be wrong (one in a short word). */
export function nearest(word: string, words: readonly string[]): string | undefined {
  if (word.length > MAX_WORD) return undefined
  const lower = word.toLowerCase()
  let best: string | undefined
  let least = Math.max(1, Math.floor(word.length / 3)) + 1
  for (const candidate of words) {
    if (Math.abs(candidate.length - word.length) >= least || candidate.length > MAX_WORD) continue
    const distance = editDistance(lower, candidate.toLowerCase())
    if (distance < least && distance < candidate.length) {
      best = candidate
      least = distance
    }
  }
  return best
}

/** Insertions, deletions, replacements and swaps of neighbours (optimal string alignment). */
function editDistance(a: string, b: string): number {
  let beforeLast: number[] = []
  let last = Array.from({ length: b.length + 1 }, (_, j) => j)
  for (let i = 1; i <= a.length; i++) {
    const row = [i]
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1]
      let cost = Math.min(at(last, j) + 1, at(row, j - 1) + 1, at(last, j - 1) + (same ? 0 : 1))
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        cost = Math.min(cost, at(beforeLast, j - 2) + 1)
      row.push(cost)
    }
    beforeLast = last
    last = row
  }
  return at(last, b.length)
}

function at(row: readonly number[], index: number): number {
  return row[index] ?? 0
}

/** A sentence that quotes what a person wrote may be as long as the file. */
export function shorten(sentence: string): string {
  return sentence.length > MAX_SENTENCE ? `${sentence.slice(0, MAX_SENTENCE)}…` : sentence
}

/** `"text"`, shortened, with control characters made visible. */
export function quote(text: string): string {
  const short = text.length > MAX_WORD ? `${text.slice(0, MAX_WORD)}…` : text
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
  return `"${short.replace(/[\x00-\x1f\x7f]/g, (c) => `\\${String(c.charCodeAt(0)).padStart(3, '0')}`)}"`
}
