// Cuts text that others have written to a length, and says by its end that it did.

/** So many UTF-16 units at most; a character of two is never halved. */
export function clip(text: string, most: number): string {
  if (text.length <= most) return text
  const cut = text.slice(0, most - 1)
  return `${/[\uD800-\uDBFF]$/.test(cut) ? cut.slice(0, -1) : cut}…`
}
