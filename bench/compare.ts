// Side by side: every server with the same zone, asked the same in interleaved rounds, one at a time.
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { type AddressInfo, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Arguments } from './arguments.ts'
import { dnsperf } from './dnsperf.ts'
import { latencyAt } from './latency.ts'
import { cpuTime, endedChildrenMs, type Memory, machineTime, memoryOf, usedNs } from './process-cost.ts'
import type { Cost, LatencySample, Sample } from './results.ts'
import { isInstalled, type RunningServer, startServer } from './running-server.ts'
import { SERVERS } from './servers/index.ts'
import { WORKLOADS, type Workload } from './workloads.ts'
import { HOSTS, ORIGIN, zoneText } from './zone.ts'

export interface Comparison {
  readonly samples: readonly Sample[]
  readonly latencies: readonly LatencySample[]
  readonly memory: Readonly<Record<string, Memory>>
}

const START_WITHIN_MS = 15_000
/** As often as gdnsd looks by default. */
const CHECK_EVERY = '10s'
const LATENCY_WORKLOAD = 'static'

export async function compare(options: Arguments, tell: (line: string) => void): Promise<Comparison> {
  const folder = mkdtempSync(join(tmpdir(), 'failover-bench-questions-'))
  const targets = createServer((socket) => socket.on('error', () => socket.destroy()).end())
  await once(targets.listen(0, '0.0.0.0'), 'listening')
  const { port } = targets.address() as AddressInfo
  const servers: RunningServer[] = []
  try {
    for (const program of SERVERS) {
      if (!options.servers.includes(program.name)) continue
      if (!isInstalled(program.program))
        tell(`${program.name}: ${program.program} is not installed, left out`)
      else {
        const zone = (flavour: 'plain' | 'gdnsd'): string =>
          zoneText({ hosts: HOSTS, flavour, checkPort: port, checkEvery: CHECK_EVERY })
        const question = `host-0.${ORIGIN}`
        servers.push(
          await startServer(program, { checkPort: port, zone, question, withinMs: START_WITHIN_MS }),
        )
      }
    }
    return await measure(servers, folder, options, tell)
  } finally {
    await Promise.all(servers.map((server) => server.stop()))
    targets.close()
    rmSync(folder, { recursive: true, force: true })
  }
}

async function measure(
  servers: readonly RunningServer[],
  folder: string,
  options: Arguments,
  tell: (line: string) => void,
): Promise<Comparison> {
  const samples: Sample[] = []
  const latencies: LatencySample[] = []
  const questionsOf = (name: string): string => join(folder, name)
  for (const { name, questions } of WORKLOADS) writeFileSync(questionsOf(name), `${questions().join('\n')}\n`)
  const workloads = WORKLOADS.filter(({ name }) => options.only.includes(name))
  for (let round = 1; round <= options.rounds; round++) {
    for (const workload of workloads)
      for (const server of inTurn(
        servers.filter((one) => canBeAsked(one, workload)),
        round,
      )) {
        const sample = await measureLoad(server, workload, questionsOf(workload.name), round, options.seconds)
        samples.push(sample)
        tell(
          `round ${round} ${workload.name} ${server.name}: ${sample.cpuUs.toFixed(2)} µs, ${Math.round(sample.qps)} q/s`,
        )
      }
    for (const rate of options.rates)
      for (const server of inTurn(servers, round)) {
        const job = {
          at: server.endpoint,
          questions: questionsOf(LATENCY_WORKLOAD),
          rate,
          seconds: options.seconds,
        }
        const { result, ...cost } = await costOf(server, () => latencyAt(job))
        latencies.push({ server: server.name, round, rate, ...result, ...cost })
        tell(`round ${round} ${rate} q/s ${server.name}: p50 ${result.p50Us} µs, p99 ${result.p99Us} µs`)
      }
  }
  const memory = Object.fromEntries(servers.map(({ name, pid }) => [name, memoryOf(pid)]))
  return { samples, latencies, memory }
}

/** Each round begins with another server, so that none always follows the same one. */
function inTurn<One>(all: readonly One[], round: number): readonly One[] {
  const first = (round - 1) % Math.max(1, all.length)
  return [...all.slice(first), ...all.slice(0, first)]
}

function canBeAsked({ name }: RunningServer, { peers }: Workload): boolean {
  return name === SERVERS[0]?.name || peers === 'all' || peers === name
}

async function measureLoad(
  server: RunningServer,
  { name, options, rcode, isDot }: Workload,
  questions: string,
  round: number,
  seconds: number,
): Promise<Sample> {
  const at = isDot ? server.dot : server.endpoint
  const run = () => dnsperf({ at, questions, seconds, options })
  const { result, ...cost } = await costOf(server, run)
  const { answered, lost, qps, rcodes } = result
  return {
    workload: name,
    server: server.name,
    round,
    qps,
    answered,
    lost,
    right: rcodes[rcode] ?? 0,
    ...cost,
  }
}

/** What the server has used while `act` was under way, per answer. */
export async function costOf<Result extends { readonly answered: number }>(
  { pid }: Pick<RunningServer, 'pid'>,
  act: () => Promise<Result>,
): Promise<Cost & { readonly result: Result }> {
  const before = {
    atMs: performance.now(),
    server: cpuTime(pid),
    machine: machineTime(),
    children: endedChildrenMs(),
  }
  const result = await act()
  const serverNs = usedNs(before.server, cpuTime(pid))
  const { busyMs, stolenMs } = machineTime()
  const oursMs = serverNs / 1e6 + endedChildrenMs() - before.children
  const otherMs = busyMs - before.machine.busyMs - oursMs + stolenMs - before.machine.stolenMs
  const otherCores = Math.max(0, otherMs / (performance.now() - before.atMs))
  return { result, cpuUs: serverNs / 1000 / result.answered, otherCores }
}
