// Gathers the findings about one zone, bounded, so that a file of a million mistakes is still reported at once.
import type { Code } from './codes.ts'
import type { Place, Problem } from './zone.ts'

export const MAX_PROBLEMS = 100

/** A sentence, or how to make it: what exceeds the bound is counted but never worded. */
export type Sentence = string | (() => string)

export class ProblemList {
  readonly #errors: Problem[] = []
  readonly #warnings: Problem[] = []
  #errorCount = 0
  #warningCount = 0

  get hasErrors(): boolean {
    return this.#errorCount > 0
  }

  error(place: Place, code: Code, sentence: Sentence): void {
    if (this.#errorCount++ < MAX_PROBLEMS) this.#errors.push(wording(place, 'error', code, sentence))
  }

  warning(place: Place, code: Code, sentence: Sentence): void {
    if (this.#warningCount++ < MAX_PROBLEMS) this.#warnings.push(wording(place, 'warning', code, sentence))
  }

  /** In the order of the text, errors preferred to warnings when there are too many of both. */
  list(): readonly Problem[] {
    const shown = [...this.#errors, ...this.#warnings].slice(0, MAX_PROBLEMS)
    const hidden = this.#errorCount + this.#warningCount - shown.length
    const last = shown.at(-1)
    shown.sort((a, b) => comparePlaces(a.place, b.place))
    if (hidden === 0 || last === undefined) return shown
    const severity = this.#errorCount > MAX_PROBLEMS ? 'error' : 'warning'
    return [...shown, wording(last.place, severity, 'and-more', `and ${hidden} more; correct these first`)]
  }
}

function wording(place: Place, severity: Problem['severity'], code: Code, sentence: Sentence): Problem {
  return { place, severity, code, sentence: typeof sentence === 'string' ? sentence : sentence() }
}

function comparePlaces(a: Place, b: Place): number {
  if (a.file !== b.file) return 0
  return a.line - b.line || a.column - b.column
}
