// What makes a probe come sooner than its schedule says, with real servers on loopback.
import assert from 'node:assert/strict'
import { EventEmitter, once } from 'node:events'
import type { Socket } from 'node:net'
import { performance } from 'node:perf_hooks'
import { type TestContext, test } from 'node:test'
import { pino } from 'pino'
import { Prober } from '../../../src/control/checks/prober.ts'
import type { Outcome } from '../../../src/health/outcome.ts'
import type { Target } from '../../../src/health/target.ts'
import { judge, type Verdict } from '../../../src/health/verdict.ts'
import { NOTHING_PERMITTED } from '../../../src/probe/probe.ts'
import { after } from '../../health/outcomes.ts'
import { tcpServer } from '../../probe/servers.ts'

const HOUR_MS = 3_600_000
const TIMING = { everyMs: HOUR_MS, timeoutMs: 5_000, fall: 3, rise: 2 }
const UP = after('+', TIMING)

/** A prober whose only target is up; its next probe by schedule is up to an hour away. */
function startProber(
  t: TestContext,
  options: Readonly<Record<string, string>>,
  type = 'tcp',
): { prober: Prober; target: Target; next: () => Promise<Outcome> } {
  const told = new EventEmitter()
  const prober = new Prober({
    log: pino({ level: 'silent' }),
    permits: NOTHING_PERMITTED,
    onOutcome: (_, outcome) => told.emit('outcome', outcome),
  })
  t.after(() => prober.stop())
  const target = {
    id: '127.0.0.1/web',
    address: '127.0.0.1',
    checkName: 'web',
    type,
    options,
    timing: TIMING,
  }
  prober.setTargets([target])
  return { prober, target, next: async () => (await once(told, 'outcome'))[0] }
}

const holding = (port: number) => ({ port: `${port}`, hold: 'yes' })

function isFarAway(dueMs: number | undefined): boolean {
  return dueMs !== undefined && dueMs > performance.now() + HOUR_MS / 2
}

test('a server that closes a held connection is probed at once and once more, and stays up when it passes', async (t) => {
  const accepted = new EventEmitter()
  const server = await tcpServer((socket) => accepted.emit('socket', socket))
  t.after(() => server.close())
  const { prober, target, next } = startProber(t, holding(server.port))
  const connected = once(accepted, 'socket')
  prober.follow(target, UP)
  const [held]: Socket[] = await connected
  const first = next()
  held?.end()
  assert.equal((await first).ending, 'ok')
  // The first probe may have met a process that was about to end.
  const second = next()
  prober.follow(target, UP)
  assert.equal((await second).ending, 'ok')
  prober.follow(target, UP)
  assert.ok(isFarAway(prober.nextDueMs(target.id)))
})

test('a server that is gone is probed until it is down, and then by its schedule', async (t) => {
  const server = await tcpServer(() => undefined)
  const { prober, target, next } = startProber(t, holding(server.port))
  prober.follow(target, UP)
  await server.reached
  let verdict: Verdict = UP
  for (let bads = 1; bads <= TIMING.fall; bads++) {
    const told = next()
    if (bads === 1) await server.close()
    const outcome = await told
    assert.match(outcome.ending, /^(refused|reset)$/)
    verdict = judge(verdict, outcome, TIMING, 0)
    prober.follow(target, verdict)
  }
  assert.equal(verdict.state, 'down')
  assert.ok(isFarAway(prober.nextDueMs(target.id)))
})

const report = (isWell: boolean) => ({ isWell, why: isWell ? '' : 'disk full', atMs: 0 })

test('a report that a server is well counts at once', async (t) => {
  const { prober, target, next } = startProber(t, {}, 'push')
  const told = next()
  assert.ok(prober.takeReport(target.id, report(true)))
  assert.equal((await told).ending, 'ok')
  prober.follow(target, UP)
  assert.ok(isFarAway(prober.nextDueMs(target.id)))
})

test('a report that a server is not well counts until it is down', async (t) => {
  const { prober, target, next } = startProber(t, {}, 'push')
  let told = next()
  assert.ok(prober.takeReport(target.id, report(false)))
  let verdict: Verdict = UP
  for (let bads = 1; bads <= TIMING.fall; bads++) {
    const outcome = await told
    assert.equal(outcome.ending, 'unavailable')
    verdict = judge(verdict, outcome, TIMING, 0)
    told = next()
    prober.follow(target, verdict)
  }
  assert.equal(verdict.state, 'down')
  assert.ok(isFarAway(prober.nextDueMs(target.id)))
})

test('a server that is not well, and says before it is down that it is well again, stays up', async (t) => {
  const { prober, target, next } = startProber(t, {}, 'push')
  let told = next()
  prober.takeReport(target.id, report(false))
  const bad = judge(UP, await told, TIMING, 0)
  prober.follow(target, bad)
  told = next()
  prober.takeReport(target.id, report(true))
  const good = judge(bad, await told, TIMING, 0)
  prober.follow(target, good)
  assert.equal(good.state, 'up')
  assert.ok(isFarAway(prober.nextDueMs(target.id)))
})

test('a target that is probed takes no report', (t) => {
  const { prober, target } = startProber(t, holding(9))
  assert.equal(prober.takeReport(target.id, report(false)), false)
  assert.equal(prober.takeReport('127.0.0.1/other', report(true)), false)
})
