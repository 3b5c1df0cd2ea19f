// A binary min-heap ordered by time, whose items know their place, so that any of them can be moved in O(log n).

/** Only the heap writes `place`; it is -1 while the item is in no heap. */
export interface Timed {
  atMs: number
  place: number
}

export class Heap<Item extends Timed> {
  readonly #items: Item[] = []

  get size(): number {
    return this.#items.length
  }

  first(): Item | undefined {
    return this.#items[0]
  }

  /** Puts the item in, or moves it when it is in already. */
  put(item: Item, atMs: number): void {
    item.atMs = atMs
    if (item.place < 0) {
      item.place = this.#items.length
      this.#items.push(item)
    }
    this.#sift(item)
  }

  /** Takes the item out; nothing happens when it is not in. */
  remove(item: Item): void {
    const place = item.place
    if (place < 0) return
    item.place = -1
    const last = this.#items.pop()
    if (last === undefined || last === item) return
    this.#set(place, last)
    this.#sift(last)
  }

  #sift(item: Item): void {
    this.#rise(item)
    this.#sink(item)
  }

  #rise(item: Item): void {
    while (item.place > 0) {
      const parent = this.#items[(item.place - 1) >> 1]
      if (parent === undefined || parent.atMs <= item.atMs) return
      this.#swap(item, parent)
    }
  }

  #sink(item: Item): void {
    for (;;) {
      const child = this.#earlierChild(item.place)
      if (child === undefined || item.atMs <= child.atMs) return
      this.#swap(item, child)
    }
  }

  #earlierChild(place: number): Item | undefined {
    const left = this.#items[2 * place + 1]
    const right = this.#items[2 * place + 2]
    return right !== undefined && left !== undefined && right.atMs < left.atMs ? right : left
  }

  #swap(a: Item, b: Item): void {
    const place = a.place
    this.#set(b.place, a)
    this.#set(place, b)
  }

  #set(place: number, item: Item): void {
    this.#items[place] = item
    item.place = place
  }
}
