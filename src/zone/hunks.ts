// The lines in which two versions of a text differ, when these are few.

export interface Hunk {
  /** Where its lines begin in the later version, in octets. */
  readonly at: number
  /** Whole lines, with their ends. */
  readonly removed: Buffer
  readonly added: Buffer
}

export const MAX_HUNKS = 64
/** A hunk has at most so many lines on either side. */
export const MAX_HUNK_LINES = 64
/** So many lines must agree before two versions count as in step again. */
const LINES_IN_STEP = 3

/** In their order; undefined when the versions differ in more than a few lines. */
export function hunksOf(before: Buffer, after: Buffer): readonly Hunk[] | undefined {
  const hunks: Hunk[] = []
  let from = 0
  let to = 0
  for (;;) {
    const common = commonLines(before, from, after, to)
    from += common
    to += common
    if (from === before.length && to === after.length) return hunks
    const step = nextStep(before, from, after, to)
    if (step === undefined || hunks.length === MAX_HUNKS) return undefined
    const removed = before.subarray(from, step.before)
    hunks.push({ at: to, removed, added: after.subarray(to, step.after) })
    from = step.before
    to = step.after
  }
}

const COMPARED_AT_ONCE = 65_536

/** How many octets both have in common from there, up to the end of a line or of both. */
function commonLines(before: Buffer, from: number, after: Buffer, to: number): number {
  const most = Math.min(before.length - from, after.length - to)
  let same = 0
  while (same < most) {
    const size = Math.min(COMPARED_AT_ONCE, most - same)
    if (before.compare(after, to + same, to + same + size, from + same, from + same + size) !== 0) break
    same += size
  }
  while (same < most && before[from + same] === after[to + same]) same++
  const isEnd = from + same === before.length && to + same === after.length
  if (isEnd || same === 0) return same
  const newline = before.lastIndexOf(NEWLINE, from + same - 1)
  return newline < from ? 0 : newline + 1 - from
}

const NEWLINE = 10

interface Step {
  readonly before: number
  readonly after: number
}

/** Where both are in step again, with as few lines between as can be. */
function nextStep(before: Buffer, from: number, after: Buffer, to: number): Step | undefined {
  const [starts, others] = [lineStarts(before, from), lineStarts(after, to)]
  for (let lines = 1; lines <= 2 * MAX_HUNK_LINES; lines++)
    for (let removed = Math.max(0, lines - others.length + 1); removed < starts.length; removed++) {
      if (removed > lines) break
      const step = { before: starts[removed] as number, after: others[lines - removed] as number }
      if (isInStep(before, step.before, after, step.after)) return step
    }
  return undefined
}

/** Of this line and of those behind it, the end of the text among them. */
function lineStarts(text: Buffer, from: number): number[] {
  const starts = [from]
  for (let at = from; starts.length <= MAX_HUNK_LINES && at < text.length; ) {
    at = endOfLine(text, at)
    starts.push(at)
  }
  return starts
}

function isInStep(before: Buffer, from: number, after: Buffer, to: number): boolean {
  for (let line = 0; line < LINES_IN_STEP; line++) {
    const [end, other] = [endOfLine(before, from), endOfLine(after, to)]
    if (end - from !== other - to || before.compare(after, to, other, from, end) !== 0) return false
    if (end === before.length || other === after.length)
      return end === before.length && other === after.length
    from = end
    to = other
  }
  return true
}

function endOfLine(text: Buffer, at: number): number {
  const newline = text.indexOf(NEWLINE, at)
  return newline < 0 ? text.length : newline + 1
}
