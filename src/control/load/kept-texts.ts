// The text from which each zone in service was read: what a refused file falls back on, and what an export prints.
import type { Log } from '../../log.ts'
import type { Loader } from './loader.ts'
import type { PackedSources } from './packed-sources.ts'

/** By file. */
export type PackedTexts = ReadonlyMap<string, PackedSources>

export class KeptTexts {
  readonly #log: Log
  #texts: Promise<PackedTexts> = Promise.resolve(new Map())
  #isStopped = false
  #newest: Loader | undefined

  constructor(log: Log) {
    this.#log = log
  }

  get all(): Promise<PackedTexts> {
    return this.#texts
  }

  /** What `loader` has read is all that is in service now. */
  keepAll(loader: Loader): void {
    this.#texts = this.#packedBy(loader)
  }

  /** Of one zone, the one in this file, `loader` has read an edit; the others are what they were. */
  keepEdited(loader: Loader, file: string | undefined): void {
    const packed = this.#packedBy(loader)
    this.#texts = Promise.all([this.#texts, packed]).then(([kept, texts]) => textsAfter(kept, texts, file))
  }

  stop(): void {
    this.#isStopped = true
  }

  /** Without them a broken file takes its zone out of service at the next reload; that is no reason to serve none now. */
  #packedBy(loader: Loader): Promise<PackedTexts> {
    this.#newest = loader
    return loader.packSources().catch((error: unknown) => {
      if (loader === this.#newest && !this.#isStopped)
        this.#log.error({ err: error }, 'the text of the zones could not be kept')
      return new Map()
    })
  }
}

/** Once the text of `edited` is another: when that one could not be kept, the one before is not taken for it. */
export function textsAfter(kept: PackedTexts, packed: PackedTexts, edited: string | undefined): PackedTexts {
  return new Map([...[...kept].filter(([file]) => file !== edited), ...packed])
}
