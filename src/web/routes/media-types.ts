// Media types: whether a client takes what a route sends, and whether a route reads what a client sends.

/** RFC 9110 §12.5.1: without Accept everything is taken; of the ranges that fit, the most specific one decides. */
export function isAcceptable(accept: string | undefined, types: readonly string[]): boolean {
  if (accept === undefined || accept.trim() === '') return true
  const ranges = accept.split(',').map(rangeOf)
  return types.some((type) => qualityOf(type, ranges) > 0)
}

/** RFC 9110 §8.3: why a body is not read, or undefined. What says nothing of itself is taken for JSON. */
export function bodyProblem(
  contentType: string | undefined,
  encoding: string | undefined,
): string | undefined {
  if (encoding !== undefined && encoding.trim().toLowerCase() !== 'identity')
    return `a body is read as it is, and not with Content-Encoding: ${encoding}`
  const [type = '', ...parameters] = (contentType ?? JSON_TYPE)
    .split(';')
    .map((part) => part.trim().toLowerCase())
  const charset = parameters
    .find((parameter) => parameter.startsWith('charset='))
    ?.slice(8)
    .replaceAll('"', '')
  if (charset !== undefined && charset !== 'utf-8') return `a body is UTF-8, and not ${charset}`
  if (READ_AS_JSON.includes(type) || type.endsWith('+json')) return undefined
  return `a body is ${JSON_TYPE}, and not ${type}`
}

export const JSON_TYPE = 'application/json'

/** What curl -d and fetch say of a text when nobody tells them what it is. */
const READ_AS_JSON = [JSON_TYPE, 'application/x-www-form-urlencoded', 'text/plain']

interface Range {
  readonly range: string
  readonly quality: number
}

function rangeOf(text: string): Range {
  const [range = '', ...parameters] = text.split(';').map((part) => part.trim().toLowerCase())
  const quality = parameters.find((parameter) => parameter.startsWith('q='))?.slice(2)
  return { range, quality: quality === undefined ? 1 : Number(quality) || 0 }
}

function qualityOf(type: string, ranges: readonly Range[]): number {
  const fits = [type, type.replace(/\/.*$/, '/*'), '*/*']
  for (const fit of fits) {
    const found = ranges.find(({ range }) => range === fit)
    if (found !== undefined) return found.quality
  }
  return 0
}
