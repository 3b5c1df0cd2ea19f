// A terminal that remembers what was written to it.
import type { Terminal } from '../../src/cli/terminal.ts'

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
