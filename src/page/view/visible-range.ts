// Which rows of a long list stand in the window: so that only these are in the document.

export interface VisibleRange {
  /** The first row, and the one after the last. */
  readonly from: number
  readonly to: number
  /** The height of what is left out above and below. */
  readonly aboveHeight: number
  readonly belowHeight: number
}

export interface Seen {
  /** Of each row, as measured or as estimated. */
  readonly heights: readonly number[]
  /** Of the window, counted from the beginning of the list; negative while the list begins below. */
  readonly top: number
  readonly bottom: number
}

/** What is rendered beyond the window, so that a short scroll and the tab key find it there. */
const MARGIN = 600

export function visibleRange({ heights, top, bottom }: Seen): VisibleRange {
  let [from, aboveHeight, at] = [0, 0, 0]
  while (from < heights.length && at + (heights[from] ?? 0) <= top - MARGIN) at += heights[from++] ?? 0
  aboveHeight = at
  let to = from
  while (to < heights.length && at < bottom + MARGIN) at += heights[to++] ?? 0
  let belowHeight = 0
  for (let i = to; i < heights.length; i++) belowHeight += heights[i] ?? 0
  return { from, to, aboveHeight, belowHeight }
}

/** Where a row begins. */
export function offsetOf(heights: readonly number[], row: number): number {
  let offset = 0
  for (let i = 0; i < row; i++) offset += heights[i] ?? 0
  return offset
}
