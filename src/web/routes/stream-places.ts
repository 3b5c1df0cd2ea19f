// Who is told of events: so many at once, and of each who asks fewer, so that nobody shuts out the others.

export const MAX_STREAMS = 64
/** A person may have some pages open, and a program lose connections that it has not noticed yet. */
export const MAX_STREAMS_OF_ONE = 16

export type Refused = 'too-many-streams' | 'too-many-own-streams'

export class StreamPlaces {
  readonly #taken = new Map<string, number>()
  #total = 0

  /** Why `who` gets none; undefined: he has one now, until it is given back. */
  take(who: string): Refused | undefined {
    const own = this.#taken.get(who) ?? 0
    if (own >= MAX_STREAMS_OF_ONE) return 'too-many-own-streams'
    if (this.#total >= MAX_STREAMS) return 'too-many-streams'
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
