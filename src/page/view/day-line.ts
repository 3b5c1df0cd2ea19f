// The stored latency of a target over the last day, drawn: the slowest of each stretch as a line, failures as marks below.
import type { OutcomeReport } from '../../control/operator.ts'
import { isGood, latencyText } from './strip.ts'

export const DAY_MS = 86_400_000
/** Twelve minutes each: a minute is kept once, and a picture has so many columns. */
const COLUMNS = 120
const STEP = 2
const LINE_HEIGHT = 24
const HEIGHT = 32

export interface DayLine {
  readonly line: string
  readonly failed: string
  readonly width: number
  readonly height: number
  /** For everybody: the picture has no scale. */
  readonly sentence: string
}

interface Column {
  slowestMs: number
  failures: number
}

/** Until `nowMs`, which stands at the right. */
export function dayLineOf(samples: readonly OutcomeReport[], nowMs: number): DayLine {
  const columns = Array.from({ length: COLUMNS }, (): Column => ({ slowestMs: Number.NaN, failures: 0 }))
  const times: number[] = []
  let failures = 0
  for (const sample of samples) {
    const column = columns[Math.floor(((sample.atMs - nowMs + DAY_MS) / DAY_MS) * COLUMNS)]
    if (column === undefined) continue
    if (!isGood(sample)) {
      column.failures++
      failures++
      continue
    }
    times.push(sample.latencyMs)
    column.slowestMs = Math.max(sample.latencyMs, Number.isNaN(column.slowestMs) ? 0 : column.slowestMs)
  }
  const failed = columns.map(({ failures: count }, i) =>
    count > 0 ? `M${xOf(i)} ${LINE_HEIGHT + 2}V${HEIGHT}` : '',
  )
  return {
    line: lineOf(columns),
    failed: failed.join(''),
    width: COLUMNS * STEP,
    height: HEIGHT,
    sentence: sentenceOf(times, failures),
  }
}

function lineOf(columns: readonly Column[]): string {
  const longest = Math.max(1, ...columns.map(({ slowestMs }) => (Number.isNaN(slowestMs) ? 0 : slowestMs)))
  let isDrawing = false
  return columns
    .map(({ slowestMs }, i) => {
      if (Number.isNaN(slowestMs)) {
        isDrawing = false
        return ''
      }
      const piece = `${isDrawing ? 'L' : 'M'}${xOf(i)} ${(LINE_HEIGHT - (slowestMs / longest) * (LINE_HEIGHT - 2)).toFixed(1)}`
      // A column that stands alone is a point, which only a line of no length shows.
      const isAlone = !isDrawing && Number.isNaN(columns[i + 1]?.slowestMs ?? Number.NaN)
      isDrawing = true
      return isAlone ? `${piece}h0.5` : piece
    })
    .join('')
}

function xOf(column: number): number {
  return column * STEP + 1
}

function sentenceOf(times: readonly number[], failures: number): string {
  const count = times.length + failures
  if (count === 0) return 'nothing is stored of the last 24 hours'
  const sorted = times.toSorted((a, b) => a - b)
  const at = (share: number): number =>
    sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0
  const spread =
    sorted.length === 0
      ? ''
      : `, half within ${latencyText(at(0.5))}, 95 of 100 within ${latencyText(at(0.95))}`
  return `last 24 hours: ${count} ${count === 1 ? 'sample' : 'samples'}, ${failures} failed${spread}`
}
