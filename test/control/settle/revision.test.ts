// The revision of the control plane, held against what the status shows: whatever happens, a text that is another has another one.
import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import fc from 'fast-check'
import { compileBook } from '../../../src/answer/compile.ts'
import { viewZone } from '../../../src/answer/zone-view.ts'
import { WallClock } from '../../../src/control/checks/wall-clock.ts'
import type { Daemon } from '../../../src/control/daemon.ts'
import { doubtStatus, poolStatus, seenNow, targetStatus } from '../../../src/control/desk/status.ts'
import { compiledZones } from '../../../src/control/load/whole-zone.ts'
import { Overrides } from '../../../src/control/plan/overrides.ts'
import { BookKeeper } from '../../../src/control/publish/book-keeper.ts'
import { type InService, putInService, servedZone } from '../../../src/control/publish/in-service.ts'
import { Settler } from '../../../src/control/settle/settler.ts'
import { octets32 } from '../../../src/dns/octets.ts'
import type { Outcome } from '../../../src/health/outcome.ts'
import type { Verdict } from '../../../src/health/verdict.ts'
import { createLog } from '../../../src/log.ts'
import { VirtualTime } from '../../simulation/virtual-time.ts'
import { open, temporaryPath } from '../../store/temporary.ts'
import { zoneFrom } from '../../support/ask.ts'

const ZONE = `$TTL 60
@ SOA ns hostmaster 1 3600 600 86400 60
@ NS ns
ns A 192.0.2.53
;@ check web tcp port=1 every=1s timeout=500ms fall=2 rise=2 flap=2/30s
;@ check db tcp port=2 every=1s timeout=500ms fall=1 rise=1
;@ check both all web db
www A 192.0.2.1 ;@ primary check=web
www A 192.0.2.2 ;@ standby check=both
;@ pool www A failback=20s slow-start=10s
mail A 192.0.2.1 ;@ primary check=db
mail A 192.0.2.3 ;@ standby check=db
`

/** The parts of a control plane, put together as control/daemon.ts does it, but for probes, loads and windows. */
class Desk {
  readonly time = new VirtualTime()
  readonly verdicts = new Map<string, Verdict>()
  readonly settler: Settler
  readonly overrides: Overrides
  readonly service: InService
  readonly #restore: () => void

  constructor(t: TestContext) {
    const store = open(t, temporaryPath(t))
    this.#restore = this.time.install()
    const log = createLog('silent')
    const zone = zoneFrom(ZONE)
    const view = viewZone(zone, octets32(1))
    const book = compileBook(new Map([[view.origin, view]]))
    const given = { file: 'zone', contentHash: 'a', serial: 1, loadedAtMs: 0, findings: [], stale: false }
    const summary = { ...given, records: 1, pools: view.pools.size, origin: zone.origin }
    const zones = compiledZones([{ zone, view, summary }], book.dependents).map((one) => servedZone(one, {}))
    this.overrides = new Overrides({ store, log, onEnded: () => this.settler.decreed([]) })
    const timed = { overrides: this.overrides }
    this.service = putInService(
      zones,
      (id) => this.verdicts.get(id),
      () => undefined,
      Date.now(),
      timed,
    )
    this.settler = new Settler({
      store,
      log,
      books: new BookKeeper(book, this.service.catalog),
      verdicts: this.verdicts,
      service: () => this.service,
      probeNow: () => undefined,
      windowOf: () => ({ openUntilMs: undefined, opensAtMs: undefined }),
      onJudged: () => undefined,
      staleMs: 15_000,
      clock: new WallClock(),
    })
    this.settler.followClock()
  }

  /** As control/daemon.ts makes it, but for loads and windows. */
  get revision(): string {
    const nowMs = Date.now()
    return [this.settler.revision(nowMs), this.overrides.revision(this.service.plan, nowMs)].join('.')
  }

  /** What the status shows, but for counts, the last probes, and the sentences that tell these. */
  text(): string {
    const { service, verdicts, settler, overrides } = this
    const { belief, standbys } = settler
    const windowOf = () => ({ openUntilMs: undefined, opensAtMs: undefined })
    const parts = { service, verdicts, belief, standbys, overrides, windowOf, nextProbeAtMs: () => undefined }
    const daemon = parts as unknown as Daemon
    const seen = seenNow(daemon)
    const targets = [...service.plan.targets.values()].map((target) => {
      const { goods: _, bads: __, last: ___, ...lasting } = targetStatus(target, seen)
      return lasting
    })
    const pools = [...service.plan.pools.values()].map((planned) => poolStatus(planned, seen))
    const shown = { ...doubtStatus(daemon), targets, pools, open: overrides.at(seen.decreed.nowMs) }
    return JSON.stringify(shown).replaceAll(LAST_PROBE, '')
  }

  async wait(ms: number): Promise<void> {
    await this.time.runUntil(this.time.nowMs + ms, () => undefined)
    this.settler.writeOutcomes()
  }

  close(): void {
    this.overrides.stop()
    this.time.clear()
    this.#restore()
  }
}

const LAST_PROBE = /: (passed|connection refused) \(\d+ (good|bad) in a row\)/g

type Doing = (desk: Desk) => void | Promise<void>

const outcomes = fc.record({ target: fc.nat(), isGood: fc.boolean(), isAll: fc.boolean() }).map(
  ({ target, isGood, isAll }): Doing =>
    async (desk) => {
      const ids = [...desk.service.plan.targets.keys()]
      const outcome: Outcome = { ending: isGood ? 'ok' : 'refused', detail: '', latencyMs: 1 }
      for (const id of isAll ? ids : [ids[target % ids.length] as string]) desk.settler.take(id, outcome)
      desk.settler.settle()
    },
)
const passing = fc.integer({ min: 1, max: 12_000 }).map(
  (ms): Doing =>
    (desk) =>
      desk.wait(ms),
)
/** Time that no timer has told of yet. */
const standing = fc.integer({ min: 1, max: 40_000 }).map(
  (ms): Doing =>
    (desk) =>
      desk.time.standStill(ms),
)
const clock = fc.integer({ min: -100_000, max: 100_000 }).map(
  (ms): Doing =>
    (desk) => {
      desk.time.aheadMs += ms
      desk.settler.writeOutcomes()
    },
)
const decree = fc
  .record({ decree: fc.constantFrom('drain', 'force-down', 'force-up'), s: fc.integer({ min: 1, max: 20 }) })
  .map(
    ({ decree, s }): Doing =>
      ({ overrides, settler }) => {
        const [startedMs, endsMs] = [Date.now(), Date.now() + s * 1000]
        overrides.add({ target: '192.0.2.1', decree, who: 'a', why: 'b', startedMs, endsMs })
        settler.decreed([])
        overrides.followClock()
      },
  )
const failback = fc.constant<Doing>(({ settler, service }) => {
  for (const key of service.plan.pools.keys()) settler.failback(key)
})

test('whatever happens, the status shows something else only under another revision', async (t) => {
  const doings = fc.array(
    fc.oneof(
      { arbitrary: outcomes, weight: 8 },
      { arbitrary: passing, weight: 4 },
      standing,
      clock,
      decree,
      failback,
    ),
    { maxLength: 60 },
  )
  const run = async (list: readonly Doing[]): Promise<void> => {
    const desk = new Desk(t)
    try {
      let known = [desk.revision, desk.text()] as const
      for (const doing of list) {
        await doing(desk)
        const now = [desk.revision, desk.text()] as const
        if (now[0] === known[0]) assert.deepEqual(JSON.parse(now[1]), JSON.parse(known[1]))
        known = now
      }
    } finally {
      desk.close()
    }
  }
  await fc.assert(fc.asyncProperty(doings, run), { numRuns: 30 })
})

test('a hold, a drain and an override end under another revision in that very millisecond, whenever a timer tells of it', async (t) => {
  const desk = new Desk(t)
  const endsUnderAnother = (ms: number): void => {
    desk.time.standStill(ms - 1)
    const before = [desk.revision, desk.text()]
    desk.time.standStill(1)
    assert.notEqual(desk.text(), before[1])
    assert.notEqual(desk.revision, before[0])
  }
  try {
    const probe = (...endings: readonly Outcome['ending'][]): void => {
      for (const ending of endings) {
        desk.settler.take('192.0.2.2/web', { ending, detail: '', latencyMs: 1 })
        desk.settler.settle()
      }
    }
    probe('ok', 'ok', 'refused', 'refused', 'ok', 'ok', 'refused', 'refused')
    assert.match(desk.text(), /"heldUntilMs"/)
    endsUnderAnother(30_000)
    await desk.wait(1)
    const [startedMs, endsMs] = [Date.now(), Date.now() + 90_000]
    desk.overrides.add({ target: '192.0.2.1', decree: 'drain', who: 'a', why: 'b', startedMs, endsMs })
    desk.settler.decreed([])
    // One TTL.
    endsUnderAnother(60_000)
    await desk.wait(1)
    endsUnderAnother(endsMs - Date.now())
  } finally {
    desk.close()
  }
})
