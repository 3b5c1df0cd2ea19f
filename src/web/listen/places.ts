// So many places at once, and of each who takes some fewer, so that nobody shuts out the others.

/** `all`: none is left; `own`: whoever asks has as many as one may have. */
export type NoPlace = 'all' | 'own'

export class Places {
  readonly #most: number
  readonly #mostOfOne: number
  readonly #taken = new Map<string, number>()
  #total = 0

  constructor(most: number, mostOfOne: number) {
    this.#most = most
    this.#mostOfOne = mostOfOne
  }

  /** Why `who` gets none; undefined: he has one now, until it is given back. */
  take(who: string): NoPlace | undefined {
    const own = this.#taken.get(who) ?? 0
    if (own >= this.#mostOfOne) return 'own'
    if (this.#total >= this.#most) return 'all'
    this.#taken.set(who, own + 1)
    this.#total++
    return undefined
  }

  giveBack(who: string): void {
    const left = (this.#taken.get(who) ?? 0) - 1
    if (left > 0) this.#taken.set(who, left)
    else this.#taken.delete(who)
    this.#total--
  }
}
