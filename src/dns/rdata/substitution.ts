// The substitution expression of NAPTR: `!ere!replacement!flags` (RFC 3402 §3.2).

/** What is wrong with it; an empty one means that the replacement name is used (RFC 3403 §4.1). */
export function substitutionProblem(expression: string): string | undefined {
  if (expression === '') return undefined
  const delimiter = expression[0] as string
  if (/[0-9\\i\0]/.test(delimiter))
    return `a regular expression cannot be delimited by ${JSON.stringify(delimiter)}`
  const parts = splitAt(expression.slice(1), delimiter)
  const [pattern, replacement, flags] = parts
  if (parts.length !== 3 || pattern === undefined || replacement === undefined)
    return 'the regular expression is not of the form !pattern!replacement!'
  if (pattern === '') return 'the pattern of the regular expression is empty'
  if (!/^i*$/.test(flags ?? '')) return 'the only flag of a regular expression is i'
  return referenceProblem(pattern, replacement)
}

/** Escaped delimiters do not count; more than three parts are not told apart from four. */
function splitAt(text: string, delimiter: string): string[] {
  const parts = ['']
  for (let at = 0; at < text.length; at++) {
    const c = text[at] as string
    if (c === delimiter) parts.push('')
    else parts[parts.length - 1] += c === '\\' ? c + (text[++at] ?? '') : c
    if (parts.length > 3) break
  }
  return parts
}

/** RFC 3402 §3.2: `\N` refers to the Nth group of the pattern, from 1. */
function referenceProblem(pattern: string, replacement: string): string | undefined {
  const groups = pattern.replace(/\\.|\[\^?\]?[^\]]*\]/gs, '').split('(').length - 1
  for (const [, digit] of replacement.matchAll(/\\(.)/gs))
    if (digit !== undefined && /\d/.test(digit) && (digit === '0' || Number(digit) > groups))
      return `the replacement refers to group ${digit}, the pattern has ${groups}`
  return undefined
}
