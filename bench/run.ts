// `npm run bench`: measures what its arguments say, prints tables, and writes JSON to compare commits with.
import { readFileSync, writeFileSync } from 'node:fs'
import { setPriority } from 'node:os'
import { reportAgainst } from './against.ts'
import { measureAnswers, reportAnswers } from './answer.ts'
import { type Arguments, HELP, readArguments } from './arguments.ts'
import { compare } from './compare.ts'
import { GENERATOR_CORE, pinOurselves } from './cores.ts'
import { measureFlips, reportFlips } from './flip.ts'
import { measureLoads, reportLoads } from './load.ts'
import { provenance } from './provenance.ts'
import { reportComparison } from './report.ts'
import type { Results } from './results.ts'

const tell = (line: string): void => void process.stderr.write(`${line}\n`)

try {
  const options = readArguments(process.argv.slice(2))
  if (options === undefined) process.stdout.write(HELP)
  else await bench(options)
} catch (error) {
  tell(`bench: ${error instanceof Error ? error.message : String(error)}`)
  process.exitCode = 1
}

async function bench(options: Arguments): Promise<void> {
  const then = options.against === undefined ? undefined : readResults(options.against)
  setPriority(options.nice)
  let results: Results = { ...provenance(), samples: [], latencies: [], memory: {} }
  for (const part of options.parts) results = { ...results, ...(await measure(part, options)) }
  if (then !== undefined) reportAgainst(results, then)
  if (options.json !== undefined) writeFileSync(options.json, `${JSON.stringify(results, undefined, 1)}\n`)
}

async function measure(part: Arguments['parts'][number], options: Arguments): Promise<Partial<Results>> {
  switch (part) {
    case 'compare': {
      pinOurselves(GENERATOR_CORE)
      const comparison = await compare(options, tell)
      reportComparison(comparison)
      return comparison
    }
    case 'in-process': {
      const inProcess = await measureAnswers(options.records, tell)
      reportAnswers(inProcess)
      return { inProcess }
    }
    case 'flip': {
      const flip = await measureFlips(options.records, tell)
      reportFlips(flip)
      return { flip }
    }
    case 'load': {
      pinOurselves(GENERATOR_CORE)
      const load = await measureLoads(options, tell)
      reportLoads(load)
      return { load }
    }
  }
}

function readResults(file: string): Results {
  return JSON.parse(readFileSync(file, 'utf8')) as Results
}
