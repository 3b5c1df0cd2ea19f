// Tells code from comments and strings in a TypeScript file, so that a rule about code is not broken by a sentence.

export interface Masked {
  /** The text with comments, and what stands between quotes, replaced by blanks; lines and columns stay. */
  readonly code: string
  /** String and template literals as written, without their quotes. */
  readonly strings: readonly { readonly at: number; readonly text: string }[]
}

/** Regular expressions are masked too; where a slash begins one is told by what stands before it: in `</p>` it does not. */
export function mask(text: string): Masked {
  const code = text.split('')
  const strings: { at: number; text: string }[] = []
  const blank = (from: number, to: number): void => {
    for (let i = from; i < to; i++) if (code[i] !== '\n') code[i] = ' '
  }
  /** Depth of braces at which a template goes on, for each template that is open. */
  const templates: number[] = []
  let depth = 0
  let at = 0
  const literal = (end: number): void => {
    strings.push({ at, text: text.slice(at + 1, end) })
    blank(at + 1, end)
    at = end + 1
  }
  while (at < text.length) {
    const two = text.slice(at, at + 2)
    const one = text[at] as string
    if (two === '//' || two === '/*' || (at === 0 && two === '#!')) {
      const end = two === '/*' ? text.indexOf('*/', at) + 2 : endOfLine(text, at)
      blank(at, end)
      at = end
    } else if (one === "'" || one === '"') literal(endOfQuoted(text, at, one))
    else if (one === '`' || (one === '}' && templates.at(-1) === depth)) {
      if (one === '}') templates.pop()
      const end = endOfTemplatePart(text, at)
      if (text[end] === '$') templates.push(depth)
      literal(end)
      if (text[end] === '$') at = end + 2
    } else if (
      one === '/' &&
      text[at - 1] !== '<' &&
      beginsRegExp(code.slice(Math.max(0, at - 40), at).join(''))
    ) {
      const end = endOfRegExp(text, at)
      blank(at + 1, end)
      at = end + 1
    } else {
      if (one === '{') depth++
      if (one === '}') depth--
      at++
    }
  }
  return { code: code.join(''), strings }
}

function endOfLine(text: string, at: number): number {
  const end = text.indexOf('\n', at)
  return end < 0 ? text.length : end
}

function endOfQuoted(text: string, at: number, quote: string): number {
  let end = at + 1
  while (end < text.length && text[end] !== quote) end += text[end] === '\\' ? 2 : 1
  return end
}

/** At the closing backquote, or at the `$` of `${`. */
function endOfTemplatePart(text: string, at: number): number {
  let end = at + 1
  while (end < text.length && text[end] !== '`' && text.slice(end, end + 2) !== '${')
    end += text[end] === '\\' ? 2 : 1
  return end
}

function beginsRegExp(before: string): boolean {
  return /(?:^|[(,=:[!&|?{;+\-*%~^<>]|\b(?:return|typeof|case|in|of|do|else))\s*$/.test(before)
}

function endOfRegExp(text: string, at: number): number {
  let inClass = false
  let end = at + 1
  while (end < text.length && text[end] !== '\n' && (inClass || text[end] !== '/')) {
    if (text[end] === '[') inClass = true
    if (text[end] === ']') inClass = false
    end += text[end] === '\\' ? 2 : 1
  }
  return end
}
