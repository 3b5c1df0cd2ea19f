// Server-sent events out of the pieces of a stream, as the HTML standard reads them: lines, fields, an empty line between events.

export interface StreamEvent {
  readonly id: string | undefined
  readonly type: string
  readonly data: string
}

/** A line that is longer is none of ours. */
export const MAX_LINE_CHARACTERS = 1 << 20

export class EventParser {
  #rest = ''
  #data: string[] = []
  #type = ''
  #id: string | undefined
  #isAfterReturn = false

  /** Throws when a line has no end. */
  push(text: string): StreamEvent[] {
    // A line may end in CR LF, and the LF may come with the next piece.
    const piece = this.#isAfterReturn && text.startsWith('\n') ? text.slice(1) : text
    if (text !== '') this.#isAfterReturn = text.endsWith('\r')
    const lines = (this.#rest + piece).split(/\r\n|\n|\r/)
    this.#rest = lines.pop() ?? ''
    if (this.#rest.length > MAX_LINE_CHARACTERS) throw new Error('a line of the event stream has no end')
    return lines.flatMap((line) => this.#read(line))
  }

  #read(line: string): StreamEvent[] {
    if (line === '') return this.#dispatch()
    const colon = line.indexOf(':')
    const field = colon < 0 ? line : line.slice(0, colon)
    const value = colon < 0 ? '' : line.slice(colon + 1).replace(/^ /, '')
    if (field === 'data') this.#data.push(value)
    if (field === 'event') this.#type = value
    if (field === 'id' && !value.includes('\0')) this.#id = value
    return []
  }

  #dispatch(): StreamEvent[] {
    const [data, type] = [this.#data, this.#type]
    this.#data = []
    this.#type = ''
    return data.length === 0 ? [] : [{ id: this.#id, type: type || 'message', data: data.join('\n') }]
  }
}
