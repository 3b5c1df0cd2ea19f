// The last outcomes of a target, drawn: a tick for each, and the latency as a line; as data of SVG paths.
import type { OutcomeReport } from '../../control/operator.ts'

export const MAX_TICKS = 60

export interface Strip {
  /** Low marks, for those that passed. */
  readonly passed: string
  /** Marks of the whole height, so that a failure is seen without its colour. */
  readonly failed: string
  /** The latency; broken where nothing answered. */
  readonly line: string
  readonly width: number
  readonly height: number
  /** For who cannot see it. */
  readonly sentence: string
}

const STEP = 2
const TICKS_HEIGHT = 8
const LINE_HEIGHT = 14
const GAP = 2
const HEIGHT = LINE_HEIGHT + GAP + TICKS_HEIGHT

/** The newest stands at the right. */
export function stripOf(outcomes: readonly OutcomeReport[]): Strip {
  const shown = outcomes.slice(-MAX_TICKS)
  const first = MAX_TICKS - shown.length
  const at = (index: number): number => (first + index) * STEP + 0.5
  const marks = (isWanted: boolean, top: number): string =>
    shown.map((outcome, i) => (isGood(outcome) === isWanted ? `M${at(i)} ${top}V${HEIGHT}` : '')).join('')
  return {
    passed: marks(true, HEIGHT - 3),
    failed: marks(false, LINE_HEIGHT + GAP),
    line: lineOf(shown, at),
    width: MAX_TICKS * STEP,
    height: HEIGHT,
    sentence: sentenceOf(shown),
  }
}

export function isGood({ ending }: OutcomeReport): boolean {
  return ending === 'ok'
}

/** From zero to the longest that is shown, so that a doubling looks like one. */
function lineOf(shown: readonly OutcomeReport[], at: (index: number) => number): string {
  const longest = Math.max(...shown.filter(isGood).map(({ latencyMs }) => latencyMs), 1)
  let isDrawing = false
  return shown
    .map((outcome, i) => {
      if (!isGood(outcome)) {
        isDrawing = false
        return ''
      }
      const y = (LINE_HEIGHT - (outcome.latencyMs / longest) * (LINE_HEIGHT - 2)).toFixed(1)
      const piece = `${isDrawing ? 'L' : 'M'}${at(i)} ${y}`
      isDrawing = true
      return piece
    })
    .join('')
}

function sentenceOf(shown: readonly OutcomeReport[]): string {
  if (shown.length === 0) return 'no probe yet'
  const failed = shown.filter((one) => !isGood(one)).length
  const times = shown.filter(isGood).map(({ latencyMs }) => latencyMs)
  const range =
    times.length === 0 ? '' : `, ${latencyText(Math.min(...times))} to ${latencyText(Math.max(...times))}`
  return `last ${shown.length} probes: ${failed === 0 ? 'none failed' : `${failed} failed`}${range}`
}

export function latencyText(ms: number): string {
  if (ms < 10) return `${ms.toFixed(1)} ms`
  return ms < 1000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(1)} s`
}
