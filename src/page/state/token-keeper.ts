// Keeps the token that was pasted: for this tab, or on this device when its owner says so.

/** The part of Storage that is used; a browser may forbid it. */
export type Shelf = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>

const KEY = 'failover.token'

export class TokenKeeper {
  readonly #tab: Shelf | undefined
  readonly #device: Shelf | undefined
  #token: string | undefined

  constructor(tab: Shelf | undefined, device: Shelf | undefined) {
    this.#tab = tab
    this.#device = device
    this.#token = readFrom(tab) ?? readFrom(device)
  }

  get token(): string | undefined {
    return this.#token
  }

  keep(token: string, onDevice: boolean): void {
    this.forget()
    this.#token = token
    quietly(() => (onDevice ? this.#device : this.#tab)?.setItem(KEY, token))
  }

  forget(): void {
    this.#token = undefined
    quietly(() => this.#tab?.removeItem(KEY))
    quietly(() => this.#device?.removeItem(KEY))
  }
}

function readFrom(shelf: Shelf | undefined): string | undefined {
  return quietly(() => shelf?.getItem(KEY) ?? undefined)
}

/** Without a shelf the token is kept as long as the page is open. */
function quietly<Result>(act: () => Result): Result | undefined {
  try {
    return act()
  } catch {
    return undefined
  }
}
