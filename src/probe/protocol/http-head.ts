// The lines of an HTTP/1.1 response before and between its content, and what they say of the content's length (RFC 9112).

export interface StatusLine {
  readonly status: number
  readonly isHttp10: boolean
}

export interface Field {
  /** In lower case. */
  readonly name: string
  /** Without the white space around it; one octet per character. */
  readonly value: string
}

export interface Framed {
  /** Of the content: its length, infinite when it lasts until the end of the connection; 0 where it is chunked. */
  readonly octets: number
  readonly isChunked: boolean
}

/** RFC 9112 §4. The space behind the code is left out by many; then there is no reason. */
const STATUS_LINE = /^HTTP\/1\.(\d) ([1-9]\d\d)(?: [\t\x20-\x7e\x80-\xff]*)?$/
/** RFC 9110 §5.6.2: a token. RFC 9112 §5.1: no white space before the colon. */
const FIELD_NAME = /^[\w!#$%&'*+.^`|~-]+$/
/** RFC 9110 §5.5. */
const FIELD_VALUE = /^[\t\x20-\x7e\x80-\xff]*$/
/** More than any body has, and exact as a number. */
const CONTENT_LENGTH = /^\d{1,15}$/
/** RFC 9112 §7.1: up to 4 GiB. §7.1.1: extensions that are not known are passed over, and none is. */
const CHUNK_SIZE = /^([\dA-Fa-f]{1,8})(?:[\t ]*;[\t\x20-\x7e\x80-\xff]*)?$/

export function readStatusLine(line: string): StatusLine | undefined {
  const read = STATUS_LINE.exec(line)
  return read === null ? undefined : { status: Number(read[2]), isHttp10: read[1] === '0' }
}

/** RFC 9112 §5.2: a line that begins with white space would go on with the one before it; no server folds lines today. */
export function readField(line: string): Field | undefined {
  const colon = line.indexOf(':')
  const name = line.slice(0, Math.max(0, colon))
  const value = line.slice(colon + 1)
  if (!FIELD_NAME.test(name) || !FIELD_VALUE.test(value)) return undefined
  return { name: name.toLowerCase(), value: value.trim() }
}

export function chunkSize(line: string): number | undefined {
  const read = CHUNK_SIZE.exec(line)
  return read === null ? undefined : Number.parseInt(`${read[1]}`, 16)
}

/** RFC 9112 §6.3. */
export function framingOf(
  { status, isHttp10 }: StatusLine,
  fields: readonly Field[],
  isToHead: boolean,
): Framed | { readonly broken: string } {
  let length: string | undefined
  let coding: string | undefined
  for (const { name, value } of fields)
    if (name === 'content-length') {
      if (length !== undefined) return { broken: 'more than one Content-Length' }
      length = value
    } else if (name === 'transfer-encoding') {
      if (coding !== undefined) return { broken: 'more than one Transfer-Encoding' }
      coding = value
    }
  if (length !== undefined && coding !== undefined)
    return { broken: 'Content-Length beside Transfer-Encoding' }
  if (length !== undefined && !CONTENT_LENGTH.test(length)) return { broken: 'a malformed Content-Length' }
  // RFC 9112 §6.1: no other one was asked for, and HTTP/1.0 knows none.
  if (coding !== undefined && (isHttp10 || coding.toLowerCase() !== 'chunked'))
    return { broken: 'a Transfer-Encoding that is not chunked' }
  if (isToHead || status === 204 || status === 304) return { octets: 0, isChunked: false }
  if (coding !== undefined) return { octets: 0, isChunked: true }
  return { octets: length === undefined ? Number.POSITIVE_INFINITY : Number(length), isChunked: false }
}
