// Which programs a check may run: those in folders that the configuration permits, and that nobody else can exchange.
import { accessSync, constants, realpathSync, statSync } from 'node:fs'
import { dirname, isAbsolute, sep } from 'node:path'
import type { OptionProblem, ProbePermits } from '../probe.ts'
import type { Option } from './options.ts'

/** Write permission of everybody. */
const OTHERS_WRITE = 0o002
const MAX_ARGUMENTS = 64
const MAX_ARGUMENT_OCTETS = 1024

export type Program = { readonly path: string } | { readonly problem: string }

/**
 * The file that `path` stands for, with all links followed. To be asked before each run: links and folders change.
 * `where` the permit stands in failover.yaml.
 */
export function permittedProgram(
  path: string,
  { execFolders }: ProbePermits,
  where = 'probes: exec-folders',
): Program {
  try {
    const real = realpathSync(path)
    if (!execFolders.some((folder) => isWithin(real, folder)))
      return { problem: `is in no folder that the configuration permits (${where}): ${real}` }
    const stat = statSync(real)
    if (!stat.isFile()) return { problem: `is not a file: ${real}` }
    if (((stat.mode | statSync(dirname(real)).mode) & OTHERS_WRITE) !== 0)
      return { problem: `can be exchanged by everybody, it and its folder need a chmod o-w : ${real}` }
    accessSync(real, constants.X_OK)
    return { path: real }
  } catch (error) {
    return { problem: `cannot be run: ${error instanceof Error ? error.message : String(error)}` }
  }
}

/** A folder that is not there holds nothing. */
function isWithin(real: string, folder: string): boolean {
  try {
    const realFolder = realpathSync(folder)
    return real.startsWith(realFolder.endsWith(sep) ? realFolder : realFolder + sep)
  } catch {
    return false
  }
}

export function withoutPermit(path: string, permits: ProbePermits): readonly OptionProblem[] {
  const program = permittedProgram(path, permits)
  return 'problem' in program ? [{ option: 'program', sentence: `program= ${program.problem}` }] : []
}

export function programPath(): Option<string> {
  return {
    read: (text) => (isAbsolute(text) ? { value: text } : { refusal: 'must be an absolute path' }),
  }
}

/** One each time that it is given. */
export function programArguments(): Option<readonly string[]> {
  return {
    fallback: [],
    repeatable: true,
    read: (text) => {
      const values = text.split('\n')
      if (values.length > MAX_ARGUMENTS) return { refusal: `can be given ${MAX_ARGUMENTS} times at most` }
      const isGood = values.every(
        (value) => !/\p{Cc}/u.test(value) && Buffer.byteLength(value) <= MAX_ARGUMENT_OCTETS,
      )
      return isGood
        ? { value: values }
        : { refusal: `must be text without control characters, at most ${MAX_ARGUMENT_OCTETS} octets` }
    },
  }
}
