// Which verdicts still have to be written, and in which order: those that matter after a restart, then the longest waiting.

export class Unwritten {
  /** A Set keeps the order in which its members came, and a member that comes again keeps its place. */
  readonly #urgent = new Set<string>()
  readonly #others = new Set<string>()

  get size(): number {
    return this.#urgent.size + this.#others.size
  }

  has(targetId: string): boolean {
    return this.#urgent.has(targetId) || this.#others.has(targetId)
  }

  /** `isUrgent`: more has changed than the last outcome, as a row of failures that has grown or ended. */
  add(targetId: string, isUrgent = false): void {
    if (isUrgent) {
      this.#others.delete(targetId)
      this.#urgent.add(targetId)
    } else if (!this.#urgent.has(targetId)) this.#others.add(targetId)
  }

  delete(targetId: string): void {
    this.#urgent.delete(targetId)
    this.#others.delete(targetId)
  }

  /** Removes at most so many, and returns them. */
  take(most: number): readonly string[] {
    const taken: string[] = []
    for (const waiting of [this.#urgent, this.#others])
      for (const targetId of waiting) {
        if (taken.length >= most) return taken
        waiting.delete(targetId)
        taken.push(targetId)
      }
    return taken
  }
}
