// How long a target was silent: only the time counts in which we could have heard it.
import assert from 'node:assert/strict'
import { beforeEach, describe, test } from 'node:test'
import { Pulse } from '../../../src/control/checks/pulse.ts'
import { ReportInbox } from '../../../src/control/checks/report-inbox.ts'
import { WallClock } from '../../../src/control/checks/wall-clock.ts'
import type { Heard, Report } from '../../../src/probe/probe.ts'

const ID = '10.1.0.60/alive'
const ALLOWED_MS = 10_000
const BEAT_MS = 50
const WELL: Report = { isWell: true, why: '', atMs: 0 }

let nowMs = 0
let sleptMs = 0
let pulse: Pulse
let inbox: ReportInbox

beforeEach(() => {
  nowMs = 1_000_000
  sleptMs = 0
  const now = () => nowMs
  pulse = new Pulse(now, new WallClock(() => nowMs + sleptMs, now))
  inbox = new ReportInbox(pulse)
  inbox.setTargets(new Set([ID]))
})

/** As when nothing keeps us: the pulse beats in time. */
function listen(ms: number): void {
  for (let beats = 0; beats < ms / BEAT_MS; beats++) {
    nowMs += BEAT_MS
    pulse.read()
  }
}

const read = (): Heard => inbox.reportsOf(ID, ALLOWED_MS).read()
const take = (): Heard => inbox.reportsOf(ID, ALLOWED_MS).take()

describe('silence', () => {
  test('it begins when we begin to listen, and anew with each report', () => {
    listen(3000)
    assert.deepEqual(read(), { last: undefined, isNew: false, silentMs: 3000, allowedMs: ALLOWED_MS })
    assert.ok(inbox.put(ID, WELL))
    listen(200)
    assert.deepEqual(read(), { last: WELL, isNew: true, silentMs: 200, allowedMs: ALLOWED_MS })
  })

  test('a moment in which we stood still is no part of it', () => {
    inbox.put(ID, WELL)
    listen(1000)
    nowMs += 900
    // A beat is due after 50 ms; what is more is the stall.
    assert.equal(read().silentMs, 1000 + BEAT_MS)
    listen(1000)
    assert.equal(read().silentMs, 2000 + BEAT_MS)
  })

  test('after a pause in which a report may have been lost it begins anew', () => {
    inbox.put(ID, WELL)
    listen(9000)
    nowMs += 5000
    assert.equal(read().silentMs, 0)
    listen(2000)
    nowMs += 500
    assert.equal(read().silentMs, 2000 + BEAT_MS)
  })

  test('after the machine has slept it begins anew, though the monotonic clock slept, too', () => {
    inbox.put(ID, WELL)
    listen(9000)
    sleptMs = 3_600_000
    listen(100)
    assert.equal(read().silentMs, 50)
  })
})

describe('a report', () => {
  test('it is new until it was taken', () => {
    inbox.put(ID, WELL)
    assert.equal(read().isNew, true)
    assert.equal(take().isNew, true)
    assert.equal(take().isNew, false)
    inbox.put(ID, WELL)
    assert.equal(take().isNew, true)
  })

  test('it is kept while its target is there, and refused for any other', () => {
    inbox.put(ID, WELL)
    inbox.setTargets(new Set([ID, '10.1.0.61/alive']))
    assert.equal(read().last, WELL)
    assert.equal(inbox.put('10.1.0.62/alive', WELL), false)
    inbox.setTargets(new Set())
    assert.equal(inbox.put(ID, WELL), false)
    inbox.setTargets(new Set([ID]))
    assert.equal(read().last, undefined)
  })
})
