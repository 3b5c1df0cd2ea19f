// Standard output and error as a command sees them: lines, a width, colours or none, a screen, and when it is enough.
import { styleText } from 'node:util'
import { colorWish } from '../config.ts'
import { processScreen, type Screen } from './screen.ts'

export interface Terminal {
  /** In columns; Infinity when it is not a terminal, so that nothing is wrapped for grep. */
  readonly width: number
  readonly colors: boolean
  out(line: string): void
  err(line: string): void
  /** Present on a terminal that can be drawn on. */
  readonly screen?: Screen
  /** Present when standard error is a terminal: shows a line that the next one takes the place of; '' erases it. */
  readonly progress?: (line: string) => void
  /**
   * Aborted by SIGINT and SIGTERM, which end nothing by themselves from the first call on, and when nobody reads the
   * output any more. Absent: never.
   */
  readonly interruption?: () => AbortSignal
}

export type Style = 'bold' | 'dim' | 'red' | 'green' | 'yellow'

/** Some pseudo-terminals say that they have no columns. */
const USUAL_WIDTH = 80

export function processTerminal(): Terminal {
  const unread = new AbortController()
  for (const stream of [process.stdout, process.stderr])
    stream.on('error', (error: NodeJS.ErrnoException) => {
      // `failover status | head`: the reader has seen enough.
      if (error.code !== 'EPIPE') throw error
      unread.abort()
    })
  const { isTTY, columns } = process.stdout
  const screen = processScreen()
  return {
    width: isTTY ? columns || USUAL_WIDTH : Number.POSITIVE_INFINITY,
    colors: wantsColors(isTTY),
    out: (line) => void process.stdout.write(`${line}\n`),
    err: (line) => void process.stderr.write(`${line}\n`),
    ...(screen === undefined ? {} : { screen }),
    ...(process.stderr.isTTY ? { progress: showProgress } : {}),
    interruption: () => interruptionOf(unread.signal),
  }
}

function wantsColors(isTerminal: boolean): boolean {
  const wish = colorWish()
  return wish === 'auto' ? isTerminal : wish === 'always'
}

function interruptionOf(unread: AbortSignal): AbortSignal {
  const signalled = new AbortController()
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => signalled.abort())
  return AbortSignal.any([unread, signalled.signal])
}

function showProgress(line: string): void {
  const room = (process.stderr.columns || USUAL_WIDTH) - 1
  process.stderr.write(`\r${line.slice(0, room)}\u001b[K`)
}

export function paint(terminal: Pick<Terminal, 'colors'>, style: Style, text: string): string {
  return terminal.colors ? styleText(style, text, { validateStream: false }) : text
}

/** A server's banner may hold anything: no control character of it reaches the terminal, and none that turns letters round. */
export function printable(text: string): string {
  return text.replace(/[\p{Cc}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]/gu, '?')
}
