// A large zone's text cut into groups, one an owner's line with the lines that take the owner over, so that parts can be read alone.
//
// A group is plain when it is one record or more of types whose data holds no name, without a note and on one line each:
// what such a record says, it says of its owner and of nothing else. All other groups are special; whoever reads an
// excerpt gets all of those.

export interface TextGroups {
  readonly text: Buffer
  readonly count: number
  /** Where each group begins, and behind the last one the end of the text. */
  readonly starts: Uint32Array
  /** On which line, from 0. */
  readonly lines: Uint32Array
  /** `hashOfOwner` of each group's owner as it is written; 0 for what stands before the first one and for directives. */
  readonly owners: Uint32Array
  /** 1 for special groups. */
  readonly special: Uint8Array
  /** The group that begins with the SOA record; -1 when none does. */
  readonly soa: number
}

const [TAB, NEWLINE, RETURN, SPACE, QUOTE, DOLLAR] = [9, 10, 13, 0x20, 0x22, 0x24]
const [OPEN, CLOSE, STAR, SEMICOLON, AT, ESCAPE] = [0x28, 0x29, 0x2a, 0x3b, 0x40, 0x5c]
const BYTE_ORDER_MARK = Buffer.from('\uFEFF')

/** Undefined for a text that cannot be cut like this: it includes or generates, or its origin changes between records. */
export function groupsOf(text: Buffer): TextGroups | undefined {
  const cutter = new Cutter(text)
  return cutter.cut() ? cutter.groups() : undefined
}

/** FNV-1a over the characters, letters in lower case; of an owner as it is written, so that `www` and `www.example.` differ. */
function hashOfOwner(owner: string): number {
  let hash = FNV_BASIS
  for (let at = 0; at < owner.length; at++) hash = hashedWith(hash, owner.charCodeAt(at))
  return hash >>> 0
}

const FNV_BASIS = 0x811c9dc5
const FNV_PRIME = 0x01000193

function hashedWith(hash: number, code: number): number {
  return Math.imul(hash ^ (code >= 0x41 && code <= 0x5a ? code | 0x20 : code), FNV_PRIME)
}

/** What a line is beside its owner. */
const PLAIN = 0
const SPECIAL = 1
const BROKEN = 2

class Cutter {
  readonly #text: Buffer
  #at = 0
  #line = 0
  #count = 1
  #starts = new Uint32Array(1024)
  #lines = new Uint32Array(1024)
  #owners = new Uint32Array(1024)
  #special = new Uint8Array(1024)
  #soa = -1
  /** A line that begins with a blank is in the group before it, if that one has an owner. */
  #hasOwner = false
  #hasRecords = false

  constructor(text: Buffer) {
    this.#text = text
    // What stands before the first owner is read with every excerpt.
    this.#special[0] = SPECIAL
  }

  groups(): TextGroups {
    const count = this.#count
    this.#grow()
    this.#starts[count] = this.#text.length
    this.#lines[count] = this.#line
    return {
      text: this.#text,
      count,
      starts: this.#starts.subarray(0, count + 1),
      lines: this.#lines.subarray(0, count + 1),
      owners: this.#owners.subarray(0, count),
      special: this.#special.subarray(0, count),
      soa: this.#soa,
    }
  }

  cut(): boolean {
    const text = this.#text
    if (text.subarray(0, BYTE_ORDER_MARK.length).equals(BYTE_ORDER_MARK)) this.#at = BYTE_ORDER_MARK.length
    while (this.#at < text.length) {
      const first = text[this.#at] as number
      const kind =
        first === DOLLAR
          ? this.#directive()
          : isBlank(first) || first === NEWLINE || first === SEMICOLON
            ? this.#continuation()
            : this.#ownerLine()
      if (kind === BROKEN) return false
      if (kind === SPECIAL) this.#special[this.#count - 1] = SPECIAL
    }
    return true
  }

  #begin(owner: number): void {
    if (this.#count + 1 >= this.#starts.length) this.#grow()
    this.#starts[this.#count] = this.#at
    this.#lines[this.#count] = this.#line
    this.#owners[this.#count++] = owner
  }

  #grow(): void {
    const size = this.#starts.length * 2
    const larger = (array: Uint32Array): Uint32Array<ArrayBuffer> => {
      const copy = new Uint32Array(size)
      copy.set(array)
      return copy
    }
    this.#starts = larger(this.#starts)
    this.#lines = larger(this.#lines)
    this.#owners = larger(this.#owners)
    const special = new Uint8Array(size)
    special.set(this.#special)
    this.#special = special
  }

  /** `$TTL` anywhere, `$ORIGIN` before the first record. */
  #directive(): number {
    const word = this.#text.toString('latin1', this.#at, this.#at + 8).toUpperCase()
    if (!/^\$(TTL|ORIGIN)[ \t]/.test(word)) return BROKEN
    if (this.#hasRecords && word.startsWith('$ORIGIN')) return BROKEN
    this.#begin(0)
    this.#hasOwner = false
    return this.#rest() === BROKEN ? BROKEN : SPECIAL
  }

  #continuation(): number {
    const text = this.#text
    while (isBlank(text[this.#at])) this.#at++
    const code = text[this.#at]
    if (code === undefined || code === NEWLINE || code === SEMICOLON) return this.#rest()
    return this.#hasOwner ? this.#record() : BROKEN
  }

  /**
   * Special too are owners that can be written in several ways (an escape, or what `nameToText` escapes), and those with
   * an asterisk: below `*.a` in `b.*.a` stands a wildcard that exists without records (RFC 4592 §2.2.2).
   */
  #ownerLine(): number {
    const text = this.#text
    const start = this.#at
    let at = start
    let hash = FNV_BASIS
    let isOdd = false
    for (; at < text.length; at++) {
      const code = text[at] as number
      if (isBlank(code) || code === NEWLINE) break
      if (code === QUOTE || code === OPEN || code === CLOSE || code === SEMICOLON) return BROKEN
      if (code === ESCAPE || code === STAR || code === AT || code === DOLLAR) isOdd = true
      hash = hashedWith(hash, code)
    }
    this.#begin(hash >>> 0)
    this.#at = at
    this.#hasOwner = true
    this.#hasRecords = true
    const kind = this.#record()
    return kind === PLAIN && isOdd ? SPECIAL : kind
  }

  /** From behind the owner: TTL and class in either order, the type, the data. */
  #record(): number {
    const text = this.#text
    for (let words = 0; words < 3; words++) {
      while (isBlank(text[this.#at])) this.#at++
      const start = this.#at
      let end = start
      while (end < text.length && isWord(text[end] as number)) end++
      const length = end - start
      const first = text[start] as number
      const isTtl = first >= 0x30 && first <= 0x39
      if (length > 0 && (isTtl || (length === 2 && isLetters(text, start, 'IN')))) {
        this.#at = end
        continue
      }
      if (length === 3 && isLetters(text, start, 'SOA') && this.#soa < 0) this.#soa = this.#count - 1
      const isPlain =
        (length === 1 && isLetters(text, start, 'A')) ||
        (length === 4 && isLetters(text, start, 'AAAA')) ||
        (length === 3 && isLetters(text, start, 'TXT'))
      const rest = this.#rest()
      return rest === PLAIN && !isPlain ? SPECIAL : rest
    }
    return this.#rest() === BROKEN ? BROKEN : SPECIAL
  }

  /** To the end of the entry, which parentheses may put on a later line. */
  #rest(): number {
    const text = this.#text
    let [kind, depth] = [PLAIN, 0]
    let at = this.#at
    for (; at < text.length; at++) {
      const code = text[at] as number
      if (code > SEMICOLON && code !== ESCAPE) continue
      if (code === NEWLINE) {
        this.#line++
        if (depth === 0) break
      } else if (code === QUOTE) {
        at = endOfQuote(text, at)
        if (at < 0) return BROKEN
      } else if (code === ESCAPE) at += isEscaped(text, at + 1)
      else if (code === OPEN) {
        kind = SPECIAL
        depth++
      } else if (code === CLOSE) {
        if (depth-- === 0) return BROKEN
      } else if (code === SEMICOLON) {
        const newline = text.indexOf(NEWLINE, at)
        const end = newline < 0 ? text.length : newline
        if (isNoteLike(text, at, end)) kind = SPECIAL
        at = end - 1
      }
    }
    this.#at = Math.min(at + 1, text.length)
    return depth > 0 ? BROKEN : kind
  }
}

function isBlank(code: number | undefined): boolean {
  return code === SPACE || code === TAB || code === RETURN
}

function isWord(code: number): boolean {
  return !isBlank(code) && ![NEWLINE, QUOTE, OPEN, CLOSE, SEMICOLON].includes(code)
}

/** `letters` in capitals. */
function isLetters(text: Buffer, at: number, letters: string): boolean {
  for (let i = 0; i < letters.length; i++)
    if (((text[at + i] as number) & ~0x20) !== letters.charCodeAt(i)) return false
  return true
}

/** The place of the closing quote; -1 when it is not on this line. */
function endOfQuote(text: Buffer, start: number): number {
  for (let at = start + 1; at < text.length; at++) {
    const code = text[at]
    if (code === QUOTE) return at
    if (code === NEWLINE) return -1
    if (code === ESCAPE) at += isEscaped(text, at + 1)
  }
  return -1
}

/** 1 for a character that a backslash before it makes plain; line ends are none. */
function isEscaped(text: Buffer, at: number): 0 | 1 {
  return (text[at] as number) >= SPACE ? 1 : 0
}

/** A note, or what a person may have meant as one: the first character behind the semicolons is `@`. */
function isNoteLike(text: Buffer, from: number, end: number): boolean {
  let at = from
  while (at < end && (text[at] === SEMICOLON || isBlank(text[at]))) at++
  return at < end && text[at] === AT
}

/**
 * The special groups, and of the plain ones those that are written with one of these owners, in lower case. What is left
 * out leaves its line ends, so that every line has the number that it has in the whole text.
 */
export function excerptOf(groups: TextGroups, wanted: ReadonlySet<string>): string {
  const { text, count, starts, lines, owners, special } = groups
  const hashes = new Set([...wanted].map(hashOfOwner))
  const parts: string[] = []
  let kept = 0
  for (let group = 0; group < count; group++) {
    if (special[group] === 0 && !(hashes.has(owners[group] as number) && wanted.has(ownerOf(groups, group))))
      continue
    parts.push(
      '\n'.repeat((lines[group] as number) - kept),
      text.toString('utf8', starts[group], starts[group + 1]),
    )
    kept = lines[group + 1] as number
  }
  return parts.join('')
}

/** In lower case; of several owners that have one hash most are not meant. */
function ownerOf({ text, starts }: TextGroups, group: number): string {
  const start = starts[group] as number
  let end = start
  while (end < text.length && !isBlank(text[end]) && text[end] !== NEWLINE) end++
  return text.toString('latin1', start, end).toLowerCase()
}

/** The group in which an octet stands. */
export function groupAt({ starts, count }: TextGroups, at: number): number {
  let [low, high] = [0, count - 1]
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if ((starts[middle] as number) <= at) low = middle
    else high = middle - 1
  }
  return low
}
