import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { Pulse } from '../../../src/control/checks/pulse.ts'
import { JUMP_TOLERANCE_MS, WallClock } from '../../../src/control/checks/wall-clock.ts'

const HOUR_MS = 3_600_000

/** Two clocks that go on as a test says. */
class Clocks {
  wallMs = 1_000_000_000
  monotonicMs = 500
  readonly wall = new WallClock(
    () => this.wallMs,
    () => this.monotonicMs,
  )
  readonly pulse = new Pulse(
    () => this.monotonicMs,
    new WallClock(
      () => this.wallMs,
      () => this.monotonicMs,
    ),
  )

  /** Time passes, as both clocks see it. */
  pass(ms: number): void {
    this.wallMs += ms
    this.monotonicMs += ms
  }

  /** Beats as the timer of the pulse would. */
  live(ms: number): void {
    for (let lived = 0; lived < ms; lived += 50) {
      this.pass(50)
      this.pulse.read()
    }
  }
}

describe('the wall clock', () => {
  test('has not been set while both clocks go on together, however long that takes', () => {
    const clocks = new Clocks()
    clocks.pass(1000 * HOUR_MS)
    assert.deepEqual(clocks.wall.read(), { nowMs: clocks.wallMs, jumpMs: 0 })
  })

  for (const byMs of [HOUR_MS, -HOUR_MS])
    test(`was set by ${byMs} ms, and that is told once`, () => {
      const clocks = new Clocks()
      clocks.pass(10)
      clocks.wallMs += byMs
      assert.deepEqual(clocks.wall.read(), { nowMs: clocks.wallMs, jumpMs: byMs })
      clocks.pass(10)
      assert.equal(clocks.wall.read().jumpMs, 0)
    })

  test('small differences add up until they are a jump: none is lost', () => {
    const clocks = new Clocks()
    clocks.wallMs += JUMP_TOLERANCE_MS
    assert.equal(clocks.wall.read().jumpMs, 0)
    clocks.wallMs += 1
    assert.equal(clocks.wall.read().jumpMs, JUMP_TOLERANCE_MS + 1)
  })
})

describe('the pulse', () => {
  test('has seen no pause while it beats', () => {
    const clocks = new Clocks()
    clocks.live(10_000)
    assert.deepEqual(clocks.pulse.read(), { stalledMs: 0, pauses: 0 })
  })

  test('a short stall is time that we lost, and no pause that others noticed', () => {
    const clocks = new Clocks()
    clocks.live(1000)
    clocks.pass(250)
    assert.deepEqual(clocks.pulse.read(), { stalledMs: 200, pauses: 0 })
  })

  test('a long stall is a pause, once', () => {
    const clocks = new Clocks()
    clocks.pass(5050)
    clocks.live(1000)
    assert.deepEqual(clocks.pulse.read(), { stalledMs: 5050, pauses: 1 })
  })

  test('sleep of the machine is a pause, although the monotonic clock slept, too', () => {
    const clocks = new Clocks()
    clocks.live(1000)
    clocks.wallMs += HOUR_MS
    clocks.live(1000)
    assert.deepEqual(clocks.pulse.read(), { stalledMs: 0, pauses: 1 })
  })

  test('a clock that is set back is no pause', () => {
    const clocks = new Clocks()
    clocks.wallMs -= HOUR_MS
    clocks.live(1000)
    assert.equal(clocks.pulse.read().pauses, 0)
  })
})
