// Reads what a Markdown file shows as code, tables and lists, so that tests can hold it against the program.

export interface Block {
  /** `README.md:12` */
  readonly place: string
  readonly lines: readonly string[]
}

/** Blocks fenced with this language: ```` ```sh ````. */
export function codeBlocks(file: string, text: string, language: string): Block[] {
  const lines = text.split('\n')
  return lines.flatMap((line, at) => {
    if (line !== `\`\`\`${language}`) return []
    const end = lines.indexOf('```', at + 1)
    return [{ place: `${file}:${at + 1}`, lines: lines.slice(at + 1, end) }]
  })
}

/** From the heading with this text to the next of the same or a higher level; '' when there is none. */
export function sectionOf(text: string, title: string): string {
  const lines = text.split('\n')
  const start = lines.findIndex((line) => /^#+ /.test(line) && line.replace(/^#+ /, '') === title)
  if (start < 0) return ''
  const level = (lines[start] ?? '').indexOf(' ')
  const rest = lines.slice(start + 1)
  const end = rest.findIndex((line) => /^#+ /.test(line) && line.indexOf(' ') <= level)
  return rest.slice(0, end < 0 ? undefined : end).join('\n')
}

/** The cells of every table row, without the row of dashes; the first row are the heads. */
export function tableRows(text: string): string[][] {
  return text
    .split('\n')
    .filter((line) => /^\|.*\|$/.test(line) && !/^[|\s:-]+$/.test(line))
    .map((line) =>
      line
        .slice(1, -1)
        .split(/(?<!\\)\|/)
        .map((cell) => cell.trim()),
    )
}

/** What stands in backquotes. */
export function codeIn(text: string): string[] {
  return [...text.matchAll(/`([^`]+)`/g)].map((match) => match[1] as string)
}
