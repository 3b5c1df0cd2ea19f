// What named-checkzone, nsd-checkzone and kzonecheck say of a zone file, and what we say of it.
import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { readZoneFile } from '../../../src/control/load/zone-files.ts'
import { formatProblem, printZone } from '../../../src/zone/print.ts'

export interface ZoneText {
  readonly text: string
  /** Of the file that `$INCLUDE part.inc` reads. */
  readonly included: string
}

export interface Judgement {
  readonly name: string
  readonly isTaken: boolean
  /** What was said of it. */
  readonly said: string
  /** Canonical text; undefined where it is refused, or the judge prints none. */
  readonly text: string | undefined
}

export interface Case {
  readonly zone: ZoneText
  readonly ours: Judgement
  /** Of those who know all that the zone is written with. */
  readonly theirs: readonly Judgement[]
}

interface Judge {
  readonly name: string
  readonly program: string
  readonly arguments: readonly string[]
  readonly prints: boolean
  readonly knowsGenerate: boolean
}

const ORIGIN = 'ex'
const ZONE_FILE = `${ORIGIN}.zone`
export const INCLUDED_FILE = 'part.inc'
const TIMING = { everyMs: 2000, timeoutMs: 1000, fall: 3, rise: 2 }
const DEADLINE_MS = 10_000

/** `-i local`: nothing is looked up in the DNS. `-D`: named-checkzone prints what named-compilezone writes. */
const CHECK_AND_PRINT = ['-i', 'local', '-D', '-s', 'full', '-o', '-', ORIGIN, ZONE_FILE]

export const JUDGES: readonly Judge[] = [
  {
    name: 'BIND',
    program: 'named-checkzone',
    arguments: CHECK_AND_PRINT,
    prints: true,
    knowsGenerate: true,
  },
  {
    name: 'NSD',
    program: 'nsd-checkzone',
    arguments: [ORIGIN, ZONE_FILE],
    prints: false,
    knowsGenerate: false,
  },
  {
    name: 'Knot',
    program: 'kzonecheck',
    arguments: ['-v', '-o', `${ORIGIN}.`, ZONE_FILE],
    prints: false,
    knowsGenerate: false,
  },
]

/** Judges one zone at a time, in a folder of its own. */
export class Bench {
  readonly #folder = mkdtempSync(join(tmpdir(), 'failover-zone-text-'))

  /** Unless `by` all, the others are asked only when we differ from the first: otherwise we cannot be alone. */
  async judge(zone: ZoneText, by: 'all' | 'need'): Promise<Case> {
    writeFileSync(join(this.#folder, ZONE_FILE), zone.text)
    writeFileSync(join(this.#folder, INCLUDED_FILE), zone.included)
    const isGenerated = /^\$generate/im.test(zone.text)
    const able = JUDGES.filter(({ knowsGenerate }) => knowsGenerate || !isGenerated)
    const ours = judgeOurselves(join(this.#folder, ZONE_FILE))
    const theirs: Judgement[] = []
    for (const judge of able)
      if (by === 'all' || theirs.every(({ isTaken }) => isTaken !== ours.isTaken))
        theirs.push(await run(judge, this.#folder))
    return { zone, ours, theirs }
  }

  remove(): void {
    rmSync(this.#folder, { recursive: true })
  }
}

function judgeOurselves(file: string): Judgement {
  const { zone, problems } = readZoneFile(file, TIMING)
  const text = zone === undefined ? undefined : printZone(zone)
  return { name: 'ours', isTaken: text !== undefined, said: problems.map(formatProblem).join('\n'), text }
}

/** Debian keeps servers out of an ordinary user's PATH. */
const PATH = [process.env['PATH'], '/usr/sbin', '/usr/local/sbin'].join(delimiter)

function run({ name, program, arguments: args, prints }: Judge, cwd: string): Promise<Judgement> {
  const { promise, resolve } = Promise.withResolvers<Judgement>()
  const options = { cwd, env: { PATH }, timeout: DEADLINE_MS, killSignal: 'SIGKILL' } as const
  execFile(program, args, options, (error, stdout, stderr) => {
    const isTaken = error === null
    const text = prints && isTaken ? stdout : undefined
    resolve({ name, isTaken, said: prints ? stderr : stdout + stderr, text })
  })
  return promise
}
