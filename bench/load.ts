// A large zone: from its file to the first answer, memory, CPU per query; for ours also an edit of one line.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { ask } from '../test/support/dns-client.ts'
import type { Arguments } from './arguments.ts'
import { costOf } from './compare.ts'
import { dnsperf } from './dnsperf.ts'
import { latencyAt } from './latency.ts'
import { type Memory, memoryOf } from './process-cost.ts'
import { type Cost, median, quiet } from './results.ts'
import { isInstalled, type RunningServer, startServer } from './running-server.ts'
import { BIND } from './servers/bind.ts'
import { DNS2 } from './servers/dns2.ts'
import { SERVERS } from './servers/index.ts'
import { OURS } from './servers/ours.ts'
import { POWERDNS } from './servers/powerdns.ts'
import { fixed, printTable, times } from './table.ts'
import { hostsOf } from './workloads.ts'
import { ORIGIN, zoneText } from './zone.ts'

export interface LoadResult extends Memory {
  readonly server: string
  readonly records: number
  readonly firstAnswerMs: number
  readonly runs: readonly (Cost & { readonly qps: number })[]
  readonly edit?: Edit
}

export interface Edit {
  /** From the changed file to the first answer from it. */
  readonly inServiceMs: number
  /** Of questions asked all the while. */
  readonly p99Us: number
  readonly maxUs: number
  readonly unanswered: number
}

const WITHIN_MS = 300_000
/** Those whose figures are known to be of another kind, see README. */
const LEFT_OUT = [BIND.name, POWERDNS.name, DNS2.name]
const EDIT_SECONDS = 10
const EDIT_RATE = 2000

export async function measureLoads(options: Arguments, tell: (line: string) => void): Promise<LoadResult[]> {
  const folder = mkdtempSync(join(tmpdir(), 'failover-bench-load-'))
  const questions = join(folder, 'questions')
  writeFileSync(questions, `${hostsOf(options.records).join('\n')}\n`)
  const running: RunningServer[] = []
  try {
    for (const { program, name } of SERVERS) {
      if (!options.servers.includes(name) || LEFT_OUT.includes(name) || !isInstalled(program)) continue
      running.push(await start(name, options.records))
      tell(`${name}: first answer after ${fixed(running.at(-1)?.firstAnswerMs ?? 0, 0)} ms`)
    }
    const runs = await measureQueries(running, questions, options, tell)
    // What a load needs is given back some seconds after its end.
    for (const { pid } of running) await calm(pid)
    const memory = running.map(({ pid }) => memoryOf(pid))
    const edits = await Promise.all(
      running.map((server) =>
        server.name === OURS.name ? measureEdit(server, questions, options.records) : undefined,
      ),
    )
    return running.map(({ name, firstAnswerMs }, i) => ({
      ...{ server: name, records: options.records, firstAnswerMs, runs: runs.get(name) ?? [] },
      ...(memory[i] as Memory),
      ...(edits[i] === undefined ? {} : { edit: edits[i] }),
    }))
  } finally {
    await Promise.all(running.map((server) => server.stop()))
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Resolves once the process's memory has not changed for a while. */
async function calm(pid: number): Promise<void> {
  for (let last = Number.NaN, same = 0; same < CALM_LOOKS; ) {
    const { rssKib } = memoryOf(pid)
    same = Math.abs(rssKib - last) < CALM_KIB ? same + 1 : 0
    last = rssKib
    await pause(1000)
  }
}

const CALM_LOOKS = 10
const CALM_KIB = 1024

function start(name: string, records: number): Promise<RunningServer> {
  const program = SERVERS.find((one) => one.name === name) ?? OURS
  const zone = (flavour: 'plain' | 'gdnsd'): string => bigZone(records, flavour)
  return startServer(program, {
    checkPort: 1,
    zone,
    question: `host-${records - 1}.${ORIGIN}`,
    withinMs: WITHIN_MS,
  })
}

/** No pools: their targets would be down, and the record table is not what is compared here. */
function bigZone(records: number, flavour: 'plain' | 'gdnsd'): string {
  const text = zoneText({ hosts: records, flavour, checkPort: 1, checkEvery: '10s' })
  return text
    .split('\n')
    .filter((line) => !line.includes(';@') && !line.includes('DYNA'))
    .join('\n')
}

async function measureQueries(
  running: readonly RunningServer[],
  questions: string,
  { rounds, seconds }: Arguments,
  tell: (line: string) => void,
): Promise<Map<string, LoadResult['runs']>> {
  const runs = new Map<string, LoadResult['runs']>()
  for (let round = 1; round <= rounds; round++)
    for (const server of running) {
      const run = () => dnsperf({ at: server.endpoint, questions, seconds, options: [] })
      const { result, ...cost } = await costOf(server, run)
      runs.set(server.name, [...(runs.get(server.name) ?? []), { ...cost, qps: result.qps }])
      tell(`round ${round} ${server.name}: ${cost.cpuUs.toFixed(2)} µs, ${Math.round(result.qps)} q/s`)
    }
  return runs
}

async function measureEdit(server: RunningServer, questions: string, records: number): Promise<Edit> {
  const probing = latencyAt({ at: server.endpoint, questions, rate: EDIT_RATE, seconds: EDIT_SECONDS })
  await pause(1000)
  server.rewriteZone(`${bigZone(records, 'plain')}edited A 10.0.0.1\n`)
  const startedMs = performance.now()
  for (;;) {
    const answer = await ask(server.endpoint, `edited.${ORIGIN} A`, { timeoutMs: 1000 }).catch(
      () => undefined,
    )
    if (answer?.rcode === 'NOERROR' && answer.data.length > 0) break
    if (performance.now() - startedMs > WITHIN_MS) throw new Error('the edited zone is never in service')
    await pause(10)
  }
  const inServiceMs = performance.now() - startedMs
  const { p99Us, maxUs, asked, answered } = await probing
  return { inServiceMs, p99Us, maxUs, unanswered: asked - answered }
}

export function reportLoads(results: readonly LoadResult[]): void {
  const ours = results.find(({ server }) => server === OURS.name)
  const of = ({ runs }: LoadResult, key: 'cpuUs' | 'qps'): number =>
    median(quiet(runs).map((run) => run[key]))
  const rows = results.map((result) => [
    result.server,
    '',
    fixed(result.firstAnswerMs / 1000, 2),
    times(result.firstAnswerMs, ours?.firstAnswerMs),
    fixed(result.rssKib / 1024, 0),
    fixed(result.pssKib / 1024, 0),
    times(result.pssKib, ours?.pssKib),
    fixed(of(result, 'cpuUs'), 2),
    times(of(result, 'cpuUs'), ours && of(ours, 'cpuUs')),
    fixed(of(result, 'qps'), 0),
  ])
  const heads = [
    'server',
    '',
    'first answer s',
    'of ours',
    'RSS MiB',
    'PSS MiB',
    'of ours',
    'µs/query',
    'of ours',
    'q/s',
  ]
  printTable(`A zone of ${ours?.records ?? 0} A records`, heads, rows)
  if (ours?.edit === undefined) return
  const { inServiceMs, p99Us, maxUs, unanswered } = ours.edit
  const cells = [fixed(inServiceMs, 0), fixed(p99Us, 0), fixed(maxUs, 0), String(unanswered)]
  const edit = ['edit', '', 'in service after ms', 'p99 µs', 'max µs', 'unanswered']
  printTable('One line of it edited, questions asked all the while', edit, [['ours', '', ...cells]])
}
