// Standard output and error as a command sees them: lines, a width, colours or none.
import { styleText } from 'node:util'
import { colorsRefused } from '../config.ts'

export interface Terminal {
  /** In columns; Infinity when it is not a terminal, so that nothing is wrapped for grep. */
  readonly width: number
  readonly colors: boolean
  out(line: string): void
  err(line: string): void
}

export type Style = 'bold' | 'dim' | 'red' | 'green' | 'yellow'

/** Some pseudo-terminals say that they have no columns. */
const USUAL_WIDTH = 80

export function processTerminal(): Terminal {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    // `failover status | head`: the reader has seen enough.
    if (error.code !== 'EPIPE') throw error
  })
  const { isTTY, columns } = process.stdout
  return {
    width: isTTY ? columns || USUAL_WIDTH : Number.POSITIVE_INFINITY,
    colors: isTTY && !colorsRefused(),
    out: (line) => void process.stdout.write(`${line}\n`),
    err: (line) => void process.stderr.write(`${line}\n`),
  }
}

export function paint(terminal: Terminal, style: Style, text: string): string {
  return terminal.colors ? styleText(style, text, { validateStream: false }) : text
}

/** A server's banner may hold anything: no control character of it reaches the terminal. */
export function printable(text: string): string {
  return text.replace(/\p{Cc}/gu, '?')
}
