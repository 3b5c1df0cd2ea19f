// The book of the bench's zone in this process, through the parser, plan and publisher of the daemon, every target up.
import type { Book } from '../src/answer/book.ts'
import type { Catalog } from '../src/answer/catalog.ts'
import { catalogOf, wholeBook, zoneFrom } from '../test/support/ask.ts'
import { ORIGIN, zoneText } from './zone.ts'

export interface MadeBook {
  readonly book: Book
  readonly parseMs: number
  readonly planMs: number
  readonly compileMs: number
}

export function bookOf(hosts: number): MadeBook {
  const text = zoneText({ hosts, flavour: 'plain', checkPort: 1, checkEvery: '10s' })
  const [zone, parseMs] = timed(() => zoneFrom(text, `${ORIGIN}.`))
  const [catalog, planMs] = timed((): Catalog => catalogOf([zone]))
  const [book, compileMs] = timed(() => wholeBook(catalog))
  return { book, parseMs, planMs, compileMs }
}

function timed<Result>(act: () => Result): readonly [Result, number] {
  const startMs = performance.now()
  const result = act()
  return [result, performance.now() - startMs]
}
