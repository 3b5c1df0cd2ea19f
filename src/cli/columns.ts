// How many columns a text takes on a terminal (UAX #11: some letters take two, marks none), and where it can be broken.

/** Blocks of letters of two columns; emoji are told by their own property. */
const WIDE =
  /^(?:\p{Emoji_Presentation}|[\u1100-\u115f\u2e80-\u303e\u3041-\u33ff\u3400-\u4dbf\u4e00-\u9fff\ua000-\ua4cf\ua960-\ua97c\uac00-\ud7a3\uf900-\ufaff\ufe10-\ufe19\ufe30-\ufe6f\uff01-\uff60\uffe0-\uffe6\u{1f300}-\u{1f64f}\u{1f900}-\u{1f9ff}\u{20000}-\u{3fffd}])/u
/** Makes an emoji of the sign before it. */
const EMOJI_SELECTOR = '\ufe0f'
const NO_COLUMN = /^[\p{M}\p{Cf}]+$/u
/** What nearly every text is made of: one column for each letter. */
const PLAIN = /^[\x20-\x7e]*$/

/** Stands for a space at which a line is broken only where there is no other. */
export const JOINED = '\u00a0'

const segmenter = new Intl.Segmenter('en', { granularity: 'grapheme' })

export function columnsOf(text: string): number {
  if (PLAIN.test(text)) return text.length
  let columns = 0
  for (const { segment } of segmenter.segment(text)) columns += columnsOfSign(segment)
  return columns
}

function columnsOfSign(sign: string): number {
  if (NO_COLUMN.test(sign)) return 0
  return WIDE.test(sign) || sign.includes(EMOJI_SELECTOR) ? 2 : 1
}

/** Breaks between words; a word that is too long itself is cut, behind a separator of names and addresses if there is one. */
export function wrap(text: string, columns: number): string[] {
  const lines: string[] = []
  let rest = text
  while (columnsOf(rest) > columns) {
    const end = breakOf(rest, prefixWithin(rest, columns))
    lines.push(rest.slice(0, end).trimEnd())
    rest = rest.slice(end).trimStart()
  }
  return [...lines, rest]
}

/** As much as fits, with … for the rest. */
export function cutTo(text: string, columns: number): string {
  if (columnsOf(text) <= columns) return text
  return `${text.slice(0, prefixWithin(text, columns - 1))}…`
}

/** Of names and addresses. */
const SEPARATORS = './:@,-'

/** `most`: where the text must end at the latest. */
function breakOf(text: string, most: number): number {
  const space = text.lastIndexOf(' ', most)
  if (space > 0) return space
  const joint = text.lastIndexOf(JOINED, most)
  if (joint > 0) return joint
  for (let end = most; end * 2 > most; end--) {
    // An arrow, ->, stays whole.
    if (SEPARATORS.includes(text[end - 1] ?? '') && text[end] !== '>') return end
  }
  return most
}

/** The index behind the last letter that fits; at least one does, lest nothing ever went forward. */
export function prefixWithin(text: string, columns: number): number {
  if (PLAIN.test(text)) return Math.max(1, columns)
  let left = columns
  for (const { segment, index } of segmenter.segment(text)) {
    left -= columnsOfSign(segment)
    if (left < 0) return index === 0 ? segment.length : index
  }
  return text.length
}
