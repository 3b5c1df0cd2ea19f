// A terminal that remembers what was written to it, and what was drawn on its screen.
import type { Screen } from '../../src/cli/screen.ts'
import type { Terminal } from '../../src/cli/terminal.ts'

/** Of a machine that is badly overloaded; what takes longer does not come. */
const DEADLINE_MS = 60_000

/** What never comes is a failure that tells what was there instead, not a test that hangs. */
export async function within<Value>(promise: Promise<Value>, instead: () => string): Promise<Value> {
  const late = Promise.withResolvers<never>()
  const timer = setTimeout(
    () => late.reject(new Error(`not within ${DEADLINE_MS} ms: ${instead()}`)),
    DEADLINE_MS,
  )
  try {
    return await Promise.race([promise, late.promise])
  } finally {
    clearTimeout(timer)
  }
}

export interface FakeTerminal extends Terminal {
  readonly lines: string[]
  readonly errors: string[]
}

export function fakeTerminal(width: number, colors = false): FakeTerminal {
  const lines: string[] = []
  const errors: string[] = []
  return {
    width,
    colors,
    lines,
    errors,
    out: (text) => void lines.push(...text.split('\n')),
    err: (text) => void errors.push(...text.split('\n')),
  }
}

export class FakeScreen implements Screen {
  columns: number
  rows: number
  /** Every drawing. */
  readonly drawn: (readonly string[])[] = []
  isOpen = false
  #redraw: () => void = () => undefined
  #onDraw: () => void = () => undefined

  constructor(columns: number, rows: number) {
    this.columns = columns
    this.rows = rows
  }

  open(redraw: () => void): void {
    this.isOpen = true
    this.#redraw = redraw
  }

  draw(lines: readonly string[]): void {
    this.drawn.push(lines)
    this.#onDraw()
  }

  close(): void {
    this.isOpen = false
  }

  resize(columns: number, rows: number): void {
    this.columns = columns
    this.rows = rows
    this.#redraw()
  }

  get text(): string {
    return (this.drawn.at(-1) ?? []).join('\n')
  }

  /** Resolves when what is drawn `isIt`. */
  async until(isIt: (text: string) => boolean): Promise<string> {
    while (!isIt(this.text)) {
      const { promise, resolve } = Promise.withResolvers<void>()
      this.#onDraw = resolve
      await within(promise, () => `the screen shows\n${this.text}`)
    }
    return this.text
  }
}

export interface FakeLines {
  readonly all: string[]
  readonly out: (line: string) => void
  until(isIt: (all: readonly string[]) => boolean): Promise<void>
}

/** Lines that can be waited for. */
export function fakeLines(): FakeLines {
  const all: string[] = []
  let onLine = (): void => undefined
  return {
    all,
    out: (text) => {
      all.push(...text.split('\n'))
      onLine()
    },
    until: async (isIt) => {
      while (!isIt(all)) {
        const { promise, resolve } = Promise.withResolvers<void>()
        onLine = resolve
        await within(promise, () => `the lines are\n${all.join('\n')}`)
      }
    },
  }
}
