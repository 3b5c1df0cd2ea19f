// Compiles every answer of the zones into a new arena, but for those that hang on a pool: these are named, for the book to compile.
import { labelCount, type Name, wildcardBelow } from '../dns/name.ts'
import { RCODE } from '../dns/rcode.ts'
import { TYPE } from '../dns/type.ts'
import { Arena, MAX_ARENA_OCTETS } from './arena.ts'
import type { Catalog } from './catalog.ts'
import { rangesOf } from './client-class.ts'
import type { Setting } from './encode.ts'
import { type NodePlan, planNode } from './entries.ts'
import { hashName } from './hash.ts'
import {
  DNAME_ENTRY,
  ENTRY_OCTETS,
  FLAG_DNAME,
  FLAG_WILDCARD,
  HEADER,
  NODE_OCTETS,
  padded,
  WILDCARD_ENTRY,
} from './layout.ts'
import { lookup, negativeReply } from './lookup.ts'
import { everyMember } from './publish.ts'
import { BookReader } from './reader.ts'
import { replyWith } from './reply.ts'
import { leafOf } from './tree.ts'
import { type RRset, rrsetAt, type ViewNode } from './view-node.ts'
import { TreeWriter } from './write-tree.ts'
import type { ZoneView } from './zone-view.ts'

/** One answer that hangs on pools, so that it is compiled anew when one of them changes. */
export interface Dependent {
  readonly name: Name
  readonly type: number
  readonly setting: Setting
  /** Where its ref stands, in words of the arena; 0 there until it is compiled. */
  readonly refAt: number
}

/** May be posted to another thread, for the arena is shared memory. */
export interface CompiledBook {
  readonly arena: SharedArrayBuffer
  readonly usedOctets: number
  readonly dependents: readonly Dependent[]
}

/** `zones` by case-folded origin. What their pools answer need not be known. */
export function compileBook(zones: ReadonlyMap<Name, ZoneView>): CompiledBook {
  return new Compiler(zones).compile()
}

class Compiler {
  readonly #catalog: Catalog
  readonly #arena: Arena
  readonly #trees: TreeWriter
  readonly #view: DataView
  readonly #dependents: Dependent[] = []
  /** The answer being compiled has drawn on a pool. */
  #isDependent = false

  constructor(zones: ReadonlyMap<Name, ZoneView>) {
    this.#catalog = {
      zones,
      publicationOf: (pool) => {
        this.#isDependent = true
        return everyMember(pool)
      },
    }
    const { slots, capacityOctets } = sizeFor(zones)
    this.#arena = Arena.create(capacityOctets, slots)
    this.#trees = new TreeWriter(this.#arena)
    this.#view = new DataView(this.#arena.buffer)
  }

  compile(): CompiledBook {
    for (const view of this.#catalog.zones.values()) this.#addZone(view)
    const { buffer, usedOctets } = this.#arena
    return { arena: buffer, usedOctets, dependents: this.#dependents }
  }

  #addZone(view: ZoneView): void {
    const zoneAt = this.#arena.take(12)
    const setting = { question: '', base: view.origin, exact: false } as const
    ;[RCODE.NOERROR, RCODE.NXDOMAIN].forEach((rcode, i) => {
      const ref = this.#trees.write(leafOf(negativeReply(view, rcode)), setting)
      this.#arena.words[(zoneAt >> 2) + i] = ref
    })
    this.#arena.words[(zoneAt >> 2) + 2] = this.#allowed(view)
    const wildcardParents: number[] = []
    for (const node of view.nodes.values()) {
      const plan = planNode(this.#catalog, view, node)
      if (plan === undefined) continue
      const at = this.#addNode(node, plan, zoneAt)
      if (plan.flags & FLAG_WILDCARD) wildcardParents.push(at)
    }
    this.#linkWildcards(wildcardParents)
  }

  /** The ref of a chooser whose branch 1 is the networks that may ask; 0 when everybody may. */
  #allowed({ allowQuery }: ZoneView): number {
    if (allowQuery === undefined) return 0
    const networks = [allowQuery]
    const classes = [{ preferred: [] }, { preferred: [0] }]
    const [v4, v6] = [rangesOf(networks, classes, 4), rangesOf(networks, classes, 16)]
    return this.#trees.chooser({ by: 'network', v4, v6 }, [0, 0])
  }

  /** Byte offset of the new node. */
  #addNode(node: ViewNode, plan: NodePlan, zoneAt: number): number {
    const entries = [...plan.types]
    if (plan.flags & FLAG_WILDCARD) entries.push(WILDCARD_ENTRY)
    if (plan.flags & FLAG_DNAME) entries.push(DNAME_ENTRY)
    const nameOffset = NODE_OCTETS + entries.length * ENTRY_OCTETS
    const at = this.#arena.take(nameOffset + padded(node.name.length))
    const { words, octets } = this.#arena
    for (let i = 0; i < node.name.length; i++) octets[at + nameOffset + i] = node.name.charCodeAt(i)
    words[(at >> 2) + 1] = node.name.length | (plan.flags << 8) | (entries.length << 16)
    words[(at >> 2) + 2] = zoneAt
    entries.forEach((type, i) => {
      const refAt = ((at + NODE_OCTETS) >> 2) + 2 * i + 1
      words[refAt - 1] = type
      const plain = plainRRset(node, type)
      if (plain !== undefined) words[refAt] = this.#trees.plainLeaf(plain, plan.setting)
      else if (type <= 0xffff) words[refAt] = this.#compile(plan, type, refAt)
      else if (type === DNAME_ENTRY) words[refAt] = this.#dnameLeaf(node)
    })
    this.#insert(node.name, at, at + nameOffset)
    return at
  }

  /** Byte offset of the answer's tree; 0, and remembered, when it hangs on a pool. */
  #compile({ sample, setting }: NodePlan, type: number, refAt: number): number {
    this.#isDependent = false
    const tree = lookup(this.#catalog, sample, type)
    if (!this.#isDependent) return this.#trees.write(tree, setting)
    this.#dependents.push({ name: sample, type, setting, refAt })
    return 0
  }

  /** The DNAME record alone (RFC 6672 §3.2); the CNAME for the very name is added to each answer. */
  #dnameLeaf(node: ViewNode): number {
    const dname = rrsetAt(node, TYPE.DNAME)
    const { ttlSeconds = 0, rdatas = [] } = dname ?? {}
    const answer = [{ owner: node.name, type: TYPE.DNAME, ttlSeconds, rdatas }]
    const setting = { question: '', base: node.name, exact: false } as const
    return this.#trees.write(leafOf(replyWith(RCODE.NOERROR, { answer })), setting)
  }

  #insert(name: Name, at: number, nameAt: number): void {
    const { words } = this.#arena
    const hash = hashName(this.#view, nameAt, name.length)
    words[at >> 2] = hash
    const table = (words[HEADER.tableAt] as number) >> 2
    const mask = words[HEADER.tableMask] as number
    let slot = hash & mask
    while (words[table + slot] !== 0) slot = (slot + 1) & mask
    words[table + slot] = at
    words[HEADER.nodes] = (words[HEADER.nodes] as number) + 1
    words[HEADER.maxLabels] = Math.max(words[HEADER.maxLabels] as number, labelCount(name))
  }

  /** A node above a wildcard points to it, so that a miss needs no second name to be put together. */
  #linkWildcards(parents: readonly number[]): void {
    const reader = new BookReader({ arena: this.#arena.buffer })
    const { words, octets } = this.#arena
    for (const at of parents) {
      const shape = words[(at >> 2) + 1] as number
      const nameAt = at + NODE_OCTETS + (shape >>> 16) * ENTRY_OCTETS
      const parent = Buffer.from(octets.subarray(nameAt, nameAt + (shape & 0xff))).toString('latin1') as Name
      const wildcard = Buffer.from(`${wildcardBelow(parent)}\0\0\0`, 'latin1')
      const view = new DataView(wildcard.buffer, wildcard.byteOffset, wildcard.length)
      const target = reader.find(view, 0, wildcard.length - 3)
      for (let i = 0, entry = (at + NODE_OCTETS) >> 2; i < shape >>> 16; i++, entry += 2)
        if (words[entry] === WILDCARD_ENTRY) words[entry + 1] = target
    }
  }
}

/** Types whose data holds no name and leads to no additional records: the answer is the RRset and nothing else. */
const NAMELESS: ReadonlySet<number> = new Set([TYPE.A, TYPE.AAAA, TYPE.TXT])

function plainRRset(node: ViewNode, type: number): RRset | undefined {
  const rrset = NAMELESS.has(type) ? rrsetAt(node, type) : undefined
  return rrset?.pool === undefined ? rrset : undefined
}

/** Room for a book that is larger than its zones need: memory is taken from the system only when it is written. */
const MIN_ARENA_OCTETS = 16 * 1024 * 1024

function sizeFor(zones: ReadonlyMap<Name, ZoneView>): {
  readonly slots: number
  readonly capacityOctets: number
} {
  let names = 0
  let octets = 0
  for (const { nodes } of zones.values()) {
    names += nodes.size
    octets += 256 * nodes.records + 2 * nodes.rdataOctets
  }
  const slots = 2 ** Math.ceil(Math.log2(Math.max(16, names * 1.5)))
  const wanted = MIN_ARENA_OCTETS + 4 * slots + 512 * names + 4 * octets
  return { slots, capacityOctets: Math.min(MAX_ARENA_OCTETS, wanted) }
}
