// A password or token that stands in a file: the path is an option, the secret itself never is.
import { readFileSync, type Stats, statSync } from 'node:fs'
import { isAbsolute } from 'node:path'
import type { Option } from './options.ts'

/** The secret as it is now. It must never stand in a detail, a log or a problem. */
export type Secret = () => string

/** Read, write and search permissions of everybody. */
const OTHERS = 0o007
const MAX_SECRET_OCTETS = 4096

/**
 * The file's content without the end of its last line. A bad file is refused when the option is read. Later the file is
 * read again whenever it has changed; while it is bad the secret before stays in use, for then we are sick, not the target.
 */
export function secretFile(): Option<Secret | undefined> {
  return {
    fallback: undefined,
    read: (file) => {
      if (!isAbsolute(file)) return { refusal: 'must be an absolute path' }
      const first = readSecret(file)
      return 'problem' in first ? { refusal: first.problem } : { value: followedSecret(file, first) }
    },
  }
}

interface Found {
  readonly secret: string
  /** Differs after every change of the file. */
  readonly version: string
}

function followedSecret(file: string, first: Found): Secret {
  let { secret, version } = first
  return () => {
    const read = hasVersion(file, version) ? undefined : readSecret(file)
    if (read !== undefined && 'secret' in read) ({ secret, version } = read)
    return secret
  }
}

/** Costs a probe far less than reading the file would. */
function hasVersion(file: string, version: string): boolean {
  try {
    return versionOf(statSync(file)) === version
  } catch {
    return false
  }
}

function readSecret(file: string): Found | { readonly problem: string } {
  try {
    const stat = statSync(file)
    if (!stat.isFile()) return { problem: `is not a file: ${file}` }
    if ((stat.mode & OTHERS) !== 0)
      return { problem: `is a file that everybody may use, it needs a chmod o= : ${file}` }
    if (stat.size > MAX_SECRET_OCTETS)
      return { problem: `has more than ${MAX_SECRET_OCTETS} octets in ${file}` }
    const secret = readFileSync(file, 'utf8').replace(/\r?\n$/, '')
    if (secret === '' || /[\0\r\n]/.test(secret)) return { problem: `has no secret of one line in ${file}` }
    return { secret, version: versionOf(stat) }
  } catch (error) {
    return { problem: `cannot be read: ${error instanceof Error ? error.message : String(error)}` }
  }
}

function versionOf({ ino, size, ctimeMs }: Stats): string {
  return `${ino} ${size} ${ctimeMs}`
}
