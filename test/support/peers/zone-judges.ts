// What named-checkzone, nsd-checkzone and kzonecheck say of a zone file, and what we say of it.
import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readZoneFile } from '../../../src/control/zone-files.ts'
import { formatProblem, printZone } from '../../../src/zone/print.ts'

export const ORIGIN = 'ex'
const ZONE_FILE = `${ORIGIN}.zone`
export const INCLUDED_FILE = 'part.inc'
const TIMING = { everyMs: 2000, timeoutMs: 1000, fall: 3, rise: 2 }
const DEADLINE_MS = 10_000

export interface ZoneText {
  readonly text: string
  /** Of the file that `$INCLUDE part.inc` reads. */
  readonly included: string
}

export interface Judgement {
  readonly name: string
  readonly isTaken: boolean
  /** What was said of it, for the message of a failed test. */
  readonly said: string
  /** Canonical text; undefined where it is refused, or the judge prints none. */
  readonly text: string | undefined
}

interface Judge {
  readonly name: string
  readonly program: string
  readonly arguments: readonly string[]
  readonly prints: boolean
}

/** `-i local`: nothing is looked up in the DNS. */
const COMPILE = ['-i', 'local', '-D', '-s', 'full', '-o', '-', ORIGIN, ZONE_FILE]

export const JUDGES: readonly Judge[] = [
  { name: 'BIND', program: 'named-checkzone', arguments: COMPILE, prints: true },
  { name: 'NSD', program: 'nsd-checkzone', arguments: [ORIGIN, ZONE_FILE], prints: false },
  { name: 'Knot', program: 'kzonecheck', arguments: ['-v', '-o', `${ORIGIN}.`, ZONE_FILE], prints: false },
]

export interface Judgements {
  readonly ours: Judgement
  readonly theirs: readonly Judgement[]
}

/** A folder of its own for one zone at a time. */
export class Bench {
  readonly #folder = mkdtempSync(join(tmpdir(), 'failover-zone-text-'))

  async judge({ text, included }: ZoneText): Promise<Judgements> {
    writeFileSync(join(this.#folder, ZONE_FILE), text)
    writeFileSync(join(this.#folder, INCLUDED_FILE), included)
    const asked = JUDGES.map((judge) => run(judge, this.#folder))
    const ours = this.#ours()
    return { ours, theirs: await Promise.all(asked) }
  }

  remove(): void {
    rmSync(this.#folder, { recursive: true })
  }

  #ours(): Judgement {
    const { zone, problems } = readZoneFile(join(this.#folder, ZONE_FILE), TIMING)
    const text = zone === undefined ? undefined : printZone(zone)
    return { name: 'ours', isTaken: text !== undefined, said: problems.map(formatProblem).join('\n'), text }
  }
}

function run({ name, program, arguments: args, prints }: Judge, cwd: string): Promise<Judgement> {
  const { promise, resolve } = Promise.withResolvers<Judgement>()
  const options = { cwd, timeout: DEADLINE_MS, killSignal: 'SIGKILL' } as const
  execFile(program, args, options, (error, stdout, stderr) => {
    const isTaken = error === null
    const text = prints && isTaken ? stdout : undefined
    resolve({ name, isTaken, said: prints ? stderr : stdout + stderr, text })
  })
  return promise
}
