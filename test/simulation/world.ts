// A simulated world from its script: the real control plane, a real store, virtual time, servers that do as they are told.
import assert from 'node:assert/strict'
import type { BookHandle } from '../../src/answer/book-handle.ts'
import { PAUSE_MS } from '../../src/control/checks/pulse.ts'
import { nameToText } from '../../src/dns/name.ts'
import { detectionMs } from '../../src/health/timing.ts'
import type { Log } from '../../src/log.ts'
import type { Store } from '../../src/store/store.ts'
import { Client } from '../support/book-world.ts'
import { checkFall, checkOutcome, checkPools, disturbanceMs, FlipCount, recoveryMs } from './invariants.ts'
import { Lasting } from './lasting.ts'
import { Pace } from './pace.ts'
import { Remembered } from './remembered.ts'
import { ScriptedServers } from './scripted-servers.ts'
import { PORTS, type Script, type Step } from './scripts.ts'
import { SimulatedNode } from './simulated-node.ts'
import type { VirtualTime } from './virtual-time.ts'

export interface Ground {
  readonly time: VirtualTime
  readonly store: Store
  readonly log: Log
}

/** Between two looks at a world in which nothing has changed. */
const LOOK_EVERY_MS = 500
/** The daemon looks at its clock at least once a second; until then what lasts seems to have lasted longer or shorter. */
const CLOCK_NOTICED_MS = 1100
/** Steps in which a probe is waited for, and how many: some server is always probed within two seconds. */
const WAIT_MS = 10
const MAX_WAITS = 200
/** A server gives us up when we stand still for longer than what we notice for sure, and not again for a while. */
const GIVES_UP_MS = PAUSE_MS + 100
const GIVES_UP_EVERY_MS = 10_000

/** Throws when an invariant is broken on the way. */
export async function runWorld(ground: Ground, script: Script): Promise<void> {
  const world = new World(ground, script)
  for (const [afterMs, step] of script.steps) {
    await world.live(afterMs)
    await world.take(step)
  }
  await world.live(world.quietMs)
  world.recall()
}

class World {
  readonly #ground: Ground
  readonly #script: Script
  readonly #servers: ScriptedServers
  readonly #flips = new FlipCount()
  readonly #lasting = new Lasting()
  readonly #pace = new Pace()
  readonly #remembered = new Remembered()
  #text: string
  #client: { readonly handle: BookHandle; readonly client: Client } | undefined
  /** Found by somebody who must not throw. */
  #violation: unknown
  #node: SimulatedNode
  #disturbedMs = 0
  #lookedMs = 0
  #clockSetMs = Number.NEGATIVE_INFINITY
  #hasChanged = true
  #gaveUpMs = Number.NEGATIVE_INFINITY

  constructor(ground: Ground, script: Script) {
    const { time, store } = ground
    time.clear()
    time.nowMs = 0
    time.aheadMs = 0
    store.removeZonesExcept([], 0)
    store.removeVerdictsExcept([])
    this.#ground = ground
    this.#script = script
    this.#servers = new ScriptedServers(time)
    this.#text = script.zones[0] ?? ''
    this.#node = this.#begin()
  }

  get #isClockRead(): boolean {
    return this.#ground.time.nowMs >= this.#clockSetMs + CLOCK_NOTICED_MS
  }

  /** Long enough for everything that is under way to come to its end. */
  get quietMs(): number {
    const ends = [...this.#node.service.plan.targets.values()].map(
      ({ timing }) => disturbanceMs(timing) + Math.max(detectionMs(timing), recoveryMs(timing)),
    )
    return 2 * Math.max(...ends)
  }

  async live(forMs: number): Promise<void> {
    const { time } = this.#ground
    const untilMs = time.nowMs + forMs
    while (time.nowMs < untilMs) {
      const nextMs = Math.min(untilMs, time.nowMs + LOOK_EVERY_MS)
      await time.runUntil(nextMs, () => this.#look())
      this.#look()
      if (nextMs < untilMs && this.#isClockRead) this.#remembered.note(this.#node.service, Date.now())
    }
  }

  /** What the database tells of the instants that were noted is what was answered then. */
  recall(): void {
    this.#remembered.check(this.#ground.store.path)
  }

  async take(step: Step): Promise<void> {
    const { time } = this.#ground
    switch (step.is) {
      case 'server':
        return this.#servers.set(step.server, step.condition)
      case 'partition':
        return this.#servers.partition(step.partitioned)
      case 'close':
        return this.#servers.closeHeld(step.server)
      case 'stall':
        if (step.inProbe) await this.#nextProbe()
        time.standStill(step.forMs)
        this.#giveUp(step.forMs)
        break
      case 'clock':
        time.aheadMs += step.byMs
        if (step.byMs < 0) this.#remembered.clear()
        this.#clockSetMs = time.nowMs
        break
      case 'edit':
        this.#text = this.#script.zones[step.zone] ?? this.#text
        this.#node.edit(this.#text)
        this.#flips.clear()
        this.#lasting.clear()
        break
      case 'restart':
        this.#restart(step.how, step.awayMs)
        break
    }
    this.#disturbedMs = time.nowMs
    this.#hasChanged = true
    // What was made late has rung before anybody looks.
    await time.runUntil(time.nowMs, () => undefined)
  }

  /** Whom we kept waiting ends what we have begun; once in a while, for only one failure is excused. */
  #giveUp(stoodMs: number): void {
    const { nowMs } = this.#ground.time
    if (stoodMs <= GIVES_UP_MS || nowMs < this.#gaveUpMs + GIVES_UP_EVERY_MS) return
    this.#gaveUpMs = nowMs
    this.#servers.giveUp()
  }

  /** Until one has just begun. */
  async #nextProbe(): Promise<void> {
    const { asked } = this.#servers
    const { time } = this.#ground
    for (let waits = 0; waits < MAX_WAITS && this.#servers.asked === asked; waits++)
      await time.runUntil(time.nowMs + WAIT_MS, () => this.#look())
  }

  /** What is answered right after it is what would be answered now without it. */
  #restart(how: 'killed' | 'stopped', awayMs: number): void {
    const { time } = this.#ground
    if (how === 'stopped') this.#node.stop()
    // By how much the clock was set can only be told by one who lived before and after.
    if (!this.#isClockRead) this.#lasting.clear()
    time.clear()
    this.#servers.forgetOpen()
    time.nowMs += awayMs
    const { plan, publisher } = this.#node.service
    // A failback may have come meanwhile.
    publisher.refresh(plan.pools.keys(), Date.now())
    const without = this.#answered()
    this.#node = this.#begin()
    assert.deepEqual(this.#answered(), without, 'another answer after a restart')
  }

  #answered(): unknown {
    const { plan, publisher } = this.#node.service
    const states = [...plan.targets.keys()].map((id) => [id, this.#node.verdicts.get(id)?.state ?? 'unknown'])
    const members = [...plan.pools.values()].map(({ pool }) => [
      nameToText(pool.owner),
      publisher.publicationOf(pool).standings.map((standing) => standing.members),
    ])
    return { states, members }
  }

  #begin(): SimulatedNode {
    const { store, log, time } = this.#ground
    const servers = this.#servers
    const serverOf = (id: string): string => {
      const [address, check = ''] = id.split('/')
      return `${address}:${PORTS[check]}`
    }
    return new SimulatedNode(
      {
        store,
        log,
        servers,
        onOutcome: (id, { ending }) => this.#guarded(() => checkOutcome(servers, serverOf(id), ending)),

        onJudged: ({ id, timing }, verdict) => {
          this.#hasChanged ||= verdict.sinceMs === verdict.lastAtMs
          this.#lasting.note(id, verdict, time.nowMs)
          this.#guarded(() => checkFall(id, verdict))
          if (verdict.goods === 0) this.#pace.forget(id)
          else this.#guarded(() => this.#pace.note(id, servers.startedMs(serverOf(id)), timing))
          this.#guarded(() => this.#flips.note(id, verdict, timing, time.nowMs))
        },
      },
      this.#text,
    )
  }

  /** After a verdict has changed, and every now and then. */
  #look(): void {
    const { nowMs } = this.#ground.time
    if (this.#violation !== undefined) throw this.#violation
    if (!this.#isClockRead) return
    if (!this.#hasChanged && nowMs < this.#lookedMs + LOOK_EVERY_MS) return
    this.#hasChanged = false
    this.#lookedMs = nowMs
    this.#lasting.check(this.#node.verdicts, nowMs)
    const client = this.#clientOfBook()
    checkPools({ node: this.#node, servers: this.#servers, client, nowMs, disturbedMs: this.#disturbedMs })
  }

  #clientOfBook(): Client {
    const { book } = this.#node.books
    if (this.#client?.handle !== book.handle) this.#client = { handle: book.handle, client: new Client(book) }
    return this.#client.client
  }

  #guarded(check: () => void): void {
    try {
      check()
    } catch (error) {
      this.#violation ??= error
    }
  }
}
