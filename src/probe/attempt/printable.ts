// Makes what a target has sent fit for one line of a log or a terminal.

const MAX_SHOWN = 160

/** Printable ASCII only, so that no target can write control sequences to an operator's terminal. */
export function printable(text: string): string {
  const line = text.slice(0, MAX_SHOWN).replace(/[^\x20-\x7e]+/g, ' ')
  return (text.length > MAX_SHOWN ? `${line}...` : line).trim()
}
