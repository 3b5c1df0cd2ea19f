// The board of alerts: whatever happens in whatever order, and wherever we are killed, nobody is left untold.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { elapsedMs } from '../../../src/alert/alert.ts'
import type { Happening } from '../../../src/alert/from-transition.ts'
import type { Notification } from '../../../src/alert/notification.ts'
import { Board, MAX_ALERTS } from '../../../src/control/alerts/board.ts'
import { NEW_RECORD } from '../../../src/store/alerts.ts'
import { GROUP_MS, happening, NOW_MS, receiver } from '../../alert/alerts.ts'
import { type KillAt, Killed, MemoryStore } from './memory-store.ts'

const TARGETS = ['a/web', 'b/web', 'c/web'] as const
const ON_CALL = receiver()
const CONCERN = { zones: ['corp.example.'], pools: ['www.corp.example. A'] }

/** A node with one receiver: what it knows is lost with a kill, what it has stored is not. */
class Node {
  readonly store = new MemoryStore()
  readonly history: Happening[] = []
  /** As they arrived, repetitions too. */
  readonly received: Notification[] = []
  nowMs = NOW_MS
  /** Targets that somebody has taken out. */
  readonly #out = new Set<string>()
  /** By target: how much had happened when somebody took it out. */
  readonly plans = new Map<string, number[]>()
  /** Conditions that began and ended while they were. */
  readonly neverTold = new Set<string>()
  /** What fell while it was out, and has been out since: by target. */
  readonly #planned = new Map<string, string>()
  #board: Board | undefined
  #pending: Notification | undefined
  #ids = 0

  /** The state of a target changes, if it is another one. */
  turn(target: string, to: 'up' | 'down'): void {
    const from = this.history.findLast((one) => one.target === target)?.to ?? 'up'
    if (from === to) return
    const rest = { id: this.history.length + 1, atMs: this.nowMs }
    this.history.push(happening(`verdict ${target} ${from}>${to}`, rest))
    if (this.#out.has(target) && to === 'down') this.#planned.set(target, `target ${target} ${this.nowMs}`)
    const planned = this.#planned.get(target)
    if (to === 'up' && planned !== undefined) this.neverTold.add(planned)
    if (to === 'up') this.#planned.delete(target)
  }

  /** Somebody takes a target out, or puts it in again: all that has happened until then is looked at. */
  plan(target: string, isOut: boolean): void {
    this.look(100)
    if (isOut) {
      this.#out.add(target)
      this.plans.set(target, [...(this.plans.get(target) ?? []), this.history.length])
    } else {
      this.#out.delete(target)
      this.#planned.delete(target)
    }
    this.look(100)
  }

  look(batch: number, killAt?: KillAt): void {
    this.store.killAt = killAt
    this.#orDie(() => {
      const board = this.#started()
      const rows = this.history.slice(board.cursor, board.cursor + batch)
      const whyOut = (target: string) => (this.#out.has(target) ? 'drained by ops' : undefined)
      board.take(rows, ({ target }) => {
        const planned = whyOut(target)
        return planned === undefined ? CONCERN : { ...CONCERN, planned }
      })
      board.hold(({ target }) => whyOut(target), this.nowMs)
      this.#tell(board)
      board.forget()
    })
    this.store.killAt = undefined
  }

  /** The receiver gets what is pending; whether we live to write that down is another matter. */
  deliver(killAt?: KillAt): void {
    this.#orDie(() => {
      this.#started()
      if (this.#pending === undefined) return
      this.received.push(this.#pending)
      this.store.killAt = killAt
      this.store.noteEnd(ON_CALL.name, NEW_RECORD)
      this.#pending = undefined
    })
    this.store.killAt = undefined
  }

  kill(): void {
    this.#board = undefined
    this.#pending = undefined
  }

  #tell(board: Board): void {
    if (this.#pending !== undefined) return
    const envelope = { id: `msg_${++this.#ids}`, receiver: ON_CALL.name, node: 'ns1', madeMs: this.nowMs }
    this.#pending = board.next(ON_CALL, [], envelope, undefined).notification
  }

  #started(): Board {
    if (this.#board !== undefined) return this.#board
    const stored = this.store.read()
    this.#pending = stored.pending[0]?.notification
    this.#board = new Board(this.store, [ON_CALL], stored)
    return this.#board
  }

  #orDie(work: () => void): void {
    try {
      work()
    } catch (error) {
      if (!(error instanceof Killed)) throw error
      this.kill()
    }
  }
}

type Step = (node: Node) => void

const KILLS = fc.constantFrom<KillAt>(undefined, undefined, undefined, 'before', 'after')
const STEP: fc.Arbitrary<Step> = fc.oneof(
  fc.tuple(fc.constantFrom(...TARGETS), fc.constantFrom('up', 'down')).map(
    ([target, to]): Step =>
      (node) =>
        node.turn(target, to),
  ),
  fc.tuple(fc.constantFrom(...TARGETS), fc.boolean()).map(
    ([target, isOut]): Step =>
      (node) =>
        node.plan(target, isOut),
  ),
  fc.tuple(fc.integer({ min: 1, max: 3 }), KILLS).map(
    ([batch, kill]): Step =>
      (node) =>
        node.look(batch, kill),
  ),
  KILLS.map(
    (kill): Step =>
      (node) =>
        node.deliver(kill),
  ),
  fc.constantFrom(1000, 4000, GROUP_MS, 3_600_000, -2000, -3_600_000).map(
    (ms): Step =>
      (node) => {
        node.nowMs += ms
      },
  ),
  fc.constant<Step>((node) => node.kill()),
)

/** Until nothing is left to tell. */
function settle(node: Node): void {
  for (let round = 0; round < 50; round++) {
    node.nowMs += GROUP_MS
    node.look(100)
    node.deliver()
  }
}

/** A clock that is set back lets a target fall twice at one time: then nobody can tell which of them was told. */
function isUnique({ history }: Node, condition: string): boolean {
  const falls = history.filter(({ to }) => to === 'down')
  return falls.filter(({ target, atMs }) => `target ${target} ${atMs}` === condition).length === 1
}

/** What fired for at least as long as a group in which nobody had taken it out, by the history: `key firedMs`. */
function longEnough({ history, plans }: Node): string[] {
  return history.flatMap((begin, at) => {
    if (begin.to !== 'down') return []
    const end = history.slice(at).find((one) => one.target === begin.target && one.to === 'up')
    // Where a plan came in between, how long it counted is for another test; by the end nothing is planned any more.
    const wasPlanned =
      plans.get(begin.target)?.some((from) => from <= (end?.id ?? Number.POSITIVE_INFINITY)) === true
    const isLong = end === undefined || (!wasPlanned && elapsedMs(begin.atMs, end.atMs) >= GROUP_MS)
    return isLong ? [`target ${begin.target} ${begin.atMs}`] : []
  })
}

test('whatever fires for longer than a group is delivered, over any kills, and no id stands for two contents', () => {
  fc.assert(
    fc.property(fc.array(STEP, { minLength: 5, maxLength: 60 }), (steps) => {
      const node = new Node()
      for (const step of steps) step(node)
      for (const target of TARGETS) node.plan(target, false)
      settle(node)
      const notices = node.received.flatMap(({ alerts }) => alerts)
      const told = new Set(notices.map(({ key, firedMs }) => `${key} ${firedMs}`))
      for (const due of longEnough(node)) assert.ok(told.has(due), `never told: ${due}`)
      for (const planned of node.neverTold)
        assert.ok(!told.has(planned) || !isUnique(node, planned), `told: ${planned}`)
      const contents = new Map<string, string>()
      for (const one of node.received) {
        const content = JSON.stringify(one)
        assert.equal(contents.get(one.id) ?? content, content)
        contents.set(one.id, content)
      }
    }),
    { numRuns: 200 },
  )
})

test('who was told that something fires is told that it is over, over any kills, and nothing is left behind', () => {
  fc.assert(
    fc.property(fc.array(STEP, { minLength: 5, maxLength: 60 }), (steps) => {
      const node = new Node()
      for (const step of steps) step(node)
      for (const target of TARGETS) node.turn(target, 'up')
      settle(node)
      const last = new Map(
        node.received.flatMap(({ alerts }) => alerts.map((one) => [`${one.key} ${one.firedMs}`, one.state])),
      )
      assert.deepEqual(
        [...last].filter(([, state]) => state === 'firing'),
        [],
      )
      const { alerts, told, pending } = node.store.read()
      assert.deepEqual([alerts, told, pending], [[], [], []])
    }),
    { numRuns: 200 },
  )
})

test('what was told once is not told again after a kill, but for what nobody knows to be delivered', () => {
  const node = new Node()
  node.turn('a/web', 'down')
  node.nowMs += GROUP_MS
  node.look(100)
  node.deliver('before')
  node.look(100)
  node.deliver()
  node.kill()
  settle(node)
  assert.deepEqual(
    node.received.map(({ id }) => id),
    ['msg_1', 'msg_1'],
  )
})

test('whether the store can be written is found out without changing anything', () => {
  const node = new Node()
  node.turn('a/web', 'down')
  const board = new Board(node.store, [], node.store.read())
  board.take(node.history, () => CONCERN)
  const before = node.store.read()
  board.prove()
  assert.deepEqual(node.store.read(), before)
  node.store.killAt = 'before'
  assert.throws(() => board.prove(), Killed)
})

test('more alerts than a person could read are not taken, and counted', () => {
  const node = new Node()
  for (let at = 0; at < MAX_ALERTS + 3; at++) {
    const rest = { id: at + 1, atMs: NOW_MS }
    node.history.push(happening(`verdict ${at}/web up>down`, rest))
  }
  const board = new Board(node.store, [], node.store.read())
  board.take(node.history, () => CONCERN)
  assert.deepEqual([board.firing.length, board.passedOver, board.cursor], [MAX_ALERTS, 3, MAX_ALERTS + 3])
})

test('what is over without a transition, because nothing names it any more, ends with the reason', () => {
  const node = new Node()
  node.turn('a/web', 'down')
  const board = new Board(node.store, [], node.store.read())
  board.take(node.history, () => CONCERN)
  assert.equal(board.firing.length, 1)
  board.review(() => undefined, NOW_MS)
  assert.equal(board.firing.length, 1)
  board.review(() => 'no zone names it any more', NOW_MS)
  assert.equal(board.firing.length, 0)
  board.forget()
  assert.deepEqual(node.store.read().alerts, [])
})
