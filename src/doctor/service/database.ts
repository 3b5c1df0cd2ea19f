// Is the database whole, of this version, small enough, and on a disk with room?
import { statfsSync } from 'node:fs'
import { dirname } from 'node:path'
import type { Inspected, Inspection } from '../../store/inspect.ts'
import { REMEDIES } from '../../store/problem.ts'
import { statusOf } from '../context.ts'
import { type Examination, type Finding, ok, orWell, problem, skipped, warning } from '../examination.ts'
import { octetsText } from '../span-text.ts'

const MIB = 1024 * 1024
/** The daemon keeps it below 64 MiB, after a large zone some more. */
const LARGE_LOG_OCTETS = 512 * MIB
const LITTLE_OCTETS = 1024 * MIB
const NOTHING_OCTETS = 64 * MIB

export const database: Examination = {
  title: 'database',
  async run(context) {
    const { databaseFile } = context.config
    const isRunning = statusOf(context) !== undefined
    return [
      ...judgeDatabase(databaseFile, context.inspected, isRunning),
      ...judgeDisk(dirname(databaseFile), freeOctets(dirname(databaseFile))),
    ]
  },
}

export function judgeDatabase(file: string, inspected: Inspected, isRunning: boolean): readonly Finding[] {
  if ('missing' in inspected)
    return isRunning
      ? [
          problem(
            `${file} is gone, although the daemon runs: with its next stop the history is lost`,
            'failover backup FILE saves it now; then stop the daemon, failover restore FILE, and start it',
          ),
        ]
      : [skipped(`${file} is not there yet: the first start makes it`)]
  if ('problem' in inspected) {
    const [found, remedy] = splitRemedy(inspected.problem)
    return [problem(found, remedy)]
  }
  return [...soundness(file, inspected), ...logFindings(file, inspected)]
}

function soundness(
  file: string,
  { isOurs, version, knownVersion, damage, isUnchecked, octets }: Inspection,
): readonly Finding[] {
  if (!isOurs) return [problem(`${file} is a database of another program`, REMEDIES['not-a-database'])]
  if (damage !== undefined) return [problem(`${file} is damaged: ${damage}`, REMEDIES.corrupt)]
  if (version > knownVersion)
    return [
      problem(
        `${file} has version ${version}, this failover knows versions up to ${knownVersion}`,
        REMEDIES['newer-version'],
      ),
    ]
  const size = `${file}: ${octetsText(octets)}, version ${version}`
  if (isUnchecked)
    return [
      skipped(`${size}; too large to be looked through in passing: sqlite3 ${file} 'pragma quick_check'`),
    ]
  return version < knownVersion
    ? [ok(`${size}, whole; this failover makes version ${knownVersion} of it when it starts`)]
    : [ok(`${size}, whole`)]
}

function logFindings(file: string, { logOctets }: Inspection): Finding[] {
  if (logOctets <= LARGE_LOG_OCTETS) return []
  return [
    warning(
      `${file}-wal has ${octetsText(logOctets)}: somebody reads the database for so long that it cannot be folded in`,
      `fuser ${file} shows who it is; end the program, or its transaction`,
    ),
  ]
}

/** Sentences of the store end with their remedy. */
function splitRemedy(sentence: string): readonly [string, string] {
  const remedy = Object.values(REMEDIES).find((one) => sentence.endsWith(`: ${one}`)) ?? REMEDIES.failed
  return [sentence.endsWith(remedy) ? sentence.slice(0, -remedy.length - 2) : sentence, remedy]
}

/** Undefined: it cannot be told. */
function freeOctets(folder: string): number | undefined {
  try {
    const { bavail, bsize } = statfsSync(folder)
    return bavail * bsize
  } catch (error) {
    if ((error as NodeJS.ErrnoException).syscall === undefined) throw error
    return undefined
  }
}

export function judgeDisk(folder: string, octets: number | undefined): readonly Finding[] {
  if (octets === undefined)
    return [problem(`${folder}: there is no such folder`, 'make it, or name another: database: FILE')]
  const found = `${folder}: ${octetsText(octets)} are free`
  if (octets < NOTHING_OCTETS)
    return [
      problem(
        `${found}: history and verdicts are about to be lost`,
        `${REMEDIES['disk-full']}; shorter: history: in failover.yaml`,
      ),
    ]
  return orWell(
    octets < LITTLE_OCTETS
      ? [warning(found, 'free some space, or set history: shorter in failover.yaml')]
      : [],
    found,
  )
}
