// A real daemon in the worst of weathers: malformed datagrams and streams, idle and dripping clients, and good ones all the while.
import assert from 'node:assert/strict'
import { corpZone, TestDaemon } from '../support/daemon.ts'
import { freePort } from '../support/free-port.ts'
import { type Stormed, stormWithDatagrams } from './datagram-storm.ts'
import { type Asked, askGood, GoodAsker, type GoodQuestion } from './good-questions.ts'
import { sendHostileStreams } from './hostile-streams.ts'
import { HeldConnections } from './idle-clients.ts'
import { calmSigns, settledSigns, type VitalSigns } from './vital-signs.ts'

export interface StormPlan {
  readonly seed: number
  readonly datagrams: number
  readonly streams: number
  /** Connections that are held, far beyond what one client may have. */
  readonly idle: number
  readonly drips: number
  /** Asked over each transport afterwards. */
  readonly goodQuestions: number
  readonly udpIo: 'auto' | 'dgram'
}

export interface Survived {
  /** As it was started; all that Node compiles and keeps ready at its first work comes on top of that. */
  readonly fresh: VitalSigns
  /** After a small storm of the same kind. */
  readonly before: VitalSigns
  readonly after: VitalSigns
  readonly datagrams: Stormed
  readonly during: Readonly<Record<'udp' | 'tcp', Asked>>
  readonly afterwards: Asked
  readonly seconds: number
}

const GOOD: GoodQuestion = { question: 'www.corp.example A', data: '127.0.0.10' }
const MAX_GROWTH_BYTES = 32 << 20
const SETTLE_WITHIN_MS = 20_000
/** Short, so that the server's patience is seen to end. */
const TIMEOUTS = { idleMs: 3000, messageMs: 1000, writeMs: 2000 }
/** The server's longest patience, and as much again for a busy machine. */
const DEADLINE_MS = 10_000
const IDLE_CLIENTS = 10
const WARM_UP = { lanes: 8, questions: 4000, datagrams: 20_000, streams: 300 }

/** Throws when anything was lost, grew or was left open. */
export async function weatherStorm(plan: StormPlan): Promise<Survived> {
  const startMs = performance.now()
  const daemon = new TestDaemon({ address: '127.0.0.1', port: await freePort('127.0.0.1') }, setupOf(plan))
  try {
    await daemon.start()
    const { pid } = daemon.process
    const fresh = await calmSigns(pid)
    await warmUp(daemon, plan)
    const before = await calmSigns(pid)
    const good = new GoodAsker(daemon.endpoint, GOOD)
    const datagrams = await rage(daemon, plan)
    await holdOut(daemon, plan)
    await good.stop()
    const afterwards = await askGood(daemon.endpoint, GOOD, plan.goodQuestions)
    const after = await settledSigns(pid, SETTLE_WITHIN_MS, (signs) => hasRecovered(before, signs))
    const seconds = (performance.now() - startMs) / 1000
    const during = { udp: good.udp, tcp: good.tcp }
    const survived = { fresh, before, after, datagrams, during, afterwards, seconds }
    isUnharmed(survived, daemon)
    return survived
  } catch (cause) {
    throw new Error(`seed ${plan.seed}: ${cause instanceof Error ? cause.message : cause}`, { cause })
  } finally {
    await daemon.remove()
  }
}

function setupOf({ udpIo }: StormPlan) {
  const { idleMs, messageMs, writeMs } = TIMEOUTS
  return {
    zones: { 'corp.example.zone': corpZone('www 30 A 127.0.0.10') },
    config: `udp: { io: ${udpIo} }\ntcp: { idle: ${idleMs}ms, message: ${messageMs}ms, write: ${writeMs}ms }`,
  }
}

/** As many connections and datagrams as make V8 grow its heaps to their working size. */
async function warmUp(daemon: TestDaemon, { seed }: StormPlan): Promise<void> {
  const lanes = Array.from({ length: WARM_UP.lanes }, () =>
    askGood(daemon.endpoint, GOOD, WARM_UP.questions / WARM_UP.lanes),
  )
  await rage(daemon, { seed: seed + 1, datagrams: WARM_UP.datagrams, streams: WARM_UP.streams })
  await Promise.all(lanes)
}

/** Datagrams and streams at the same time. */
async function rage(
  { endpoint }: TestDaemon,
  { seed, datagrams: count, streams }: Pick<StormPlan, 'seed' | 'datagrams' | 'streams'>,
): Promise<Stormed> {
  const { question } = GOOD
  const [datagrams, late] = await Promise.all([
    stormWithDatagrams({ endpoint, question, seed, datagrams: count }),
    sendHostileStreams({ endpoint, question, seed, streams, deadlineMs: DEADLINE_MS }),
  ])
  assert.deepEqual(late, [], 'streams that the server did not end')
  return datagrams
}

async function holdOut({ endpoint }: TestDaemon, { idle, drips }: StormPlan): Promise<void> {
  const clients = Array.from({ length: IDLE_CLIENTS }, (_, i) => `127.0.3.${i + 1}`)
  const held = new HeldConnections(endpoint, clients, idle / clients.length)
  const dripping = new HeldConnections(endpoint, ['127.0.4.1'], drips)
  dripping.drip()
  await held.connected()
  assert.ok(await dripping.allEnded(DEADLINE_MS), 'a slow drip holds its connection for ever')
  assert.ok(await held.allEnded(DEADLINE_MS), 'idle connections are held for ever')
}

function hasRecovered(before: VitalSigns, now: VitalSigns): boolean {
  return now.residentBytes <= before.residentBytes + MAX_GROWTH_BYTES && now.descriptors <= before.descriptors
}

function isUnharmed({ before, after, datagrams, during, afterwards }: Survived, daemon: TestDaemon): void {
  assert.ok(daemon.process.isRunning, daemon.process.story())
  const trouble = daemon.log().filter(({ level }) => Number(level) >= 50)
  assert.deepEqual(trouble, [], 'the daemon logged errors')
  assert.equal(datagrams.lost, 0, 'good datagrams between malformed ones were lost')
  for (const asked of [during.udp, during.tcp, afterwards])
    assert.deepEqual(
      asked.failures.slice(0, 5),
      [],
      `${asked.failures.length} of ${asked.asked} good questions`,
    )
  assert.ok(hasRecovered(before, after), `before ${JSON.stringify(before)}, after ${JSON.stringify(after)}`)
}
