// A book that was compiled from one text of a zone and amended to another, as the daemon does it.
import assert from 'node:assert/strict'
import { type Amendment, amendmentOf } from '../../src/answer/amendment.ts'
import { ArenaFull } from '../../src/answer/arena.ts'
import { BookReader } from '../../src/answer/reader.ts'
import { viewZone } from '../../src/answer/zone-view.ts'
import { liveZones } from '../../src/control/load/live-zones.ts'
import { CHECK_KINDS } from '../../src/control/load/zone-files.ts'
import { type PlannedZone, planService } from '../../src/control/plan/service-plan.ts'
import { Publisher } from '../../src/control/publish/publisher.ts'
import { foldCase, type Name } from '../../src/dns/name.ts'
import { octets32 } from '../../src/dns/octets.ts'
import { namesInRdata } from '../../src/dns/rdata/names.ts'
import { UNKNOWN_VERDICT } from '../../src/health/verdict.ts'
import type { ParseOptions } from '../../src/zone/draft.ts'
import { type PlainEdit, plainEditOf } from '../../src/zone/plain-edit.ts'
import type { Zone } from '../../src/zone/zone.ts'
import { nameOf } from './ask.ts'
import { type World, worldOf } from './book-world.ts'

export function optionsFor(origin: string): ParseOptions {
  return {
    file: `${origin}zone`,
    origin: nameOf(origin),
    include: () => ({ problem: 'none' }),
    checkKinds: CHECK_KINDS,
    timing: { everyMs: 2000, timeoutMs: 1000, fall: 3, rise: 2 },
  }
}

export interface TextEdit {
  readonly before: string
  readonly after: string
  readonly zoneBefore: Zone
  readonly zoneAfter: Zone
  /** Served beside it. */
  readonly others: readonly Zone[]
  readonly options: ParseOptions
  /** Targets that are down. */
  readonly down: readonly string[]
  /** How much room the arena has, see worldOf. */
  readonly spareOctets?: number
}

export function namesInData(zones: readonly Zone[]): Name[] {
  return zones
    .flatMap(({ records }) => records)
    .flatMap(({ type, rdata }) => namesInRdata(type, rdata).map(({ name }) => foldCase(name)))
}

export function plainEdit({ before, after, options, others }: TextEdit): PlainEdit | undefined {
  return plainEditOf(Buffer.from(before), Buffer.from(after), options, namesInData(others))
}

/** What of the edit is known, as the loading thread knows it, and what it changes in the world's book. */
export function amendmentFor(
  plain: PlainEdit,
  others: readonly Zone[],
  { book }: World,
): { readonly amendment: Amendment; readonly zones: readonly PlannedZone[] } | undefined {
  const zones = [
    { zone: plain.zone, view: viewZone(plain.zone, octets32(8), undefined, plain.index) },
    ...others.map((zone) => ({ zone, view: viewZone(zone, octets32(7)) })),
  ]
  const amendment = amendmentOf({
    zones: new Map(zones.map(({ view }) => [view.origin, view])),
    origin: plain.zone.origin,
    touched: plain.touched,
    book: new BookReader(book.handle),
  })
  return amendment && { amendment, zones }
}

export type AmendedWorld = { readonly world: World; readonly moves: number } | undefined

/** The book of the text before, amended, beside the plain algorithm for the text after; undefined when it is no plain edit. */
export function amendedWorld(edit: TextEdit): AmendedWorld {
  const { zoneBefore, zoneAfter, others, down, spareOctets } = edit
  const world = worldOf([zoneBefore, ...others], spareOctets)
  for (const id of down) world.setState(id, 'down')
  world.book.patch(world.publisher.refresh(world.keys, 0).changed)
  const plain = plainEdit(edit)
  const amended = plain && amendmentFor(plain, others, world)
  if (amended === undefined) return undefined
  const { amendment, zones } = amended
  const live = liveZones(zones, amendment.dependents).map((zone, i) => ({
    zone,
    view: viewZone(zone, octets32(i === 0 ? 8 : 7)),
  }))
  const plan = planService(live)
  const verdictOf = (id: string) =>
    down.includes(id) ? ({ ...UNKNOWN_VERDICT, state: 'down' } as const) : undefined
  const publisher = new Publisher(plan, verdictOf, () => undefined, 0)
  const publicationOf = publisher.publicationOf.bind(publisher)
  let moves = 0
  for (;;)
    try {
      world.book.amend(structuredClone(amendment), { zones: plan.views, publicationOf })
      break
    } catch (error) {
      assert.ok(error instanceof ArenaFull && moves < 3, String(error))
      world.book.moveToLarger()
      moves++
    }
  return {
    world: { ...world, catalog: wholeCatalog(zoneAfter, others, plan.targets.keys(), verdictOf) },
    moves,
  }
}

/** All that the zones declare after the edit, published by a plan that has all of it. */
function wholeCatalog(
  zoneAfter: Zone,
  others: readonly Zone[],
  targets: Iterable<string>,
  verdictOf: ConstructorParameters<typeof Publisher>[1],
): World['catalog'] {
  const plan = planService([
    { zone: zoneAfter, view: viewZone(zoneAfter, octets32(8)) },
    ...others.map((zone) => ({ zone, view: viewZone(zone, octets32(7)) })),
  ])
  assert.deepEqual([...targets].sort(), [...plan.targets.keys()].sort())
  const publisher = new Publisher(plan, verdictOf, () => undefined, 0)
  return { zones: plan.views, publicationOf: publisher.publicationOf.bind(publisher) }
}
