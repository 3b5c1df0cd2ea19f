// A standby that has not been well for long is told once, from stored facts, and again when it is proved.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { planService } from '../../../src/control/plan/service-plan.ts'
import { Publisher } from '../../../src/control/publish/publisher.ts'
import { StandbyAlarm } from '../../../src/control/settle/standby-alarm.ts'
import { judge, UNKNOWN_VERDICT, type Verdict } from '../../../src/health/verdict.ts'
import { movedBy } from '../../../src/health/verdict-times.ts'
import { createLog } from '../../../src/log.ts'
import type { Transition, TransitionQuery } from '../../../src/store/transitions.ts'
import { exampleZone, viewOf } from '../../support/ask.ts'

const DAY_MS = 86_400_000
const THRESHOLDS = { fall: 1, rise: 1 }

const POOL = `;@ check web tcp port=1
;@ check db tcp port=2
;@ check both all web db
;@ check any any web db
www A 192.0.2.1 ;@ primary check=web
www A 192.0.2.2 ;@ standby check=web
`

/** One pool under a clock that a test moves; targets are probed when it says so. */
class Watched {
  readonly verdicts = new Map<string, Verdict>()
  readonly history: string[] = []
  nowMs = 1_000 * DAY_MS
  #alarm = this.#newAlarm()
  #lines: string

  constructor(lines = POOL) {
    this.#lines = lines
  }

  /** Each target ends a probe, `+id` good and `-id` bad; then so many days pass. */
  probe(ends: string, days = 0): void {
    for (const end of ends.split(' ')) {
      const id = end.slice(1)
      const outcome = { ending: end[0] === '+' ? 'ok' : 'refused', detail: '', latencyMs: 1 } as const
      this.verdicts.set(id, judge(this.verdicts.get(id) ?? UNKNOWN_VERDICT, outcome, THRESHOLDS, this.nowMs))
    }
    this.nowMs += days * DAY_MS
  }

  /** What is told now: `192.0.2.2 stale`. */
  look(): string[] {
    const acts = this.#alarm.acts(this.#published(), this.nowMs)
    for (const { target, to } of acts) this.history.push(`${target}|${to}`)
    return acts.map(({ target, to }) => `${target.replace(/^\S+ \S+ /, '')} ${to}`)
  }

  detail(): string {
    const { plan } = this.#published()
    const [planned] = plan.pools.values()
    assert.ok(planned !== undefined)
    return [...this.#alarm.staleIn(planned).values()].join()
  }

  isDue(): boolean {
    return this.#alarm.isDue(this.nowMs)
  }

  get revision(): number {
    return this.#alarm.revision
  }

  /** As the settler has it: the verdicts go with the clock. */
  setClock(days: number): void {
    const byMs = days * DAY_MS
    this.nowMs += byMs
    for (const [id, verdict] of this.verdicts) this.verdicts.set(id, movedBy(verdict, byMs))
    this.#alarm.clockMoved(byMs)
  }

  restart(): void {
    this.#alarm = this.#newAlarm()
  }

  reload(lines: string): void {
    this.#lines = lines
  }

  #newAlarm(): StandbyAlarm {
    const read = ({ about }: TransitionQuery): Transition[] => {
      const last = this.history.findLast((line) => line.startsWith(`${about?.target}|`))
      if (last === undefined) return []
      const [target = '', to = ''] = last.split('|')
      return [{ id: 1, atMs: 1, kind: 'standby', target, from: '', to, reason: '', detail: 'as told' }]
    }
    const transitions = { read, readAfter: () => [], newestId: () => 0, nextAbout: () => undefined }
    return new StandbyAlarm({
      store: { transitions },
      log: createLog('silent'),
      verdictOf: (id) => this.verdicts.get(id),
      staleMs: 7 * DAY_MS,
    })
  }

  #published() {
    const zone = exampleZone(this.#lines)
    const plan = planService([{ zone, view: viewOf(zone) }])
    const publisher = new Publisher(
      plan,
      (id) => this.verdicts.get(id),
      () => undefined,
      this.nowMs,
    )
    return { plan, publisher }
  }
}

describe('a standby is stale', () => {
  test('when it has not passed for seven days, and is told once', () => {
    const watched = new Watched()
    watched.probe('+192.0.2.1/web +192.0.2.2/web')
    assert.deepEqual(watched.look(), [])
    watched.probe('+192.0.2.1/web -192.0.2.2/web', 6.9)
    watched.probe('+192.0.2.1/web -192.0.2.2/web')
    assert.deepEqual(watched.look(), [])
    watched.probe('+192.0.2.1/web -192.0.2.2/web', 0.1)
    assert.deepEqual(watched.look(), ['192.0.2.2 stale'])
    assert.match(watched.detail(), /^192\.0\.2\.2\/web last passed at \d{4}-/)
    watched.probe('+192.0.2.1/web -192.0.2.2/web', 30)
    assert.deepEqual(watched.look(), [])
  })

  test('when it has never passed since its first probe', () => {
    const watched = new Watched()
    watched.look()
    watched.probe('+192.0.2.1/web -192.0.2.2/web', 6.9)
    assert.deepEqual(watched.look(), [])
    watched.probe('+192.0.2.1/web -192.0.2.2/web', 0.1)
    assert.deepEqual(watched.look(), ['192.0.2.2 stale'])
    assert.match(watched.detail(), /^192\.0\.2\.2\/web has never passed since \d{4}-/)
  })

  test('not while it has not been probed at all', () => {
    const watched = new Watched()
    watched.look()
    watched.probe('+192.0.2.1/web', 8)
    assert.deepEqual(watched.look(), [])
  })

  test('as soon as it would be had the clock not been set back by a year meanwhile', () => {
    const watched = new Watched()
    watched.look()
    watched.probe('+192.0.2.1/web -192.0.2.2/web', 4)
    watched.setClock(-365)
    watched.probe('+192.0.2.1/web -192.0.2.2/web', 4)
    watched.probe('+192.0.2.1/web -192.0.2.2/web')
    assert.deepEqual(watched.look(), ['192.0.2.2 stale'])
  })

  test('not because the clock is set ahead', () => {
    const watched = new Watched()
    watched.look()
    watched.probe('+192.0.2.1/web -192.0.2.2/web', 4)
    watched.setClock(365)
    assert.deepEqual(watched.look(), [])
  })

  test('not when it is the one that is answered, also as a last resort', () => {
    const watched = new Watched()
    watched.look()
    watched.probe('-192.0.2.1/web +192.0.2.2/web', 8)
    watched.probe('-192.0.2.1/web +192.0.2.2/web')
    assert.deepEqual(watched.look(), ['192.0.2.1 stale'])
    const allDown = new Watched()
    allDown.look()
    allDown.probe('-192.0.2.1/web -192.0.2.2/web', 8)
    allDown.probe('-192.0.2.1/web -192.0.2.2/web')
    assert.deepEqual(allDown.look(), ['192.0.2.2 stale'], 'the first tier is answered when all are down')
  })

  test('not when another of its checks would do; but when one of those fails that must all pass', () => {
    const lines = POOL.replace('standby check=web', 'standby check=any')
    const either = new Watched(lines)
    either.look()
    either.probe('+192.0.2.1/web -192.0.2.2/web +192.0.2.2/db', 8)
    either.probe('+192.0.2.1/web -192.0.2.2/web -192.0.2.2/db')
    assert.deepEqual(either.look(), ['192.0.2.2 stale'], 'neither has passed for eight days')
    const one = new Watched(lines)
    one.look()
    one.probe('+192.0.2.1/web -192.0.2.2/web', 8)
    one.probe('+192.0.2.1/web -192.0.2.2/web +192.0.2.2/db')
    assert.deepEqual(one.look(), [])
    const all = new Watched(lines.replace('check=any', 'check=both'))
    all.look()
    all.probe('+192.0.2.1/web -192.0.2.2/web', 8)
    all.probe('+192.0.2.1/web -192.0.2.2/web +192.0.2.2/db')
    assert.deepEqual(all.look(), ['192.0.2.2 stale'])
  })

  test('when the host that it follows is', () => {
    const watched = new Watched(`;@ check web tcp port=1
mail1 A 192.0.2.1 ;@ check=web
mail2 A 192.0.2.2 ;@ check=web
mx MX 10 mail1 ;@ primary follow
mx MX 20 mail2 ;@ standby follow
`)
    watched.look()
    watched.probe('+192.0.2.1/web -192.0.2.2/web', 8)
    watched.probe('+192.0.2.1/web -192.0.2.2/web')
    assert.deepEqual(watched.look(), ['20 mail2.example.com. stale'])
  })
})

describe('a stale standby', () => {
  function stale(): Watched {
    const watched = new Watched()
    watched.look()
    watched.probe('+192.0.2.1/web -192.0.2.2/web', 8)
    watched.probe('+192.0.2.1/web -192.0.2.2/web')
    assert.deepEqual(watched.look(), ['192.0.2.2 stale'])
    return watched
  }

  test('for another reason than before makes another revision, though nothing is told', () => {
    const watched = new Watched(POOL.replace('standby check=web', 'standby check=both'))
    watched.probe('+192.0.2.1/web -192.0.2.2/web')
    watched.probe('+192.0.2.1/web -192.0.2.2/web +192.0.2.2/db', 5)
    watched.look()
    watched.probe('+192.0.2.1/web -192.0.2.2/web +192.0.2.2/db', 3)
    watched.probe('-192.0.2.2/web -192.0.2.2/db')
    assert.deepEqual(watched.look(), ['192.0.2.2 stale'])
    const [text, revision] = [watched.detail(), watched.revision]
    watched.probe('-192.0.2.2/web -192.0.2.2/db')
    assert.deepEqual(watched.look(), [])
    assert.deepEqual([watched.detail(), watched.revision], [text, revision])
    watched.probe('-192.0.2.2/web -192.0.2.2/db', 4)
    watched.probe('-192.0.2.2/web -192.0.2.2/db')
    assert.deepEqual(watched.look(), [])
    assert.notEqual(watched.detail(), text)
    assert.notEqual(watched.revision, revision)
  })

  test('is proved by the first probe that passes', () => {
    const watched = stale()
    watched.probe('+192.0.2.2/web')
    assert.deepEqual(watched.look(), ['192.0.2.2 proved'])
    assert.deepEqual(watched.look(), [])
  })

  test('stays stale while it is answered because all are down', () => {
    const watched = stale()
    watched.reload(`${POOL};@ pool www A when-all-down=all\n`)
    watched.probe('-192.0.2.1/web')
    assert.deepEqual(watched.look(), [])
  })

  test('is none any more when it is not declared', () => {
    const watched = stale()
    watched.reload(POOL.replace('192.0.2.2', '192.0.2.3'))
    assert.deepEqual(watched.look(), ['192.0.2.2 none'])
  })

  test('is not told again after a restart, before or after its next probe', () => {
    const watched = stale()
    watched.nowMs += 60_000
    watched.restart()
    assert.deepEqual(watched.look(), [])
    assert.match(watched.detail(), /192\.0\.2\.2\/web has never passed/)
    watched.probe('+192.0.2.1/web -192.0.2.2/web')
    assert.deepEqual(watched.look(), [])
  })

  test('that was proved just before a crash is told to be proved after the restart', () => {
    const watched = stale()
    watched.probe('+192.0.2.2/web')
    watched.restart()
    assert.deepEqual(watched.look(), ['192.0.2.2 proved'])
  })
})

test('after eight days without us no standby is stale before it has been probed again', () => {
  const watched = new Watched()
  watched.probe('+192.0.2.1/web +192.0.2.2/web', 8)
  watched.restart()
  assert.deepEqual(watched.look(), [])
  watched.probe('+192.0.2.1/web +192.0.2.2/web')
  assert.deepEqual(watched.look(), [])
  watched.nowMs += 8 * DAY_MS
  watched.restart()
  watched.look()
  watched.probe('+192.0.2.1/web -192.0.2.2/web')
  assert.deepEqual(watched.look(), ['192.0.2.2 stale'])
})

test('a look is due ten seconds after the last one, and at once when the clock was set back', () => {
  const watched = new Watched()
  assert.equal(watched.isDue(), true)
  watched.look()
  watched.nowMs += 9_999
  assert.equal(watched.isDue(), false)
  watched.nowMs += 1
  assert.equal(watched.isDue(), true)
  watched.nowMs -= DAY_MS
  assert.equal(watched.isDue(), true)
})
