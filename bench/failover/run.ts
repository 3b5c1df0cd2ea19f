// `npm run bench:failover`: how long each kind of failure is answered with the failed server, ours and the peers' side by side.
import { writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { GENERATOR_CORE, pinOurselves } from '../cores.ts'
import { provenance } from '../provenance.ts'
import { KINDS, MAX_ROUNDS } from './kinds.ts'
import { type FailoverOptions, measureFailover } from './measure.ts'
import { markdownTable, reportDetections } from './report.ts'

const COMPARED = 'kill,stop,closed'

const HELP = `npm run bench:failover -- [options]

Real servers fail; the time is taken from the failure to the first answer with the standby, asked for every millisecond.
Every contender that is installed (gdnsd, pdns-server) watches the same servers in the same run.

  --kinds A,B     kinds of failure, or all; ${COMPARED}
  --rounds N      servers that fail, of each kind; 20
  --servers A,B   gdnsd, PowerDNS LUA, failover; all
  --limit N       seconds after which a failure counts as not seen; 150
  --markdown      prints the README's table, too
  --json FILE     writes everything measured
  --help

Kinds:
${KINDS.map(({ name, about }) => `  ${name.padEnd(13)}${about}`).join('\n')}

npm run bench:failover
npm run bench:failover -- --kinds all --servers failover --markdown
`

const tell = (line: string): void => void process.stderr.write(`${line}\n`)

// Whatever was started ends with this process.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1))
try {
  await bench(process.argv.slice(2))
} catch (error) {
  tell(`bench:failover: ${error instanceof Error ? error.message : String(error)}`)
  process.exitCode = 1
}

async function bench(args: readonly string[]): Promise<void> {
  const text = { type: 'string' } as const
  const flag = { type: 'boolean', default: false } as const
  const { values } = parseArgs({
    args: [...args],
    options: {
      ...{ kinds: text, rounds: text, servers: text, limit: text, json: text },
      ...{ markdown: flag, help: flag },
    },
  })
  if (values.help) {
    process.stdout.write(HELP)
    return
  }
  const options: FailoverOptions = {
    kinds: kindsIn(values.kinds ?? COMPARED),
    rounds: within(values.rounds ?? '20', MAX_ROUNDS),
    servers: values.servers?.split(',') ?? [],
    limitMs: within(values.limit ?? '150', 3600) * 1000,
  }
  pinOurselves(GENERATOR_CORE)
  const detections = await measureFailover(options, tell)
  reportDetections(detections)
  if (values.markdown) process.stdout.write(`\n${markdownTable(detections)}\n`)
  if (values.json !== undefined)
    writeFileSync(
      values.json,
      `${JSON.stringify({ ...provenance(), rounds: options.rounds, detections }, undefined, 1)}\n`,
    )
}

function kindsIn(text: string): FailoverOptions['kinds'] {
  const wanted = text === 'all' ? KINDS.map(({ name }) => name as string) : text.split(',')
  const strange = wanted.find((one) => !KINDS.some(({ name }) => name === one))
  if (strange !== undefined)
    throw new Error(`there is no ${strange}; there are ${KINDS.map(({ name }) => name).join(', ')}, all`)
  return KINDS.filter(({ name }) => wanted.includes(name))
}

function within(text: string, most: number): number {
  const number = Number(text)
  if (!Number.isInteger(number) || number < 1 || number > most) throw new Error(`${text} is not 1 to ${most}`)
  return number
}
