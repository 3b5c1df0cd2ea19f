// Puts an answer's tree into the arena: leaves and choosers as blocks, see layout.ts.
import { RCODE } from '../dns/rcode.ts'
import type { Arena } from './arena.ts'
import { ReplyEncoder, type Setting } from './encode.ts'
import {
  KIND,
  LEAF_AUTHORITATIVE,
  LEAF_OCTETS,
  LEAF_RELOCATIONS_MASK,
  LEAF_RELOCATIONS_SHIFT,
  LEAF_STALE,
  padded,
} from './layout.ts'
import { type AnsweredSet, type Reply, replyWith } from './reply.ts'
import { BUCKETS, type Chooser, drawThresholds, type NetworkRange, type Tree } from './tree.ts'
import type { RRset } from './view-node.ts'

const FAILURE = replyWith(RCODE.SERVFAIL, { authoritative: false })

export class TreeWriter {
  readonly #arena: Arena
  readonly #encoder = new ReplyEncoder()

  constructor(arena: Arena) {
    this.#arena = arena
  }

  /** Byte offset of the tree's root block. */
  write(tree: Tree<Reply>, setting: Setting): number {
    if ('leaf' in tree) return this.#leaf(tree.leaf, setting)
    const refs = tree.branches.map((branch) => this.write(branch, setting))
    return this.chooser(tree.chooser, refs)
  }

  /** The answer of a plain RRset whose data holds no name: most of a large zone. */
  plainLeaf({ type, ttlSeconds, rdatas }: RRset, setting: Setting): number {
    if (!this.#encoder.encodePlain(type, ttlSeconds, rdatas)) return this.#leaf(FAILURE, setting)
    return this.#block(LEAF_AUTHORITATIVE | (setting.base.length << 24), rdatas.length, 0)
  }

  #leaf(reply: Reply, setting: Setting): number {
    if (!this.#encoder.encode(reply, setting)) return this.#leaf(FAILURE, setting)
    const { length, coreLength, relocations } = this.#encoder
    const flags = (reply.authoritative ? LEAF_AUTHORITATIVE : 0) | (reply.isStale ? LEAF_STALE : 0)
    const shape = (relocations.length << LEAF_RELOCATIONS_SHIFT) | (setting.base.length << 24)
    const glue = countOf(reply.glue)
    const additional = length > coreLength ? countOf(reply.additional) : 0
    return this.#block(
      (reply.rcode << 4) | flags | shape,
      countOf(reply.answer) | (countOf(reply.authority) << 16),
      (glue + additional) | (glue << 16),
    )
  }

  /** What the encoder holds, as a block of the arena. */
  #block(shape: number, counts: number, additional: number): number {
    const { length, coreLength, relocations, body } = this.#encoder
    const at = this.#arena.take(LEAF_OCTETS + padded(length) + relocations.length * 2)
    const { words, octets, buffer } = this.#arena
    words[at >> 2] = KIND.leaf | shape
    words[(at >> 2) + 1] = length | (coreLength << 16)
    words[(at >> 2) + 2] = counts
    words[(at >> 2) + 3] = additional
    // A call into the runtime costs more than a short loop.
    if (length > 64) octets.set(body.subarray(0, length), at + LEAF_OCTETS)
    else for (let i = 0; i < length; i++) octets[at + LEAF_OCTETS + i] = body[i] as number
    if (relocations.length > 0)
      new Uint16Array(buffer, at + LEAF_OCTETS + padded(length), relocations.length).set(relocations)
    return at
  }

  /** Byte offset of a chooser over these refs. */
  chooser(chooser: Chooser, refs: readonly number[]): number {
    const words = chooserWords(chooser, refs)
    const at = this.#arena.take(words.length * 4)
    this.#arena.words.set(words, at >> 2)
    if (chooser.by === 'bucket') this.#arena.octets.set(chooser.table, at + 4 + refs.length * 4)
    return at
  }

  /** Gives the blocks of a replaced tree back, once no reader can see them any more. */
  retire(ref: number): void {
    const { words } = this.#arena
    const first = words[ref >> 2] as number
    for (const branch of branchesOf(words, ref)) this.retire(branch)
    this.#arena.retire(ref, (first & 15) === KIND.leaf ? leafOctets(words, ref) : chooserOctets(words, ref))
  }
}

function countOf(sets: readonly AnsweredSet[]): number {
  return sets.reduce((count, set) => count + set.rdatas.length, 0)
}

function chooserWords(chooser: Chooser, refs: readonly number[]): number[] {
  const head = KIND[chooser.by] | (refs.length << 4)
  switch (chooser.by) {
    case 'turn':
      return [head, ...refs]
    case 'draw':
      return [
        head,
        ...drawThresholds(chooser.shares).flatMap((threshold, i) => [threshold | 0, refs[i] as number]),
      ]
    case 'bucket':
      return [head, ...refs, ...new Array<number>(BUCKETS / 4).fill(0)]
    case 'network':
      return [
        head,
        chooser.v4.length | (chooser.v6.length << 16),
        ...refs,
        ...chooser.v4.flatMap(rangeWords),
        ...chooser.v6.flatMap(rangeWords),
      ]
  }
}

function rangeWords(range: NetworkRange): number[] {
  const words: number[] = []
  for (let i = 0; i < range.start.length; i += 4) {
    const [a, b, c, d] = range.start.slice(i, i + 4) as [number, number, number, number]
    words.push((a << 24) | (b << 16) | (c << 8) | d)
  }
  return [...words, range.branch]
}

function branchesOf(words: Int32Array, ref: number): number[] {
  const at = ref >> 2
  const first = words[at] as number
  const count = first >>> 4
  switch (first & 15) {
    case KIND.leaf:
      return []
    case KIND.draw:
      return Array.from({ length: count }, (_, i) => words[at + 2 + 2 * i] as number)
    case KIND.network:
      return Array.from(words.subarray(at + 2, at + 2 + count))
    default:
      return Array.from(words.subarray(at + 1, at + 1 + count))
  }
}

function leafOctets(words: Int32Array, ref: number): number {
  const relocations = ((words[ref >> 2] as number) >>> LEAF_RELOCATIONS_SHIFT) & LEAF_RELOCATIONS_MASK
  return LEAF_OCTETS + padded((words[(ref >> 2) + 1] as number) & 0xffff) + relocations * 2
}

function chooserOctets(words: Int32Array, ref: number): number {
  const first = words[ref >> 2] as number
  const count = first >>> 4
  switch (first & 15) {
    case KIND.turn:
      return 4 + 4 * count
    case KIND.draw:
      return 4 + 8 * count
    case KIND.bucket:
      return 4 + 4 * count + BUCKETS
    default: {
      const ranges = words[(ref >> 2) + 1] as number
      return 8 + 4 * count + 8 * (ranges & 0xffff) + 20 * (ranges >>> 16)
    }
  }
}
