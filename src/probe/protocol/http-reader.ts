// Reads one HTTP/1.1 response as it comes, in whatever pieces; strict and within bounds (RFC 9112).
//
//   status-line -> fields -> content (of a known length, or until the connection ends) ------------------> ended, told
//        ^            | \
//        +-- 1xx -----+  +-> size -> chunk -> chunk-end -> size ... size of 0 -> trailers ---------------> ended, told
//
// What can be read in two ways is read in none: two servers on the way might each choose another one.
import {
  chunkSize,
  type Field,
  type Framed,
  framingOf,
  readField,
  readStatusLine,
  type StatusLine,
} from './http-head.ts'

/** All of a response that is not its content: heads, chunk extensions, trailers. */
export const MAX_HEADER_OCTETS = 16 * 1024
const MAX_FIELDS = 256
/** Responses such as 103 (Early Hints) before the one that counts. */
const MAX_INTERIM_RESPONSES = 8
/** Of a chunk's line: so many are no extension. */
const SIZE_LINE_OCTETS = 10

const SWITCHING_PROTOCOLS = 101
const FIRST_FINAL = 200

export interface ResponseHead {
  readonly status: number
  /** By the field's name in lower case; of each line one. */
  valuesOf(name: string): readonly unknown[]
}

export interface BodySink {
  /** The octets are overwritten after the call. */
  take(part: Buffer): void
  /** Whether that was all that the server meant to send. */
  end(isWhole: boolean): void
}

export interface ResponseEvents {
  /** Undefined: nobody wants the body, and nothing more is read. */
  readonly onHead: (head: ResponseHead) => BodySink | undefined
  /** At most once, and nothing after it. */
  readonly onBroken: (why: string) => void
}

type State =
  | 'status-line'
  | 'fields'
  | 'content'
  | 'size'
  | 'chunk'
  | 'chunk-end'
  | 'trailers'
  | 'ended'
  | 'told'

/** Of one piece: where its content stands in it. */
interface Content {
  from: number
  length: number
}

export class ResponseReader {
  readonly #events: ResponseEvents
  /** RFC 9112 §6.3: such a response has no body, whatever its fields say. */
  readonly #isToHead: boolean
  #state: State = 'status-line'
  /** Of the line that has not ended. */
  #line = ''
  #headerOctets = 0
  #interim = 0
  #fieldsRead = 0
  #status: StatusLine = { status: 0, isHttp10: false }
  #fields: Field[] = []
  #sink: BodySink | undefined
  #broken: string | undefined
  /** Octets of content that come before anything else. */
  #left = 0

  constructor(method: string, events: ResponseEvents) {
    this.#events = events
    this.#isToHead = method === 'HEAD'
  }

  /** Moves what is in `octets`: the content of many small chunks is put together, and is told of at once. */
  add(octets: Buffer): void {
    let text: string | undefined
    let at = 0
    const content = { from: 0, length: 0 }
    while (at < octets.length && !this.#hasEnded()) {
      if (this.#left > 0) at = this.#takeContent(octets, at, content)
      else {
        text ??= octets.toString('latin1')
        at = this.#takeText(text, at)
      }
    }
    if (content.length > 0) this.#sink?.take(octets.subarray(content.from, content.from + content.length))
    if (this.#state === 'ended') this.#tellEnd()
  }

  /** The server has ended the connection. Nothing is told when that was before the end of the head. */
  close(): void {
    if (this.#hasEnded()) return
    this.#state = 'told'
    this.#sink?.end(this.#left === Number.POSITIVE_INFINITY)
  }

  #hasEnded(): boolean {
    return this.#state === 'ended' || this.#state === 'told'
  }

  /** Behind all content that came before the end. */
  #tellEnd(): void {
    this.#state = 'told'
    if (this.#broken !== undefined) this.#events.onBroken(this.#broken)
    else this.#sink?.end(true)
  }

  #takeContent(octets: Buffer, at: number, content: Content): number {
    const until = Math.min(octets.length, at + this.#left)
    if (content.length === 0) content.from = at
    else octets.copyWithin(content.from + content.length, at, until)
    content.length += until - at
    this.#left -= until - at
    if (this.#left === 0) this.#state = this.#state === 'chunk' ? 'chunk-end' : 'ended'
    return until
  }

  /** No octet is looked at again when more come, so that the work is linear also when they drip. */
  #takeText(text: string, at: number): number {
    const lineFeed = text.indexOf('\n', at)
    const until = lineFeed < 0 ? text.length : lineFeed + 1
    this.#line += text.slice(at, until)
    const free = this.#state === 'size' || this.#state === 'chunk-end' ? SIZE_LINE_OCTETS : 0
    const counted = Math.max(0, this.#line.length - free)
    if (this.#headerOctets + counted > MAX_HEADER_OCTETS) this.#break('Header overflow')
    else if (lineFeed >= 0) {
      const line = this.#line
      this.#line = ''
      this.#headerOctets += counted
      // RFC 9112 §2.2: a LF alone may be taken for the end of a line, and is not.
      if (line.endsWith('\r\n')) this.#takeLine(line.slice(0, -2))
      else this.#break('a line that does not end in CR LF')
    }
    return until
  }

  #takeLine(line: string): void {
    if (this.#state === 'status-line') this.#takeStatusLine(line)
    else if (this.#state === 'size') this.#takeSize(line)
    else if (this.#state === 'chunk-end') {
      if (line === '') this.#state = 'size'
      else this.#break('a chunk that is longer than its size')
    } else if (line !== '') this.#takeField(line)
    else if (this.#state === 'trailers') this.#state = 'ended'
    else this.#takeHead()
  }

  #takeStatusLine(line: string): void {
    const read = readStatusLine(line)
    if (read === undefined) this.#break('no status line of HTTP/1.1')
    else {
      this.#status = read
      this.#fields = []
      this.#state = 'fields'
    }
  }

  #takeField(line: string): void {
    const field = readField(line)
    if (field === undefined) this.#break('a malformed field line')
    else if (++this.#fieldsRead > MAX_FIELDS) this.#break(`more than ${MAX_FIELDS} fields`)
    else if (this.#state === 'fields') this.#fields.push(field)
  }

  #takeHead(): void {
    const { status } = this.#status
    const framing = framingOf(this.#status, this.#fields, this.#isToHead)
    if (status < FIRST_FINAL) this.#takeInterim(status)
    else if ('broken' in framing) this.#break(framing.broken)
    else this.#begin(status, this.#fields, framing)
  }

  #begin(status: number, fields: readonly Field[], { octets, isChunked }: Framed): void {
    const valuesOf = (name: string): readonly string[] =>
      fields.filter((field) => field.name === name).map(({ value }) => value)
    this.#sink = this.#events.onHead({ status, valuesOf })
    this.#left = octets
    if (this.#sink === undefined) this.#state = 'told'
    else if (isChunked) this.#state = 'size'
    else this.#state = octets > 0 ? 'content' : 'ended'
  }

  /** RFC 9110 §15.2: others may come before the response. §15.2.2: but none that nobody has asked for with Upgrade. */
  #takeInterim(status: number): void {
    if (status === SWITCHING_PROTOCOLS) this.#break('switches to a protocol that nobody has asked for')
    else if (++this.#interim > MAX_INTERIM_RESPONSES)
      this.#break(`more than ${MAX_INTERIM_RESPONSES} interim responses`)
    else this.#state = 'status-line'
  }

  #takeSize(line: string): void {
    const size = chunkSize(line)
    if (size === undefined) this.#break('a malformed chunk size')
    else {
      this.#left = size
      this.#state = size === 0 ? 'trailers' : 'chunk'
    }
  }

  #break(why: string): void {
    this.#state = 'ended'
    this.#broken = why
  }
}
