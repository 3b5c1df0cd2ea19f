// Compiles every answer of the zones into a new arena, but for those that hang on a pool: these are named, for the book to compile.
import { type Name, wildcardBelow } from '../dns/name.ts'
import { RCODE } from '../dns/rcode.ts'
import { TYPE } from '../dns/type.ts'
import { Arena, MAX_ARENA_OCTETS } from './arena.ts'
import type { Catalog } from './catalog.ts'
import { rangesOf } from './client-class.ts'
import type { Setting } from './encode.ts'
import { type NodePlan, planNode } from './entries.ts'
import { DNAME_ENTRY, FLAG_DNAME, FLAG_WILDCARD, RR_TYPES, WILDCARD_ENTRY, ZONE_OCTETS } from './layout.ts'
import { lookup, negativeReply } from './lookup.ts'
import { NodeWriter, wordOfEntry } from './node-writer.ts'
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
  readonly #nodes: NodeWriter
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
    this.#nodes = new NodeWriter(this.#arena)
  }

  compile(): CompiledBook {
    for (const view of this.#catalog.zones.values()) this.#addZone(view)
    const { buffer, usedOctets } = this.#arena
    return { arena: buffer, usedOctets, dependents: this.#dependents }
  }

  #addZone(view: ZoneView): void {
    const zoneAt = this.#arena.take(ZONE_OCTETS)
    NEGATIVE.forEach((rcode, i) => {
      const ref = this.#trees.write(leafOf(negativeReply(view, rcode)), settingOfZone(view.origin))
      this.#arena.words[(zoneAt >> 2) + i] = ref
    })
    this.#arena.words[(zoneAt >> 2) + 2] = this.#allowed(view)
    const wildcardParents: { readonly at: number; readonly name: Name }[] = []
    for (const node of view.nodes.values()) {
      const plan = planNode(this.#catalog, view, node)
      if (plan === undefined) continue
      const at = this.#addNode(node, plan, zoneAt)
      if (plan.flags & FLAG_WILDCARD) wildcardParents.push({ at, name: node.name })
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
    const types = [...plan.types]
    if (plan.flags & FLAG_WILDCARD) types.push(WILDCARD_ENTRY)
    if (plan.flags & FLAG_DNAME) types.push(DNAME_ENTRY)
    const at = this.#nodes.write(node.name, plan.flags, types, zoneAt)
    const { words } = this.#arena
    types.forEach((type, i) => {
      const refAt = wordOfEntry(at, i) + 1
      const plain = plainRRset(node, type)
      if (plain !== undefined) words[refAt] = this.#trees.plainLeaf(plain, plan.setting)
      else if (type < RR_TYPES) words[refAt] = this.#compile(plan, type, refAt)
      else if (type === DNAME_ENTRY) words[refAt] = this.#dnameLeaf(node)
    })
    this.#nodes.insert(at, node.name)
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
    return this.#trees.write(leafOf(replyWith(RCODE.NOERROR, { answer })), settingOfZone(node.name))
  }

  /** A node above a wildcard points to it, so that a miss needs no second name to be put together. */
  #linkWildcards(parents: readonly { readonly at: number; readonly name: Name }[]): void {
    const reader = new BookReader({ arena: this.#arena.buffer })
    for (const { at, name } of parents)
      this.#arena.words[reader.entryAt(at, WILDCARD_ENTRY)] = reader.findName(wildcardBelow(name))
  }
}

/** The negative answers of a zone, in the order of its block. */
export const NEGATIVE: readonly number[] = [RCODE.NOERROR, RCODE.NXDOMAIN]

/** Whatever is asked in the zone. */
export function settingOfZone(origin: Name): Setting {
  return { question: '', base: origin, exact: false }
}

/** Types whose data holds no name and leads to no additional records: the answer is the RRset and nothing else. */
const NAMELESS: ReadonlySet<number> = new Set([TYPE.A, TYPE.AAAA, TYPE.TXT])

export function plainRRset(node: ViewNode, type: number): RRset | undefined {
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
