// Latency at a fixed rate: what the prober is told, what it tells, and how it is run.
import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import type { Endpoint } from '../test/support/dns-client.ts'
import { GENERATOR_CORE, pinned } from './cores.ts'

export interface ProberJob {
  readonly at: Endpoint
  /** Path of the questions. */
  readonly questions: string
  /** Questions per second, evenly spaced. */
  readonly rate: number
  readonly seconds: number
}

export interface Latency {
  readonly asked: number
  readonly answered: number
  readonly p50Us: number
  readonly p99Us: number
  readonly p999Us: number
  readonly maxUs: number
}

const PROBER = fileURLToPath(new URL('latency-prober.ts', import.meta.url))
const EXTRA_MS = 10_000
const run = promisify(execFile)

export async function latencyAt(job: ProberJob): Promise<Latency> {
  const node = [
    process.execPath,
    '--disable-warning=ExperimentalWarning',
    PROBER,
    JSON.stringify(job),
  ] as const
  const [command, ...args] = pinned(GENERATOR_CORE, node[0], node.slice(1))
  const { stdout } = await run(command, args, { timeout: job.seconds * 1000 + EXTRA_MS })
  return JSON.parse(stdout) as Latency
}
