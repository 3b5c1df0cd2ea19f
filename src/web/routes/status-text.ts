// The text of the status: made a little at a time, once for all who ask at about the same time, never older than the last change.
//
//   asked -> made at this revision, and not long ago? -- yes -> the same octets
//                        | no
//                        v
//   steps, with a turn of the event loop between a few of them -> the revision has changed meanwhile? -- yes -> from the beginning
import { performance } from 'node:perf_hooks'
import type { Operator, Status } from '../../control/operator.ts'
import { atOnce, inSlices } from '../../slices.ts'
import { type CodedText, codedText } from './coded-text.ts'

/** Counts and last probes may be so old. */
export const SHARED_FOR_MS = 500
/** With so many changes in a row it is made in one go. */
const MAX_RESTARTS = 3
/** Of an array that are turned into text in one step; half a millisecond. */
const ITEMS_PER_STEP = 100

export interface StatusText extends CodedText {
  readonly revision: string
}

type Source = Pick<Operator, 'statusSteps' | 'revision'>

export class StatusTexts {
  readonly #source: Source
  #last: { readonly text: StatusText; readonly madeAtMs: number } | undefined
  #making: Promise<StatusText> | undefined

  constructor(source: Source) {
    this.#source = source
  }

  /** As it is now, but for counts and probes. */
  now(): Promise<StatusText> {
    const last = this.#last
    const isFresh = last !== undefined && performance.now() - last.madeAtMs < SHARED_FOR_MS
    if (isFresh && last.text.revision === this.#source.revision()) return Promise.resolve(last.text)
    // One that is being made ends at the revision of its end, which is no older than that of now.
    this.#making ??= this.#make().finally(() => {
      this.#making = undefined
    })
    return this.#making
  }

  async #make(): Promise<StatusText> {
    for (let restarts = 0; ; restarts++) {
      const revision = this.#source.revision()
      const isCurrent = (): boolean => this.#source.revision() === revision
      const steps = piecesOf(this.#source)
      const pieces = restarts < MAX_RESTARTS ? await inSlices(steps, isCurrent) : atOnce(steps)
      if (pieces === undefined) continue
      const text = { revision, ...codedText(pieces.join('')) }
      this.#last = { text, madeAtMs: performance.now() }
      return text
    }
  }
}

function* piecesOf(source: Source): Generator<void, string[]> {
  const status: Status = yield* source.statusSteps()
  const pieces: string[] = []
  for (const [key, value] of Object.entries(status)) {
    if (value === undefined) continue
    pieces.push(`${pieces.length === 0 ? '{' : ','}${JSON.stringify(key)}:`)
    if (!Array.isArray(value) || value.length <= ITEMS_PER_STEP) pieces.push(JSON.stringify(value))
    else
      for (let at = 0; at < value.length; at += ITEMS_PER_STEP) {
        yield
        const items = JSON.stringify(value.slice(at, at + ITEMS_PER_STEP))
        pieces.push(`${at === 0 ? '[' : ','}${items.slice(1, -1)}`)
      }
    if (Array.isArray(value) && value.length > ITEMS_PER_STEP) pieces.push(']')
  }
  return [...pieces, '}']
}

const SHARED = new WeakMap<Source, StatusTexts>()

/** One for every door at which the same operator can be asked. */
export function statusTextsOf(source: Source): StatusTexts {
  const known = SHARED.get(source)
  if (known !== undefined) return known
  const texts = new StatusTexts(source)
  SHARED.set(source, texts)
  return texts
}
