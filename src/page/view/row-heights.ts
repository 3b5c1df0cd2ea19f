// How high the rows of a long list are: as measured, or as the first ones that were.

/** Until some rows have been measured. */
export const FIRST_GUESS = 120

/** Less is the rounding of the browser. */
const TOLERANCE = 0.5

export class RowHeights {
  readonly #measured = new Map<string, number>()
  #width = 0
  /** Never changed by later rows: it would move thousands of others, and with them whatever is being read. */
  #guess: number | undefined

  of(keys: readonly string[]): number[] {
    const guess = this.#guess ?? FIRST_GUESS
    return keys.map((key) => this.#measured.get(key) ?? guess)
  }

  /** Whether some are others than was thought. With another width, nothing that was measured holds any more. */
  take(rows: ReadonlyMap<string, number>, width: number): boolean {
    if (width !== this.#width) {
      this.#width = width
      this.#measured.clear()
      this.#guess = undefined
    }
    let isNew = false
    for (const [key, height] of rows) {
      if (Math.abs((this.#measured.get(key) ?? 0) - height) < TOLERANCE) continue
      this.#measured.set(key, height)
      isNew = true
    }
    if (rows.size > 0) this.#guess ??= [...rows.values()].reduce((sum, one) => sum + one, 0) / rows.size
    return isNew
  }
}
