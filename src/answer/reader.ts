// The reader's side of the book: finds a name, and the leaf that this asker gets. Allocates nothing.
import type { Name } from '../dns/name.ts'
import type { Asking } from './asking.ts'
import type { BookHandle } from './book-handle.ts'
import { foldWord, hashName, tailMask } from './hash.ts'
import {
  DNAME_ENTRY,
  ENTRY_OCTETS,
  FLAG_RESTRICTED,
  HEADER,
  KIND,
  LEAF_STALE,
  MAGIC,
  NODE_OCTETS,
} from './layout.ts'
import { BUCKET_PREFIX, BUCKETS } from './tree.ts'

export class BookReader {
  readonly words: Int32Array
  readonly octets: Uint8Array
  readonly #table: number
  readonly #mask: number
  #scope = 0

  constructor(handle: BookHandle) {
    this.words = new Int32Array(handle.arena)
    this.octets = new Uint8Array(handle.arena)
    if (this.words[HEADER.magic] !== MAGIC) throw new Error('not a book, or one of another version')
    this.#table = (this.words[HEADER.tableAt] as number) >> 2
    this.#mask = this.words[HEADER.tableMask] as number
  }

  /** An amendment may bring deeper names. */
  get maxLabels(): number {
    return this.words[HEADER.maxLabels] as number
  }

  get generation(): number {
    return Atomics.load(this.words, HEADER.generation)
  }

  /** Byte offset of the node of the name at `at` in any case, 0 when there is none. See hashName for what is read. */
  find(view: DataView, at: number, length: number): number {
    const words = this.words
    const hash = hashName(view, at, length)
    let slot = hash & this.#mask
    for (;;) {
      const node = words[this.#table + slot] as number
      if (node === 0) return 0
      if (words[node >> 2] === hash && this.#isNamed(node, view, at, length)) return node
      slot = (slot + 1) & this.#mask
    }
  }

  /** `find` for a folded name that is no part of a message. */
  findName(name: Name): number {
    // hashName reads whole words.
    const octets = Buffer.alloc(name.length + 3)
    octets.write(name, 'latin1')
    return this.find(new DataView(octets.buffer, octets.byteOffset, octets.length), 0, name.length)
  }

  #isNamed(node: number, view: DataView, at: number, length: number): boolean {
    const words = this.words
    const shape = words[(node >> 2) + 1] as number
    if ((shape & 0xff) !== length) return false
    let word = (node + NODE_OCTETS + (shape >>> 16) * ENTRY_OCTETS) >> 2
    const whole = at + (length & ~3)
    let p = at
    for (; p < whole; p += 4) if (words[word++] !== foldWord(view.getInt32(p, true))) return false
    const rest = length & 3
    return rest === 0 || words[word] === foldWord(view.getInt32(p, true) & tailMask(rest))
  }

  flags(node: number): number {
    return ((this.words[(node >> 2) + 1] as number) >>> 8) & 0xff
  }

  /** The ref of the negative answer of the node's zone: the name exists, the type does not (RFC 2308 §2.2). */
  noData(node: number): number {
    return this.words[(this.words[(node >> 2) + 2] as number) >> 2] as number
  }

  /** The ref of the zone's name error (RFC 2308 §2.1). */
  noName(node: number): number {
    return this.words[((this.words[(node >> 2) + 2] as number) >> 2) + 1] as number
  }

  /** What a node has entries for. */
  types(node: number): number[] {
    const at = (node + NODE_OCTETS) >> 2
    const count = (this.words[(node >> 2) + 1] as number) >>> 16
    return Array.from({ length: count }, (_, i) => this.words[at + 2 * i] as number)
  }

  /** Where the ref of an entry stands, in words; 0 when there is no such entry. */
  entryAt(node: number, type: number): number {
    const index = this.types(node).indexOf(type)
    return index < 0 ? 0 : ((node + NODE_OCTETS) >> 2) + 2 * index + 1
  }

  /** The ref of an entry, or the first one for `first`; 0 when there is none. */
  entry(node: number, type: number): number {
    const words = this.words
    let at = (node + NODE_OCTETS) >> 2
    const end = at + ((words[(node >> 2) + 1] as number) >>> 16) * 2
    for (; at < end; at += 2) if (words[at] === type) return words[at + 1] as number
    return 0
  }

  /** The ref of the first RR type at a node (RFC 8482 §4.1: one RRset answers ANY); 0 when it has none. */
  firstEntry(node: number): number {
    const words = this.words
    const at = (node + NODE_OCTETS) >> 2
    const count = (words[(node >> 2) + 1] as number) >>> 16
    return count > 0 && (words[at] as number) <= 0xffff ? (words[at + 1] as number) : 0
  }

  /** The leaf that holds the DNAME of a node with FLAG_DNAME. */
  dnameLeaf(node: number): number {
    return this.entry(node, DNAME_ENTRY)
  }

  /** Nothing of the pool behind this leaf is available. */
  isStale(leaf: number): boolean {
    return ((this.words[leaf >> 2] as number) & LEAF_STALE) !== 0
  }

  /** Octets of a node's name. */
  nameLength(node: number): number {
    return (this.words[(node >> 2) + 1] as number) & 0xff
  }

  /** Follows choosers down to a leaf. */
  leaf(ref: number, asking: Asking): number {
    asking.scope = 0
    let block = ref
    for (;;) {
      const word = block >> 2
      const first = this.words[word] as number
      const kind = first & 15
      if (kind === KIND.leaf) return block
      block = this.#branch(kind, word, first >>> 4, asking)
    }
  }

  #branch(kind: number, word: number, count: number, asking: Asking): number {
    const words = this.words
    const { random, clients, at, family } = asking
    if (kind === KIND.turn)
      return words[word + 1 + Math.floor(((random >>> 0) / 0x1_0000_0000) * count)] as number
    if (kind === KIND.draw) {
      let i = word + 1
      while (random >>> 0 > (words[i] as number) >>> 0) i += 2
      return words[i + 1] as number
    }
    if (kind === KIND.bucket) {
      const bucket = bucketAt(clients, at, family)
      asking.scope = Math.max(asking.scope, family === 4 ? BUCKET_PREFIX.v4 : BUCKET_PREFIX.v6)
      return words[word + 1 + (this.octets[((word + 1 + count) << 2) + bucket] as number)] as number
    }
    const branch = this.#networkBranch(word, count, clients, at, family)
    asking.scope = Math.max(asking.scope, this.#scope)
    return words[word + 2 + branch] as number
  }

  /** Whether the node's zone is not for everybody. */
  isRestricted(node: number): boolean {
    return (this.flags(node) & FLAG_RESTRICTED) !== 0
  }

  /** The row in which replies of the node's zone are counted. */
  zoneRow(node: number): number {
    return this.words[((this.words[(node >> 2) + 2] as number) >> 2) + 3] as number
  }

  inSameZone(a: number, b: number): boolean {
    return this.words[(a >> 2) + 2] === this.words[(b >> 2) + 2]
  }

  /** Whether the zone of a node with FLAG_RESTRICTED may be asked by this client. */
  allows(node: number, clients: Uint8Array, at: number, family: 4 | 6): boolean {
    const word = (this.words[((this.words[(node >> 2) + 2] as number) >> 2) + 2] as number) >> 2
    return this.#networkBranch(word, (this.words[word] as number) >>> 4, clients, at, family) === 1
  }

  #networkBranch(word: number, count: number, clients: Uint8Array, at: number, family: 4 | 6): number {
    const ranges = this.words[word + 1] as number
    const v4 = word + 2 + count
    return family === 4
      ? this.#range(v4, ranges & 0xffff, 1, clients, at)
      : this.#range(v4 + 2 * (ranges & 0xffff), ranges >>> 16, 4, clients, at)
  }

  /** The last range that begins at or below the address, by halving; `width` words of start, then the branch. */
  #range(first: number, count: number, width: number, clients: Uint8Array, at: number): number {
    let low = 0
    let high = count - 1
    while (low < high) {
      const middle = (low + high + 1) >> 1
      if (this.#isAtOrBelow(first + middle * (width + 1), width, clients, at)) low = middle
      else high = middle - 1
    }
    this.#scope = this.#scopeIn(first, low, count, width, clients, at)
    return this.words[first + low * (width + 1) + width] as number
  }

  /** The shortest prefix of the address that lies in its range whole. */
  #scopeIn(
    first: number,
    range: number,
    count: number,
    width: number,
    clients: Uint8Array,
    at: number,
  ): number {
    const start = first + range * (width + 1)
    const above = range + 1 < count ? commonBits(this.words, start + width + 1, width, clients, at, 0) + 1 : 0
    const below = range > 0 ? commonBits(this.words, start, width, clients, at, 1) + 1 : 0
    return Math.max(above, below)
  }

  #isAtOrBelow(start: number, width: number, clients: Uint8Array, at: number): boolean {
    for (let i = 0; i < width; i++) {
      const bound = (this.words[start + i] as number) >>> 0
      const value = addressWord(clients, at + 4 * i)
      if (bound !== value) return bound < value
    }
    return true
  }
}

/** Leading bits that an address shares with the one at words[start…] less `minus` (0 or 1). */
function commonBits(
  words: Int32Array,
  start: number,
  width: number,
  clients: Uint8Array,
  at: number,
  minus: number,
): number {
  for (let i = 0; i < width; i++) {
    // Less one: the borrow reaches word i only if all words behind it are zero.
    let borrow = minus
    for (let k = i + 1; k < width && borrow === 1; k++) if (words[start + k] !== 0) borrow = 0
    const difference = ((words[start + i] as number) - borrow) ^ addressWord(clients, at + 4 * i)
    if (difference !== 0) return 32 * i + Math.clz32(difference)
  }
  return 32 * width
}

function addressWord(clients: Uint8Array, at: number): number {
  const high = ((clients[at] as number) << 24) | ((clients[at + 1] as number) << 16)
  return (high | ((clients[at + 2] as number) << 8) | (clients[at + 3] as number)) >>> 0
}

/** As bucketOf in tree.ts, on octets in place. */
function bucketAt(clients: Uint8Array, at: number, family: number): number {
  let hash = 0x811c9dc5
  const end = at + (family === 4 ? 3 : 6)
  for (let i = at; i < end; i++) hash = Math.imul(hash ^ (clients[i] as number), 0x01000193)
  hash ^= hash >>> 15
  return (hash ^ (hash >>> 8)) & (BUCKETS - 1)
}
