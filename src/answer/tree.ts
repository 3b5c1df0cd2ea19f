// A choice made for each query, as data: leaves, and choosers that say which branch a client gets.

/**
 * `turn`: every branch equally often. `draw`: in proportion to `shares`. `bucket`: by the client's network,
 * `table` holds the branch of each of BUCKETS buckets. `network`: by the client's address, see NetworkRange.
 */
export type Chooser =
  | { readonly by: 'turn' }
  | { readonly by: 'draw'; readonly shares: readonly number[] }
  | { readonly by: 'bucket'; readonly table: readonly number[] }
  | { readonly by: 'network'; readonly v4: readonly NetworkRange[]; readonly v6: readonly NetworkRange[] }

/** Addresses from `start` up to the next range's start take `branch`. The first range starts at 0. */
export interface NetworkRange {
  /** 4 or 16 octets. */
  readonly start: readonly number[]
  readonly branch: number
}

export type Tree<T> = Leaf<T> | Fork<T>

export interface Leaf<T> {
  readonly leaf: T
}

export interface Fork<T> {
  readonly chooser: Chooser
  readonly branches: readonly Tree<T>[]
}

/** Prefix lengths of the networks whose clients get the same bucket. */
export const BUCKET_PREFIX = { v4: 24, v6: 48 } as const

/** How many buckets the clients' networks are hashed into for `pick=sticky`. */
export const BUCKETS = 256

export function leafOf<T>(leaf: T): Leaf<T> {
  return { leaf }
}

/** Replaces every leaf by a tree; the choosers above stay. */
export function growTree<T, U>(tree: Tree<T>, grow: (leaf: T) => Tree<U>): Tree<U> {
  if ('leaf' in tree) return grow(tree.leaf)
  return { chooser: tree.chooser, branches: tree.branches.map((branch) => growTree(branch, grow)) }
}

export function leavesOf<T>(tree: Tree<T>): T[] {
  return 'leaf' in tree ? [tree.leaf] : tree.branches.flatMap(leavesOf)
}

/** Who asks, and the dice of this query: all that a chooser may look at. */
export interface Asker {
  /** 4 or 16 octets. */
  readonly address: readonly number[]
  /** Uniform in 0 … 2^32-1. */
  readonly random: number
}

/** The leaf that this asker gets; the book's chooser (find.ts) must agree with it for every asker. */
export function choose<T>(tree: Tree<T>, asker: Asker): T {
  if ('leaf' in tree) return tree.leaf
  return choose(tree.branches[branchFor(tree.chooser, tree.branches.length, asker)] as Tree<T>, asker)
}

function branchFor(chooser: Chooser, count: number, asker: Asker): number {
  switch (chooser.by) {
    case 'turn':
      return Math.floor((asker.random / 0x1_0000_0000) * count)
    case 'draw':
      return drawThresholds(chooser.shares).findIndex((threshold) => asker.random <= threshold)
    case 'bucket':
      return chooser.table[bucketOf(asker.address)] as number
    case 'network':
      return rangeFor(asker.address.length === 4 ? chooser.v4 : chooser.v6, asker.address)
  }
}

/** For each share the greatest random number that still draws it; the last is 2^32-1. */
export function drawThresholds(shares: readonly number[]): number[] {
  const total = shares.reduce((sum, share) => sum + share, 0)
  let sum = 0
  return shares.map((share, i) => {
    sum += share
    return i === shares.length - 1 ? 0xffff_ffff : Math.floor((sum / total) * 0x1_0000_0000) - 1
  })
}

/** The bucket of the client's network, /24 or /48: the networks of which neighbours share a resolver or an office. */
export function bucketOf(address: readonly number[]): number {
  let hash = 0x811c9dc5
  const octets = address.length === 4 ? 3 : 6
  for (let i = 0; i < octets; i++) hash = Math.imul(hash ^ (address[i] as number), 0x01000193)
  hash ^= hash >>> 15
  return (hash ^ (hash >>> 8)) & (BUCKETS - 1)
}

function rangeFor(ranges: readonly NetworkRange[], address: readonly number[]): number {
  let found = 0
  for (const range of ranges) {
    if (compareOctets(range.start, address) > 0) break
    found = range.branch
  }
  return found
}

export function compareOctets(a: readonly number[], b: readonly number[]): number {
  for (let i = 0; i < a.length; i++) {
    const difference = (a[i] as number) - (b[i] as number)
    if (difference !== 0) return difference
  }
  return 0
}
