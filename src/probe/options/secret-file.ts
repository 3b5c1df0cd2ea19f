// A password or token that stands in a file: the path is an option, the secret itself never is.
import { closeSync, constants, fstatSync, openSync, readSync, type Stats, statSync } from 'node:fs'
import { isAbsolute } from 'node:path'
import type { Option } from './options.ts'

/**
 * The secret as it is now; it must never stand in a detail, a log or a problem. Throws while the file is bad: within an
 * attempt that is the ending `error`, which says what is wrong with the file. The secret before is no answer: nobody
 * would know, until the server stops to take it.
 */
export type Secret = () => string

/** What a secret must look like, besides being one line. */
export interface SecretForm {
  readonly pattern: RegExp
  /** Says what is missing, and never quotes the secret: `has no number`. */
  readonly sentence: string
}

/** Read, write and search permissions of everybody. */
const OTHERS = 0o007
const MAX_SECRET_OCTETS = 4096
/** The time of a change is as coarse as the kernel's tick: what was changed so lately may change again unseen. */
const SETTLED_AFTER_MS = 1000
/** Without it the opening of a pipe would wait for somebody to write. */
const READ_WITHOUT_WAITING = constants.O_RDONLY | constants.O_NONBLOCK

const ONE_LINE: SecretForm = { pattern: /^[^\0\r\n]+$/, sentence: 'has no secret of one line' }

/** The file's content without the end of its last line. It is read again whenever the file has changed. */
export function secretFile(form = ONE_LINE): Option<Secret | undefined> {
  return {
    fallback: undefined,
    read: (file) => {
      if (!isAbsolute(file)) return { refusal: 'must be an absolute path' }
      const first = readSecret(file, form)
      return 'problem' in first ? { refusal: first.problem } : { value: followedSecret(file, form, first) }
    },
  }
}

interface Found {
  readonly secret: string
  /** Differs after every change of the file; undefined: it must be read again. */
  readonly version: string | undefined
}

function followedSecret(file: string, form: SecretForm, first: Found): Secret {
  let last: Found = first
  return () => {
    if (hasVersion(file, last.version)) return last.secret
    const read = readSecret(file, form)
    if ('problem' in read) throw new Error(`the file of the secret ${read.problem}`)
    last = read
    return read.secret
  }
}

/** Costs a probe a quarter of what reading the file would. */
function hasVersion(file: string, version: string | undefined): boolean {
  try {
    return version !== undefined && versionOf(statSync(file)) === version
  } catch {
    return false
  }
}

function readSecret(file: string, form: SecretForm): Found | { readonly problem: string } {
  try {
    const descriptor = openSync(file, READ_WITHOUT_WAITING)
    try {
      return secretIn(descriptor, file, form)
    } finally {
      closeSync(descriptor)
    }
  } catch (error) {
    return { problem: `cannot be read: ${error instanceof Error ? error.message : String(error)}` }
  }
}

/** What is checked is what is read, whatever becomes of the path meanwhile. */
function secretIn(
  descriptor: number,
  file: string,
  { pattern, sentence }: SecretForm,
): Found | { readonly problem: string } {
  const stat = fstatSync(descriptor)
  if (!stat.isFile()) return { problem: `is not a file: ${file}` }
  if ((stat.mode & OTHERS) !== 0)
    return { problem: `is a file that everybody may use, it needs a chmod o= : ${file}` }
  const octets = Buffer.alloc(MAX_SECRET_OCTETS + 1)
  const length = readSync(descriptor, octets, 0, octets.length, 0)
  if (length > MAX_SECRET_OCTETS) return { problem: `has more than ${MAX_SECRET_OCTETS} octets in ${file}` }
  const secret = octets.toString('utf8', 0, length).replace(/\r?\n$/, '')
  if (!ONE_LINE.pattern.test(secret)) return { problem: `${ONE_LINE.sentence} in ${file}` }
  if (!pattern.test(secret)) return { problem: `${sentence} in ${file}` }
  return { secret, version: Date.now() - stat.ctimeMs < SETTLED_AFTER_MS ? undefined : versionOf(stat) }
}

function versionOf({ ino, size, ctimeMs }: Stats): string {
  return `${ino} ${size} ${ctimeMs}`
}
