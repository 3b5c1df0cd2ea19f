// Text for man(7): escaped, so that nothing of it is taken for a request.

/** A line of text; `-` is that of the keyboard, so that what is copied from the page works. */
export function roff(text: string): string {
  const escaped = text
    .replaceAll('\\', '\\e')
    .replaceAll('-', '\\-')
    .replace(
      /[^\x20-\x7e]/gu,
      (sign) => `\\[u${(sign.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}]`,
    )
  return /^[.']/.test(escaped) ? `\\&${escaped}` : escaped
}

export function bold(text: string): string {
  return `\\fB${roff(text)}\\fR`
}

export function italic(text: string): string {
  return `\\fI${roff(text)}\\fR`
}

export function section(title: string, ...lines: readonly string[]): string[] {
  return [`.SH ${title}`, ...lines]
}

/** A term and what it means. */
export function term(head: string, text: string): string[] {
  return ['.TP', head, roff(text)]
}

/** Lines as they are. */
export function literal(lines: readonly string[]): string[] {
  return ['.PP', '.nf', '.RS 4', ...lines.map(roff), '.RE', '.fi']
}
