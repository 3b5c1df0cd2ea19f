// One run: every contender watches the same servers, these fail one after the other, and a client sees the answers change.
import { randomInt } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import { MessageChannel, type MessagePort, Worker } from 'node:worker_threads'
import { makeAuthority } from '../../test/support/certificates.ts'
import { ask } from '../../test/support/dns-client.ts'
import { freePort } from '../../test/support/free-port.ts'
import { type RunningServer, startServer } from '../running-server.ts'
import { ORIGIN } from '../zone.ts'
import { type Contender, contendersOf } from './contenders.ts'
import { type Check, type Kind, type KindName, poolName, STANDBY, type Victim, victimsOf } from './kinds.ts'
import type { PollerJob, Seen, Watch } from './poller.ts'
import { Uplink } from './uplink.ts'
import { Victims } from './victims.ts'

export interface FailoverOptions {
  readonly kinds: readonly Kind[]
  readonly rounds: number
  /** Names of contenders' servers; empty for all. */
  readonly servers: readonly string[]
  /** Given up after this long. */
  readonly limitMs: number
}

/** What one contender made of one kind of failure under one check. */
export interface Detection {
  readonly server: string
  readonly settings: string
  readonly check: Check
  readonly kind: KindName
  /** From the failure to the first answer with the standby, one for each round in which it came. */
  readonly detectionMs: readonly number[]
  /** Rounds in which it did not come within the limit. */
  readonly unseen: number
  /** Rounds in which the server was not answered before it failed: nothing is measured. */
  readonly notReady: number
}

/** Random, so that no interval of anybody's is met always in the same phase. */
const GAP_MS = { least: 2500, most: 4500 } as const
/** For every first probe, and the health of PowerDNS's that begins with the first question. */
const WARM_UP_MS = 12_000
const WITHIN_MS = 60_000
const ADDRESS = '127.0.0.1'

type Tell = (line: string) => void

export async function measureFailover(options: FailoverOptions, tell: Tell): Promise<Detection[]> {
  const authority = makeAuthority()
  const uplink = layUplink(options, tell)
  const kinds = options.kinds.filter(({ name }) => name !== 'unplugged' || uplink !== undefined)
  const victims = victimsOf(kinds, options.rounds)
  const closers: (() => unknown)[] = [() => authority.remove(), () => uplink?.remove()]
  try {
    const [http, https] = [await freePort(ADDRESS), await freePort(ADDRESS)]
    const names = [STANDBY, ...victims.map(({ address }) => address)].map((address) => `IP:${address}`)
    const certificates = { valid: authority.issue(names, 30), expired: authority.issue(names, -1) }
    const ready = { httpPort: http, httpsPort: https, ...certificates, victims, uplink }
    const servers = await Victims.start(ready)
    closers.unshift(() => servers.stop())
    const scene = { victims, ports: { http, tcp: http, https }, authority: authority.file }
    const contenders = contendersOf(scene, tell).filter(
      ({ server }) => options.servers.length === 0 || options.servers.includes(server),
    )
    if (contenders.length === 0) throw new Error('none of these servers is known and installed')
    const running: RunningServer[] = []
    closers.unshift(() => Promise.all(running.map((server) => server.stop())))
    for (const { program, zone, server, settings } of contenders) {
      const started = { checkPort: http, zone: () => zone, question: `ns1.${ORIGIN}`, withinMs: WITHIN_MS }
      running.push(await startServer(program, started))
      tell(`${server}, ${settings}: started`)
    }
    return await failAll({ options, victims, servers, contenders, running, tell })
  } finally {
    for (const close of closers) await close()
  }
}

function layUplink({ kinds, rounds }: FailoverOptions, tell: Tell): Uplink | undefined {
  const unplugged = victimsOf(
    kinds.filter(({ name }) => name === 'unplugged'),
    rounds,
  )
  if (unplugged.length === 0) return undefined
  try {
    return Uplink.lay(unplugged.map(({ address }) => address))
  } catch (error) {
    tell(`unplugged is left out: ${error instanceof Error ? error.message.trim() : String(error)}`)
    return undefined
  }
}

interface Run {
  readonly options: FailoverOptions
  readonly victims: readonly Victim[]
  readonly servers: Victims
  readonly contenders: readonly Contender[]
  readonly running: readonly RunningServer[]
  readonly tell: Tell
}

/** One question that is watched: one victim, as one contender sees it under one check. */
interface Watched {
  readonly victim: Victim
  readonly contender: Contender
  readonly check: Check
  readonly server: number
  readonly name: string
  failedNs: bigint
  seenNs: bigint | undefined
  isReady: boolean
}

async function failAll(run: Run): Promise<Detection[]> {
  const watched = watchedOf(run)
  const { port1: port, port2 } = new MessageChannel()
  const job: PollerJob = {
    port: port2,
    servers: run.running.map(({ endpoint }) => endpoint),
    standby: Buffer.from(STANDBY.split('.').map(Number)).readUInt32BE(0),
  }
  const poller = new Worker(new URL('poller.ts', import.meta.url), { workerData: job, transferList: [port2] })
  port.on('message', ({ watch, seenNs }: Seen) => {
    const one = watched[watch - 1]
    if (one !== undefined) one.seenNs = seenNs
  })
  try {
    await Promise.all(watched.map((one) => isPrimaryAnswered(run, one)))
    await pause(WARM_UP_MS)
    for (const victim of run.victims) await failOne(run, victim, watched, port)
    await allSeen(run, watched, port)
  } finally {
    port.close()
    await poller.terminate()
  }
  return detectionsOf(watched)
}

function watchedOf({ victims, contenders }: Run): Watched[] {
  return victims.flatMap((victim) =>
    contenders.flatMap((contender, server) =>
      victim.kind.checks
        .filter((check) => contender.checks.includes(check))
        .map((check) => ({
          ...{ victim, contender, check, server },
          name: `${poolName(victim, check)}.${ORIGIN}`,
          ...{ failedNs: 0n, seenNs: undefined, isReady: false },
        })),
    ),
  )
}

async function isPrimaryAnswered({ running }: Run, { server, name, victim }: Watched): Promise<boolean> {
  const { endpoint } = running[server] as RunningServer
  const answer = await ask(endpoint, `${name} A`, { timeoutMs: 2000 }).catch(() => undefined)
  return answer?.data.includes(victim.address) === true
}

async function failOne(run: Run, victim: Victim, watched: Watched[], port: MessagePort): Promise<void> {
  const own = watched.filter((one) => one.victim === victim)
  await Promise.all(
    own.map(async (one) => {
      one.isReady = await isPrimaryAnswered(run, one)
    }),
  )
  for (const one of own)
    if (one.isReady)
      port.postMessage({
        watch: watched.indexOf(one) + 1,
        server: one.server,
        name: one.name,
      } satisfies Watch)
  const failedNs = await run.servers.fail(victim)
  for (const one of own) one.failedNs = failedNs
  await pause(randomInt(GAP_MS.least, GAP_MS.most))
  const seen = own.map(({ seenNs, isReady }) => {
    if (!isReady) return 'not ready'
    return seenNs === undefined ? '–' : (Number(seenNs - failedNs) / 1e6).toFixed(0)
  })
  run.tell(`${victim.kind.name} ${victim.round + 1}: ${seen.join(' ')} ms`)
}

/** Waits until every answer has changed, or the limit has passed since its server failed. */
async function allSeen({ options }: Run, watched: readonly Watched[], port: MessagePort): Promise<void> {
  for (;;) {
    const nowNs = process.hrtime.bigint()
    const limitNs = BigInt(options.limitMs) * 1_000_000n
    const open = watched.filter(
      ({ isReady, seenNs, failedNs }) => isReady && seenNs === undefined && nowNs - failedNs < limitNs,
    )
    if (open.length === 0) break
    await pause(100)
  }
  for (const watch of watched.keys())
    port.postMessage({ watch: -(watch + 1), server: 0, name: '' } satisfies Watch)
}

function detectionsOf(watched: readonly Watched[]): Detection[] {
  const groups = Map.groupBy(
    watched,
    ({ contender, check, victim }) =>
      `${contender.server} ${contender.settings} ${check} ${victim.kind.name}`,
  )
  return [...groups.values()].flatMap((group) => {
    const [first] = group
    if (first === undefined) return []
    const { server, settings } = first.contender
    const ready = group.filter(({ isReady }) => isReady)
    return [
      {
        ...{ server, settings, check: first.check, kind: first.victim.kind.name },
        detectionMs: ready.flatMap(({ seenNs, failedNs }) =>
          seenNs === undefined ? [] : [Number(seenNs - failedNs) / 1e6],
        ),
        unseen: ready.filter(({ seenNs }) => seenNs === undefined).length,
        notReady: group.length - ready.length,
      },
    ]
  })
}
