// The command line of `npm run bench`, and its help.
import { parseArgs } from 'node:util'
import { SERVERS } from './servers/index.ts'
import { WORKLOADS } from './workloads.ts'

export type Part = 'compare' | 'in-process' | 'flip' | 'load'

export interface Arguments {
  readonly parts: readonly Part[]
  readonly only: readonly string[]
  readonly servers: readonly string[]
  readonly rounds: number
  readonly seconds: number
  /** Questions per second at which latency is measured. */
  readonly rates: readonly number[]
  /** Records of the large zone of --load, --flip and --in-process. */
  readonly records: number
  /** Of this process and everything that it starts. */
  readonly nice: number
  readonly json: string | undefined
  readonly against: string | undefined
}

const workloads = WORKLOADS.map(({ name, about }) => `  ${name.padEnd(12)}${about}`).join('\n')

export const HELP = `npm run bench -- [options]

Compares failover with every peer that is installed: server CPU per answered query, queries per second, latency,
memory, each with its ratio to ours. Servers run on core 0, what asks them on core 1, all on loopback.

  --only A,B          these workloads (see below)
  --servers A,B       these servers: ${SERVERS.map(({ name }) => name).join(', ')}
  --rounds N          rounds, interleaved between the servers; 3
  --seconds N         length of each measurement; 1
  --rates A,B         q/s at which latency is measured; 20000,60000; 0 for none
  --nice N            priority of servers and generator on a shared machine, -20 to 19; 0
  --json FILE         writes everything measured
  --against FILE      prints ratios to an older --json

  --in-process        only: the TypeScript part of an answer, in ns, and what it allocates
  --flip              only: from a verdict to the changed answer on the wire
  --load              only: a large zone from its file to the first answer, memory, CPU per query
  --records N         size of the large zone in these three; 1000000
  --help

Workloads:
${workloads}

npm run bench -- --only static,nxdomain --servers failover,gdnsd --rounds 5
npm run bench -- --json before.json
npm run bench -- --against before.json
`

/** Undefined: help was asked for. Throws a sentence when something cannot be understood. */
export function readArguments(args: readonly string[]): Arguments | undefined {
  const text = { type: 'string' } as const
  const flag = { type: 'boolean', default: false } as const
  const { values } = parseArgs({
    args: [...args],
    options: {
      ...{ only: text, servers: text, rates: text, json: text, against: text },
      ...{ rounds: text, seconds: text, records: text, nice: text },
      ...{ 'in-process': flag, flip: flag, load: flag, help: flag },
    },
  })
  if (values.help) return undefined
  const parts = (['in-process', 'flip', 'load'] as const).filter((part) => values[part])
  const number = (value: string | undefined, standard: number): number => positive(value ?? String(standard))
  return {
    parts: parts.length > 0 ? parts : ['compare'],
    only: listed(
      values.only,
      WORKLOADS.map(({ name }) => name),
    ),
    servers: listed(
      values.servers,
      SERVERS.map(({ name }) => name),
    ),
    rounds: number(values.rounds, 3),
    seconds: number(values.seconds, 1),
    rates: (values.rates ?? '20000,60000')
      .split(',')
      .flatMap((rate) => (rate === '0' ? [] : [positive(rate)])),
    records: number(values.records, 1_000_000),
    nice: Number(values.nice ?? 0),
    json: values.json,
    against: values.against,
  }
}

function listed(value: string | undefined, known: readonly string[]): readonly string[] {
  if (value === undefined) return known
  const wanted = value.split(',')
  const strange = wanted.find((one) => !known.includes(one))
  if (strange !== undefined) throw new Error(`there is no ${strange}; there are ${known.join(', ')}`)
  return wanted
}

function positive(text: string): number {
  const number = Number(text)
  if (!(number > 0)) throw new Error(`${text} is not a number above 0`)
  return number
}
