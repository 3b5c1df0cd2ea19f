// One value that changes, and who wants to know of it: data flows from the API into it, and from it to the screen.

export class Store<Value> {
  #value: Value
  readonly #listeners = new Set<(value: Value) => void>()

  constructor(value: Value) {
    this.#value = value
  }

  get(): Value {
    return this.#value
  }

  /** Nobody is told when `change` gives back what it was given. */
  update(change: (value: Value) => Value): void {
    const next = change(this.#value)
    if (next === this.#value) return
    this.#value = next
    for (const listener of this.#listeners) listener(next)
  }

  /** Returns what ends it. */
  subscribe(listener: (value: Value) => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }
}
