// Runs dnsperf once against one server, and reads what it prints.
import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import type { Endpoint } from '../test/support/dns-client.ts'
import { GENERATOR_CORE, pinned } from './cores.ts'

export interface DnsperfRun {
  readonly answered: number
  readonly lost: number
  readonly qps: number
  /** Share of the answers, 0 … 1. */
  readonly rcodes: Readonly<Record<string, number>>
}

export interface DnsperfOptions {
  readonly at: Endpoint
  /** Path of the questions. */
  readonly questions: string
  readonly seconds: number
  readonly options: readonly string[]
}

/** Four sockets, 200 questions under way: enough to keep a server busy, not enough to overflow a default buffer. */
const LOAD = ['-c', '4', '-T', '1', '-q', '200', '-t', '1']
const EXTRA_MS = 10_000

const run = promisify(execFile)

export async function dnsperf({ at, questions, seconds, options }: DnsperfOptions): Promise<DnsperfRun> {
  const where = [
    '-f',
    'inet',
    '-s',
    at.address,
    '-p',
    String(at.port),
    '-d',
    questions,
    '-l',
    String(seconds),
  ]
  const [command, ...args] = pinned(GENERATOR_CORE, 'dnsperf', [...where, ...LOAD, ...options])
  const { stdout } = await run(command, args, { timeout: seconds * 1000 + EXTRA_MS })
  const number = (pattern: RegExp): number => Number(pattern.exec(stdout)?.[1] ?? Number.NaN)
  const codes = /Response codes:\s+(.*)/.exec(stdout)?.[1] ?? ''
  const answered = number(/Queries completed:\s+(\d+)/)
  const counts = [...codes.matchAll(/(\w+) (\d+)/g)].map(([, code = '', count]) => [
    code,
    Number(count) / answered,
  ])
  return {
    answered,
    lost: number(/Queries lost:\s+(\d+)/),
    qps: number(/Queries per second:\s+([\d.]+)/),
    rcodes: Object.fromEntries(counts) as Record<string, number>,
  }
}
