// What must hold in every simulated world at every moment; each function throws when it does not.
import assert from 'node:assert/strict'
import type { Pool } from '../../src/answer/pool.ts'
import { publish } from '../../src/answer/publish.ts'
import { addressText } from '../../src/control/plan/address-text.ts'
import { memberHealth } from '../../src/control/plan/availability.ts'
import type { PlannedPool } from '../../src/control/plan/service-plan.ts'
import { foldCase, nameToText } from '../../src/dns/name.ts'
import { isServing } from '../../src/health/state.ts'
import { detectionMs, type Timing } from '../../src/health/timing.ts'
import type { Verdict } from '../../src/health/verdict.ts'
import { failoverBudgets } from '../../src/zone/budget.ts'
import type { CheckDeclaration, ProbeDeclaration, Zone } from '../../src/zone/zone.ts'
import { assertSame, type Client } from '../support/book-world.ts'
import { type ScriptedServers, serves } from './scripted-servers.ts'
import { PORTS } from './scripts.ts'
import type { SimulatedNode } from './simulated-node.ts'

/** Timers have whole milliseconds: each start and each deadline comes up to one late. */
const SLACK_MS = 20
const CLIENT = [10, 1, 2, 3]

export interface Moment {
  readonly node: SimulatedNode
  readonly servers: ScriptedServers
  /** Of the node's book. */
  readonly client: Client
  readonly nowMs: number
  /** When we last stood still, began, were edited, or had our clock set: detection begins anew then, at worst. */
  readonly disturbedMs: number
}

/** What a member's servers have been for so long that its verdict must say so; undefined: too short to tell. */
type Settled = 'up' | 'down' | undefined

export function checkPools(moment: Moment): void {
  const { node, client } = moment
  checkVerdicts(moment)
  for (const { zone } of node.service.zones) {
    const boundsMs = new Map(failoverBudgets(zone).map((one) => [keyOf(one), one.detectionMs]))
    for (const planned of node.service.plan.pools.values()) {
      const { pool } = planned
      checkBook(client, node, pool)
      checkPublication(moment, planned)
      checkTtl(moment, planned)
      if (planned.needs.every(({ host }) => host === undefined))
        checkMembers(moment, pool, zone, boundsMs.get(keyOf(pool)) ?? 0)
    }
  }
}

function keyOf({ owner, type }: Pick<Pool, 'owner' | 'type'>): string {
  return `${type} ${foldCase(owner)}`
}

/** Within its own bound a target is what its server is. */
function checkVerdicts(moment: Moment): void {
  const { node, nowMs } = moment
  for (const { id, address, checkName, timing } of node.service.plan.targets.values()) {
    const settled = settledServer(moment, { name: checkName, timing }, address, detectionMs(timing))
    if (settled === undefined) continue
    const state = node.verdicts.get(id)?.state ?? 'unknown'
    assert.equal(isServing(state) ? 'up' : state, settled, `the verdict on ${id} at ${nowMs} ms`)
  }
}

/** What the book answers is what publish() has said, and never nothing unless somebody has asked for it. */
function checkBook(client: Client, node: SimulatedNode, pool: Pool): void {
  const { wire, plain } = client.ask(node.service.catalog, pool.owner, pool.type, CLIENT)
  const text = nameToText(pool.owner)
  assertSame({ wire, plain }, `the book and publish() differ for ${text}`)
  if (pool.options.whenAllDown !== 'none') assert.ok(wire.answer.length > 0, `an empty answer for ${text}`)
}

/** Nothing that the verdicts say now waits to be published. */
function checkPublication({ node }: Moment, { pool, needs }: PlannedPool): void {
  const { publisher, plan } = node.service
  const published = publisher.publicationOf(pool)
  const health = needs.map((one) => memberHealth(one, plan, (id) => node.verdicts.get(id)))
  const anew = publish(pool, { health, before: published.standings, nowMs: Date.now() })
  assert.deepEqual(
    published.standings,
    anew.standings,
    `${nameToText(pool.owner)} is not what its verdicts say`,
  )
}

/** While an up target is failing, no cache keeps the answer beyond the time at which it may be down. */
function checkTtl({ node }: Moment, { pool, needs }: PlannedPool): void {
  const { publisher, plan } = node.service
  const { ttlSeconds } = publisher.publicationOf(pool)
  assert.ok(ttlSeconds <= pool.ttlSeconds)
  for (const id of needs.flatMap(({ checks }) => checks.flatMap(({ targetOf }) => [...targetOf.values()]))) {
    const verdict = node.verdicts.get(id)
    const timing = plan.targets.get(id)?.timing
    if (verdict === undefined || timing === undefined || !isServing(verdict.state) || verdict.bads === 0)
      continue
    const probes = Math.max(1, timing.fall - verdict.bads)
    assert.ok(
      ttlSeconds <= Math.max(1, (probes * timing.everyMs) / 1000),
      `TTL ${ttlSeconds} while ${id} is failing`,
    )
  }
}

/** No member that has been down for longer than the bound is answered while one is surely up; and the best tier is. */
function checkMembers(moment: Moment, pool: Pool, zone: Zone, boundMs: number): void {
  const { standings } = moment.node.service.publisher.publicationOf(pool)
  const answered = standings[0]?.members ?? []
  const settled = pool.members.map(({ record, note }) => {
    const address = addressText(record.type, record.rdata) ?? ''
    const each = note.checks.map((name) => settledCheck(moment, zone, name, address, boundMs))
    return each.includes('down') ? 'down' : each.every((one) => one === 'up') ? 'up' : undefined
  })
  const up = pool.members.flatMap((_, i) => (settled[i] === 'up' ? [i] : []))
  if (up.length === 0) return
  const where = `${nameToText(pool.owner)} at ${moment.nowMs} ms`
  for (const i of answered)
    assert.notEqual(settled[i], 'down', `${where}: member ${i} is answered, down for more than ${boundMs} ms`)
  const { min, failback, available } = pool.options
  if (min > 1 || failback !== 'auto' || available === 'degraded-last') return
  const tierOf = (i: number): number => pool.members[i]?.note.tier ?? 1
  const best = Math.min(...up.map(tierOf))
  for (const i of answered) assert.ok(tierOf(i) <= best, `${where}: tier ${tierOf(i)} answers, ${best} is up`)
}

function settledCheck(moment: Moment, zone: Zone, name: string, address: string, boundMs: number): Settled {
  const check = zone.checks.find((one) => one.name === name) as CheckDeclaration
  if (check.kind === 'probe') return settledServer(moment, check, address, boundMs)
  const each = check.members.map((member) => settledCheck(moment, zone, member, address, boundMs))
  if (each.filter((one) => one === 'up').length >= check.need) return 'up'
  return each.filter((one) => one !== 'down').length < check.need ? 'down' : undefined
}

function settledServer(
  { node, servers, nowMs, disturbedMs }: Moment,
  { name, timing }: Pick<ProbeDeclaration, 'name' | 'timing'>,
  address: string,
  boundMs: number,
): Settled {
  const { condition, sinceMs } = servers.of(`${address}:${PORTS[name]}`)
  const lastedMs = nowMs - Math.max(sinceMs, disturbedMs + disturbanceMs(timing)) - SLACK_MS
  if (!serves(condition)) return lastedMs > boundMs ? 'down' : undefined
  const holdLeftMs = (node.verdicts.get(`${address}/${name}`)?.damping?.hold?.untilMs ?? 0) - Date.now()
  if (holdLeftMs + timing.everyMs + timing.timeoutMs + SLACK_MS > 0) return undefined
  return lastedMs > recoveryMs(timing) ? 'up' : undefined
}

/** A probe that a pause of ours made late goes up to one interval later; its failure is excused once. */
export function disturbanceMs({ everyMs, timeoutMs }: Timing): number {
  return Math.max(everyMs, timeoutMs) + timeoutMs
}

/** From the recovery until the last probe that it takes to believe in it has ended; one may have begun before. */
export function recoveryMs({ everyMs, timeoutMs, rise }: Timing): number {
  return timeoutMs + rise * Math.max(everyMs, timeoutMs) + timeoutMs
}

/** A healthy server is never said to have failed, whatever we did meanwhile. */
export function checkOutcome(servers: ScriptedServers, server: string, ending: string): void {
  const { condition, sinceMs } = servers.of(server)
  if (serves(condition) && sinceMs < servers.startedMs(server))
    assert.equal(ending, 'ok', `${server} was well all the time`)
}

/** Whatever is remembered, and whatever was edited. */
export function checkFall(id: string, { state, sinceMs, last, lastAtMs }: Verdict): void {
  const hasFallen = state === 'down' && sinceMs === lastAtMs
  if (hasFallen) assert.notEqual(last?.ending, 'ok', `${id} is down since a probe that passed`)
}

/** With flap=CHANGES/TIME a target changes that often within the time, once more before it is too often, and goes down. */
export class FlipCount {
  readonly #changes = new Map<string, { readonly serving: boolean; readonly atMs: number[] }>()

  note(id: string, { state }: Verdict, { flap }: Timing, nowMs: number): void {
    const before = this.#changes.get(id)
    const serving = isServing(state)
    if (before?.serving === serving) return
    const atMs = before === undefined ? [] : [...before.atMs, nowMs]
    this.#changes.set(id, { serving, atMs })
    if (flap === undefined) return
    const within = atMs.filter((ms) => nowMs - ms < flap.withinMs - SLACK_MS)
    assert.ok(
      within.length <= flap.changes + 2,
      `${id} changed ${within.length} times in ${flap.withinMs} ms`,
    )
  }

  /** Other rules hold from now on. */
  clear(): void {
    this.#changes.clear()
  }
}
