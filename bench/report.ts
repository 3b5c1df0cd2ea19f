// The tables of the comparison: medians of the quiet rounds, and the ratio of each to ours.
import type { Comparison } from './compare.ts'
import { median, quiet, type Sample } from './results.ts'
import { SERVERS } from './servers/index.ts'
import { fixed, printTable, times } from './table.ts'

const OURS = SERVERS[0]?.name ?? ''

export function reportComparison({ samples, latencies, memory }: Comparison): void {
  reportLoad(samples)
  reportLatency(latencies)
  const rows = Object.entries(memory).map(([server, { rssKib, pssKib }]) => [
    server,
    '',
    fixed(rssKib / 1024, 1),
    fixed(pssKib / 1024, 1),
    times(pssKib, memory[OURS]?.pssKib),
  ])
  printTable('Resident memory, MiB, all processes of a server', ['server', '', 'RSS', 'PSS', 'of ours'], rows)
}

function reportLoad(samples: readonly Sample[]): void {
  const rows = [...Map.groupBy(samples, ({ workload }) => workload)].flatMap(([workload, all]) => {
    const byServer = Map.groupBy(all, ({ server }) => server)
    const ours = byServer.get(OURS)
    const base = ours && { cpuUs: cpuOf(ours), qps: qpsOf(ours) }
    return [...byServer].map(([server, some]) => [
      workload,
      server,
      fixed(cpuOf(some), 2),
      `${fixed(Math.min(...some.map(({ cpuUs }) => cpuUs)), 2)}-${fixed(Math.max(...some.map(({ cpuUs }) => cpuUs)), 2)}`,
      times(cpuOf(some), base?.cpuUs),
      fixed(qpsOf(some), 0),
      times(qpsOf(some), base?.qps),
      String(some.reduce((sum, { lost }) => sum + lost, 0)),
      fixed(100 * Math.min(...some.map(({ right }) => right)), 1),
      fixed(median(some.map(({ otherCores }) => otherCores)), 2),
    ])
  })
  const heads = [
    'workload',
    'server',
    'µs/query',
    'min-max',
    'of ours',
    'q/s',
    'of ours',
    'lost',
    'right %',
    'other cores',
  ]
  printTable('Server CPU per answered query (user + system), closed loop of dnsperf', heads, rows)
}

function reportLatency(latencies: Comparison['latencies']): void {
  const rows = [...Map.groupBy(latencies, ({ rate }) => rate)].flatMap(([rate, all]) => {
    const byServer = Map.groupBy(all, ({ server }) => server)
    const figures = (server: string) => {
      const calm = quiet(byServer.get(server) ?? [])
      const of = (key: 'p50Us' | 'p99Us' | 'p999Us' | 'cpuUs'): number => median(calm.map((one) => one[key]))
      const unanswered = calm.reduce((sum, { asked, answered }) => sum + asked - answered, 0)
      return { p50: of('p50Us'), p99: of('p99Us'), p999: of('p999Us'), cpu: of('cpuUs'), unanswered }
    }
    const ours = figures(OURS)
    return [...byServer.keys()].map((server) => {
      const { p50, p99, p999, cpu, unanswered } = figures(server)
      const ratios = [times(p50, ours.p50), times(p99, ours.p99)]
      const cells = [
        fixed(p50, 0),
        ratios[0] ?? '',
        fixed(p99, 0),
        ratios[1] ?? '',
        fixed(p999, 0),
        fixed(cpu, 1),
      ]
      return [`${rate} q/s`, server, ...cells, String(unanswered)]
    })
  })
  const heads = [
    'rate',
    'server',
    'p50 µs',
    'of ours',
    'p99 µs',
    'of ours',
    'p99.9 µs',
    'CPU µs/q',
    'unanswered',
  ]
  if (rows.length > 0) printTable('Latency at a fixed rate, static hits', heads, rows)
}

export function cpuOf(samples: readonly Sample[]): number {
  return median(quiet(samples).map(({ cpuUs }) => cpuUs))
}

function qpsOf(samples: readonly Sample[]): number {
  return median(quiet(samples).map(({ qps }) => qps))
}
