import assert from 'node:assert/strict'
import { EventEmitter, once } from 'node:events'
import { performance } from 'node:perf_hooks'
import { afterEach, describe, test } from 'node:test'
import { MIN_GAP_MS, type ProbedTarget } from '../../../src/control/checks/check-entry.ts'
import {
  CheckLoop,
  type CheckLoopOptions,
  LATE_TOLERANCE_MS,
} from '../../../src/control/checks/check-loop.ts'
import { PAUSE_MS } from '../../../src/control/checks/pulse.ts'
import type { Ending, Outcome } from '../../../src/health/outcome.ts'
import { targetId } from '../../../src/health/target.ts'
import { tcp } from '../../../src/probe/tcp.ts'
import { tcpServer } from '../../probe/servers.ts'

const outcome = (ending: Ending): Outcome => ({ ending, detail: '', latencyMs: 1 })

/** A run that the test ends: it emits `started` and settles when told, or when aborted. */
class Call {
  static readonly events = new EventEmitter()
  readonly settle: (outcome: Outcome) => void
  readonly outcome: Promise<Outcome>
  readonly address: string
  readonly signal: AbortSignal

  constructor(address: string, signal: AbortSignal, obeys: boolean) {
    const { promise, resolve } = Promise.withResolvers<Outcome>()
    this.settle = resolve
    this.outcome = promise
    this.address = address
    this.signal = signal
    if (obeys) signal.addEventListener('abort', () => resolve({ ...outcome('timeout'), detail: 'aborted' }))
    Call.events.emit('started', this)
  }
}

interface Wish {
  readonly everyMs?: number
  readonly timeoutMs?: number
  readonly options?: Readonly<Record<string, string>>
  readonly run?: ProbedTarget['run']
}

function target(
  address: string,
  { everyMs = 20, timeoutMs = 5_000, options = {}, run }: Wish = {},
): ProbedTarget {
  return {
    id: targetId(address, 'web'),
    address,
    checkName: 'web',
    type: 'call',
    options,
    timing: { everyMs, timeoutMs, fall: 3, rise: 2 },
    run: run ?? ((address, signal) => new Call(address, signal, true).outcome),
  }
}

const started = async (): Promise<Call> => (await once(Call.events, 'started'))[0]
const nextTurn = () => new Promise(setImmediate)

/** Keeps this thread from its event loop, as a slow reload or a suspended machine would. */
function standStill(ms: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms)
}

interface Told {
  readonly id: string
  readonly ending: Ending
  readonly detail: string
  readonly latencyMs: number
}

let loop: CheckLoop
const told = new EventEmitter()
const nextTold = async (): Promise<Told> => (await once(told, 'outcome'))[0]

function start(targets: readonly ProbedTarget[], options: Partial<CheckLoopOptions> = {}): CheckLoop {
  const onOutcome: CheckLoopOptions['onOutcome'] = (id, outcome) => told.emit('outcome', { id, ...outcome })
  loop = new CheckLoop({ onOutcome, ...options })
  loop.setTargets(targets)
  return loop
}

afterEach(() => {
  loop.stop()
  Call.events.removeAllListeners()
  told.removeAllListeners()
})

describe('the rounds of a target', () => {
  test('every round starts one probe and tells its outcome', async () => {
    start([target('10.0.0.1')])
    for (const ending of ['ok', 'refused', 'ok'] as const) {
      const call = await started()
      call.settle(outcome(ending))
      const { id, ending: toldEnding } = await nextTold()
      assert.deepEqual([id, toldEnding], ['10.0.0.1/web', ending])
    }
  })

  test('no probe starts while there is nothing to be learned, and one does when that is over', async () => {
    let looks = 0
    const waitMs = (): number => (++looks < 5 ? 1 : 0)
    const run: ProbedTarget['run'] = async () => {
      assert.equal(looks, 5)
      return outcome('ok')
    }
    start([{ ...target('10.0.0.1', { everyMs: 1000, run }), waitMs }])
    assert.ok(loop.probeWithin('10.0.0.1/web', 0))
    assert.equal((await nextTold()).ending, 'ok')
  })

  test('there are never two probes of one target, however long one takes', async () => {
    let stuck = 0
    Call.events.on('started', (call: Call) => {
      if (call.address === '10.0.0.1') stuck++
      else call.settle(outcome('ok'))
    })
    start([target('10.0.0.1', { everyMs: 5 }), target('10.0.0.2', { everyMs: 5 })])
    for (let rounds = 0; rounds < 20; rounds++) assert.equal((await nextTold()).id, '10.0.0.2/web')
    assert.equal(stuck, 1)
  })

  test('from due time to due time it is `every`, or up to 10 % less, however long the probe takes', async () => {
    start([target('10.0.0.1', { everyMs: 60 })])
    const due = loop.nextDueMs('10.0.0.1/web') ?? Number.NaN
    const call = await started()
    const following = loop.nextDueMs('10.0.0.1/web') ?? Number.NaN
    call.settle(outcome('ok'))
    await nextTold()
    assert.equal(loop.nextDueMs('10.0.0.1/web'), following)
    assert.ok(following - due >= 54 && following - due <= 60, `${following - due}`)
    assert.equal(loop.nextDueMs('10.0.0.9/web'), undefined)
  })

  test('how late each probe begins is told: after a pause of ours, by as much', async () => {
    const late: number[] = []
    start([target('10.0.0.1', { everyMs: 30 })], { onStart: (lateMs) => late.push(lateMs) })
    ;(await started()).settle(outcome('ok'))
    await nextTold()
    standStill(150)
    ;(await started()).settle(outcome('ok'))
    await nextTold()
    assert.equal(late.length, 2)
    assert.ok((late[1] ?? 0) >= 100, `${late}`)
  })

  test('two probes of one target begin MIN_GAP_MS apart, however often it is asked for', async () => {
    const begun: number[] = []
    const run: ProbedTarget['run'] = async () => {
      begun.push(performance.now())
      loop.probeWithin('10.0.0.1/web', 0)
      return outcome('ok')
    }
    start([target('10.0.0.1', { everyMs: 1000, run })])
    loop.probeWithin('10.0.0.1/web', 0)
    for (let i = 0; i < 5; i++) await nextTold()
    for (const [i, ms] of begun.slice(1).entries()) assert.ok(ms - (begun[i] ?? 0) >= MIN_GAP_MS, `${begun}`)
  })

  test('a probe that throws against its contract is an outcome and the loop goes on', async () => {
    const run = () => {
      throw new Error('broken')
    }
    start([target('10.0.0.1', { run })])
    for (let i = 0; i < 2; i++) {
      const { ending, detail } = await nextTold()
      assert.deepEqual([ending, detail], ['error', 'broken'])
    }
  })
})

describe('the deadline', () => {
  test('a probe that is not settled in time is aborted and told as timeout, with how far it came', async () => {
    start([target('10.0.0.1', { timeoutMs: 30 })])
    const { ending, detail, latencyMs } = await nextTold()
    assert.deepEqual([ending, detail], ['timeout', 'aborted'])
    assert.ok(latencyMs >= 29, `${latencyMs}`)
    assert.equal(loop.inFlight, 0)
  })

  test('a probe that does not stop when told loses its slot, and its late outcome is dropped', async () => {
    const calls: Call[] = []
    const run: ProbedTarget['run'] = (address, signal) => {
      const call = new Call(address, signal, false)
      calls.push(call)
      return call.outcome
    }
    start([target('10.0.0.1', { timeoutMs: 10, everyMs: 50, run })])
    const { ending, detail } = await nextTold()
    assert.deepEqual([ending, detail], ['timeout', 'the probe did not stop'])
    told.once('outcome', assert.fail)
    calls[0]?.settle(outcome('ok'))
    await nextTurn()
    told.removeAllListeners()
  })

  test('a deadline that passed while our own loop stood still is extended once, and the answer is read', async () => {
    const server = await tcpServer((socket) => setTimeout(() => socket.end('+PONG'), 10))
    const configured = tcp.configure({ port: `${server.port}`, expect: '+PONG' })
    assert.ok(configured.ok)
    const { run } = configured
    const slow: ProbedTarget['run'] = (address, signal) => {
      const asked = run(address, signal)
      standStill(10 * LATE_TOLERANCE_MS)
      return asked
    }
    start([target('127.0.0.1', { timeoutMs: 2 * LATE_TOLERANCE_MS, run: slow })])
    assert.equal((await nextTold()).ending, 'ok')
    loop.stop()
    await server.close()
  })

  test('nor is a server blamed when we wake up just before the deadline, with no time left to read the answer', async () => {
    let aheadMs = 0
    const run: ProbedTarget['run'] = (address, signal) => {
      const call = new Call(address, signal, true)
      aheadMs += 290
      setTimeout(() => call.settle(outcome('ok')), 30)
      return call.outcome
    }
    start([target('10.0.0.1', { timeoutMs: 300, run })], { now: () => performance.now() + aheadMs })
    assert.equal((await nextTold()).ending, 'ok')
  })

  test('a stall gives one grace and no more: a silent target still times out', async () => {
    start([target('10.0.0.1', { timeoutMs: 50 })])
    await started()
    standStill(150)
    assert.equal((await nextTold()).ending, 'timeout')
  })
})

describe('a probe during which we stood still for seconds', () => {
  /** We stand still in the middle of each run; then the server has lost patience. */
  const impatient: ProbedTarget['run'] = async () => {
    standStill(PAUSE_MS + 200)
    return outcome('closed')
  }

  test('and that failed is not told: it is repeated at once, and the repetition counts', async () => {
    let runs = 0
    const run: ProbedTarget['run'] = async (address, signal) => {
      runs++
      return runs === 1 ? impatient(address, signal) : outcome('ok')
    }
    start([target('10.0.0.1', { everyMs: 3_600_000, run })])
    loop.probeWithin('10.0.0.1/web', 0)
    assert.deepEqual([(await nextTold()).ending, runs], ['ok', 2])
  })

  test('is excused once and no more', async () => {
    let runs = 0
    const run: ProbedTarget['run'] = (address, signal) => {
      runs++
      return impatient(address, signal)
    }
    start([target('10.0.0.1', { everyMs: 3_600_000, run })])
    loop.probeWithin('10.0.0.1/web', 0)
    assert.deepEqual([(await nextTold()).ending, runs], ['closed', 2])
  })

  test('and that passed has taken as long as it has without us', async () => {
    const run: ProbedTarget['run'] = async () => {
      standStill(400)
      return { ...outcome('ok'), latencyMs: 410 }
    }
    start([target('10.0.0.1', { run })])
    const { latencyMs } = await nextTold()
    assert.ok(latencyMs < 200, `${latencyMs}`)
  })
})

describe('a change of targets', () => {
  test('unchanged targets keep their schedule and their running probe, and take the new closure', async () => {
    start([target('10.0.0.1', { everyMs: 30_000 })])
    const due = loop.nextDueMs('10.0.0.1/web')
    loop.setTargets([target('10.0.0.1', { everyMs: 30_000, run: async () => outcome('rcode') })])
    assert.equal(loop.nextDueMs('10.0.0.1/web'), due)
    loop.probeWithin('10.0.0.1/web', 0)
    assert.equal((await nextTold()).ending, 'rcode')
  })

  for (const [title, targets] of [
    ['a removed target', []],
    ['a changed target', [target('10.0.0.1', { everyMs: 30_000, options: { port: '81' } })]],
  ] as const)
    test(`the running probe of ${title} is aborted and its outcome dropped`, async () => {
      start([target('10.0.0.1')])
      const call = await started()
      told.once('outcome', assert.fail)
      loop.setTargets(targets)
      assert.ok(call.signal.aborted)
      assert.equal(loop.inFlight, 0)
      await nextTurn()
    })

  test('after stop nothing starts and nothing is told', async () => {
    start([target('10.0.0.1', { everyMs: 1 })])
    const call = await started()
    told.once('outcome', assert.fail)
    loop.stop()
    assert.ok(call.signal.aborted)
    await nextTurn()
    assert.equal(loop.probeWithin('10.0.0.1/web', 0), false)
  })
})

describe('probeWithin', () => {
  test('moves the next probe to now', async () => {
    start([target('10.0.0.1', { everyMs: 3_600_000 })])
    const first = started()
    assert.equal(loop.probeWithin('10.0.0.1/web', 0), true)
    await first
  })

  test('moves the next probe forward and never back', () => {
    start([target('10.0.0.1', { everyMs: 3_600_000 })], { now: () => 0 })
    const due = () => loop.nextDueMs('10.0.0.1/web')
    loop.probeWithin('10.0.0.1/web', 9_000)
    assert.equal(due(), 9_000)
    loop.probeWithin('10.0.0.1/web', 7_000)
    loop.probeWithin('10.0.0.1/web', 8_000)
    assert.equal(due(), 7_000)
  })

  test('during a run it makes another one follow its end, because the running one may have looked before', async () => {
    start([target('10.0.0.1', { everyMs: 3_600_000 })])
    loop.probeWithin('10.0.0.1/web', 0)
    const first = await started()
    loop.probeWithin('10.0.0.1/web', 0)
    loop.probeWithin('10.0.0.1/web', 0)
    const second = started()
    first.settle(outcome('ok'))
    ;(await second).settle(outcome('ok'))
    await nextTold()
    assert.ok((loop.nextDueMs('10.0.0.1/web') ?? 0) > performance.now() + 3_000_000)
  })
})

describe('many targets', () => {
  const many = (count: number, wish: Wish) =>
    Array.from({ length: count }, (_, i) => target(`10.0.${i >> 8}.${i & 255}`, wish))

  test('no more than maxInFlight probes run; the others wait for a slot, and each gets one', async () => {
    const MAX = 8
    const open: Call[] = []
    const asked: string[] = []
    Call.events.on('started', (call: Call) => {
      assert.ok(loop.inFlight <= MAX)
      asked.push(call.address)
      if (open.push(call) === MAX) for (const one of open.splice(0)) one.settle(outcome('ok'))
    })
    start(many(50, { everyMs: 10 }), { maxInFlight: MAX })
    while (new Set(asked).size < 50) await nextTold()
  })

  test('after a pause of an hour nothing bursts and no round is missed', async () => {
    let skewMs = 0
    let startedNow = 0
    let mostAtOnce = 0
    const seen = new Set<string>()
    const run: ProbedTarget['run'] = async (address) => {
      if (skewMs > 0) seen.add(address)
      if (++startedNow === 1) setImmediate(() => (startedNow = 0))
      mostAtOnce = Math.max(mostAtOnce, startedNow)
      return outcome('ok')
    }
    const targets = many(400, { everyMs: 400, run })
    start(targets, { now: () => performance.now() + skewMs })
    await nextTold()
    mostAtOnce = 0
    skewMs = 3_600_000
    while (seen.size < targets.length) await nextTold()
    assert.ok(mostAtOnce < 200, `${mostAtOnce} at once`)
  })
})
