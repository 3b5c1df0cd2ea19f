// What a small change of the zones changes in a book: which answers are others, which names are new or gone.
import { foldCase, isWildcard, isWithin, type Name, parentOf, wildcardBelow } from '../dns/name.ts'
import { hostNamedBy } from '../dns/rdata/names.ts'
import { TYPE } from '../dns/type.ts'
import type { Catalog } from './catalog.ts'
import { plainRRset } from './compile.ts'
import type { Setting } from './encode.ts'
import { type NodePlan, planNode } from './entries.ts'
import { HEADER, RR_TYPES } from './layout.ts'
import type { Question } from './live-zone.ts'
import { locate, zoneOf } from './locate.ts'
import { lookup } from './lookup.ts'
import { everyMember } from './publish.ts'
import type { BookReader } from './reader.ts'
import type { Reply } from './reply.ts'
import type { Tree } from './tree.ts'
import type { ViewNode } from './view-node.ts'
import { foundBy } from './view-nodes.ts'
import type { ZoneView } from './zone-view.ts'

/** Plain data, for it crosses from one thread to another. */
export interface Amendment {
  /** The zone whose SOA is another, and with it every negative answer of that zone. */
  readonly origin: Name
  /** Whole nodes: of new names, or in the place of others. */
  readonly nodes: readonly AmendedNode[]
  /** Single answers of nodes that stay what they are. */
  readonly answers: readonly (AmendedAnswer & { readonly name: Name })[]
  readonly gone: readonly Name[]
  /** Every answer of what is at hand that hangs on a pool. */
  readonly dependents: readonly Question[]
}

export interface AmendedNode {
  readonly name: Name
  readonly flags: number
  readonly answers: readonly AmendedAnswer[]
}

export interface AmendedAnswer {
  readonly type: number
  readonly tree: Tree<Reply>
  readonly setting: Setting
}

export interface ZoneChange {
  /** Of all zones; of the changed one the names that are touched or that others draw on, and of each all its records. */
  readonly zones: ReadonlyMap<Name, ZoneView>
  /** The changed zone. */
  readonly origin: Name
  /** The names of it whose records are others. Wildcards, aliases and names with notes are none of them. */
  readonly touched: ReadonlySet<Name>
  /** The book as it is: what exists in the zone beside the names that are at hand. */
  readonly book: BookReader
}

/** More would keep the main thread too long. */
const MAX_AMENDED_ANSWERS = 5_000
/** Of the table's slots so many may be taken, or looking for absent names becomes slow. */
const MAX_FILL = 0.8

/** Undefined when it cannot be told from what is at hand: then all is compiled anew. */
export function amendmentOf(change: ZoneChange): Amendment | undefined {
  try {
    return new Amender(change).amend()
  } catch (error) {
    if (error instanceof NotAtHand) return undefined
    throw error
  }
}

class NotAtHand extends Error {
  override readonly name = 'NotAtHand'
}

class Amender {
  readonly #change: ZoneChange
  readonly #catalog: Catalog
  readonly #gone: readonly Name[]
  readonly #dependents: Question[] = []
  readonly #nodes: AmendedNode[] = []
  readonly #pooledWildcards = new Set<Name>()
  readonly #answers: (AmendedAnswer & { readonly name: Name })[] = []
  /** What the look-up in hand has drawn on: a pool, a touched name, one of which the book alone knows. */
  #isDependent = false
  #isTouched = false
  #isFaint = false

  constructor(change: ZoneChange) {
    this.#change = change
    const { origin, touched } = change
    const zones = new Map(change.zones)
    const view = zones.get(origin)
    if (view === undefined || [...zones.values()].some(hasRedirects)) throw new NotAtHand()
    this.#gone = [...touched].filter(
      (name) => view.nodes.get(name) === undefined && zoneOf(zones, name, TYPE.A) === view,
    )
    zones.set(origin, { ...view, nodes: this.#everyName(view) })
    this.#catalog = {
      zones,
      publicationOf: (pool) => {
        this.#isDependent = true
        return everyMember(pool)
      },
    }
  }

  amend(): Amendment {
    const { origin, touched, book } = this.#change
    for (const view of this.#catalog.zones.values())
      for (const node of view.nodes.values()) {
        const plan = planNode(this.#catalog, view, node)
        if (plan === undefined) continue
        if (view.origin === origin && touched.has(node.name)) this.#addNode(node, plan)
        else this.#addOther(node, plan)
      }
    this.#requireHosts()
    this.#requirePlainCover()
    const [nodes, left] = [book.words[HEADER.nodes] as number, book.words[HEADER.gone] as number]
    const slots = (book.words[HEADER.tableMask] as number) + 1
    const isFull = nodes + left + this.#nodes.length + this.#gone.length > slots * MAX_FILL
    if (isFull || this.#answers.length > MAX_AMENDED_ANSWERS) throw new NotAtHand()
    const [answers, gone, dependents] = [this.#answers, this.#gone, this.#dependents]
    return { origin, nodes: this.#nodes, answers, gone, dependents }
  }

  /** A name that nothing was touched of: single answers may be others, or there may be answers for more types. */
  #addOther(node: ViewNode, plan: NodePlan): void {
    const { book } = this.#change
    const known = book.findName(node.name)
    if (known === 0) {
      if (node.rrsets.length > 0) throw new NotAtHand()
      this.#addNode(node, plan)
      return
    }
    const types = book.types(known).filter((type) => type < RR_TYPES)
    if (plan.types.length !== types.length || plan.types.some((type, i) => type !== types[i])) {
      this.#addNode(node, plan)
      return
    }
    for (const type of plan.types) {
      if (plainRRset(node, type) !== undefined) continue
      const tree = this.#lookUp(plan, type)
      if (this.#isDependent && isWildcard(node.name)) this.#pooledWildcards.add(node.name)
      if (this.#isDependent || !(this.#isTouched || this.#bearsSoa(tree))) continue
      this.#answers.push({ name: node.name, type, tree, setting: plan.setting })
    }
  }

  #addNode(node: ViewNode, plan: NodePlan): void {
    const answers = plan.types.map((type) => {
      const tree = this.#lookUp(plan, type)
      if (this.#isDependent) throw new NotAtHand()
      return { type, tree, setting: plan.setting }
    })
    this.#nodes.push({ name: node.name, flags: plan.flags, answers })
  }

  /** Answers that hang on pools are compiled by whoever knows what these answer, from what is at hand alone. */
  #lookUp({ sample }: NodePlan, type: number): Tree<Reply> {
    this.#isDependent = false
    this.#isTouched = false
    this.#isFaint = false
    const tree = lookup(this.#catalog, sample, type)
    if (this.#isDependent && this.#isFaint) throw new NotAtHand()
    if (this.#isDependent) this.#dependents.push({ name: sample, type })
    return tree
  }

  /** The plan asks for the hosts that members follow, and it has what is at hand alone, too. */
  #requireHosts(): void {
    const { zones } = this.#catalog
    this.#isFaint = false
    for (const { pools } of zones.values())
      for (const { members } of pools.values())
        for (const { note, record } of members) {
          const host = note.follow ? hostNamedBy(record.type, record.rdata) : undefined
          const view = host && zoneOf(zones, foldCase(host), TYPE.A)
          if (view !== undefined) locate(view, foldCase(host as Name))
        }
    if (this.#isFaint) throw new NotAtHand()
  }

  /**
   * A name that begins or ceases to exist takes questions from the wildcard above it, or gives them back. Where that one
   * hangs on a pool, other answers hang on it instead: which ones do is not amended.
   */
  #requirePlainCover(): void {
    const { origin, touched, book } = this.#change
    const { nodes } = this.#catalog.zones.get(origin) as ZoneView
    for (const name of touched) {
      if (!isWithin(name, origin) || (nodes.get(name) !== undefined) === (book.findName(name) !== 0)) continue
      for (let at = name; at !== origin; ) {
        at = parentOf(at)
        if (this.#pooledWildcards.has(wildcardBelow(at))) throw new NotAtHand()
      }
    }
  }

  #bearsSoa(tree: Tree<Reply>): boolean {
    if ('branches' in tree) return tree.branches.some((branch) => this.#bearsSoa(branch))
    const { answer, authority } = tree.leaf
    return [...answer, ...authority].some(
      ({ type, owner }) => type === TYPE.SOA && owner.length === this.#change.origin.length,
    )
  }

  /**
   * The zone with every name that the book knows: one that is not at hand is there without its records. Where another
   * zone begins the book knows that one's names.
   */
  #everyName(view: ZoneView): ZoneView['nodes'] {
    const { nodes, origin } = view
    const { touched, book, zones } = this.#change
    return foundBy(nodes, (name) => {
      if (touched.has(name)) this.#isTouched = true
      const node = nodes.get(name)
      if (node !== undefined || touched.has(name)) return node
      if (!isWithin(name, origin)) return undefined
      if (zones.size > 1 && zoneOf(zones, name, TYPE.A) !== view) throw new NotAtHand()
      if (book.findName(name) === 0) return undefined
      this.#isFaint = true
      return { name, rrsets: [], hasWildcard: nodes.get(wildcardBelow(name)) !== undefined }
    })
  }
}

/** A DNAME makes names of which nobody knows beforehand. */
function hasRedirects({ hidesNames, nodes }: ZoneView): boolean {
  if (!hidesNames) return false
  for (const { rrsets } of nodes.values()) if (rrsets.some(({ type }) => type === TYPE.DNAME)) return true
  return false
}
