// Whether the owner and the mode of a file let nobody in who has no business there. Pure.
import { dirname } from 'node:path/posix'
import { type Finding, ok, problem, warning } from '../examination.ts'
import { listText } from '../span-text.ts'
import type { Accounts } from './accounts.ts'

/** What a file is to us; `above`: a folder over one of the others. */
export type Kind = 'config' | 'secret' | 'socket' | 'database' | 'zones' | 'program' | 'above'

export interface FoundFile {
  readonly path: string
  readonly kind: Kind
  /** Permissions, with the sticky bit. */
  readonly mode: number
  readonly uid: number
  readonly gid: number
  readonly isFolder: boolean
}

const OTHERS_WRITE = 0o002
const OTHERS_ANY = 0o007
const GROUP_WRITE = 0o020
/** In such a folder only the owner of a file can replace it. */
const STICKY = 0o1000
const OWNER_ONLY = 0o600

/** What somebody gains who can write there. */
const GAIN: Readonly<Record<Kind, string>> = {
  config: 'decide what is served and to whom',
  secret: 'put a secret of their own in its place',
  socket: 'drain servers and force answers',
  database: 'change what is answered after a restart, and the history',
  zones: 'decide every answer',
  program: 'run a program as the daemon',
  above: 'replace what is below it',
}

/** `trusted`: users who may own anything, root and that of the daemon. */
export function judgeFiles(
  files: readonly FoundFile[],
  trusted: readonly number[],
  accounts: Accounts,
): readonly Finding[] {
  const owners = ownersOf(files, trusted)
  return files.flatMap((file) => [...modeFindings(file), ...ownerFindings(file, owners, accounts)])
}

/** Who edits zone files need not be who runs the daemon: that is said apart, and is no fault. */
function ownersOf(files: readonly FoundFile[], trusted: readonly number[]): ReadonlySet<number> {
  const editors = files.filter(({ kind }) => kind === 'zones').map(({ uid }) => uid)
  return new Set([...trusted, ...editors])
}

function modeFindings({ path, kind, mode, isFolder }: FoundFile): Finding[] {
  const isShielded = isFolder && (mode & STICKY) !== 0 && kind === 'above'
  const shown = modeText(mode)
  if (kind === 'socket')
    return (mode & 0o777 & ~OWNER_ONLY) === 0
      ? []
      : [
          problem(
            `${path} has mode ${shown}: others can ${GAIN.socket}`,
            `chmod 600 ${path}; the daemon makes it so at each start`,
          ),
        ]
  if (kind === 'secret' && (mode & OTHERS_ANY) !== 0)
    return [
      problem(
        `${path} has mode ${shown}: everybody on this machine can use the secret in it`,
        `chmod o= ${path}; and make a new secret, if others have accounts here`,
      ),
    ]
  if ((mode & OTHERS_WRITE) !== 0 && !isShielded)
    return [
      problem(`${path} has mode ${shown}: everybody on this machine can ${GAIN[kind]}`, `chmod o-w ${path}`),
    ]
  if (kind === 'secret' && (mode & GROUP_WRITE) !== 0)
    return [warning(`${path} has mode ${shown}: its group can ${GAIN.secret}`, `chmod g-w ${path}`)]
  return []
}

function ownerFindings(
  { path, kind, uid }: FoundFile,
  owners: ReadonlySet<number>,
  accounts: Accounts,
): Finding[] {
  if (owners.has(uid)) return []
  return [
    warning(
      `${path} belongs to ${accounts.user(uid)}, who can ${GAIN[kind]}`,
      `chown it to root or to the user of the daemon: chown root ${path}`,
    ),
  ]
}

function modeText(mode: number): string {
  return mode.toString(8).padStart(4, '0')
}

/** Says who may write zone files: whoever may, decides every answer. */
export function judgeWriters(zoneFiles: readonly FoundFile[], accounts: Accounts): readonly Finding[] {
  if (zoneFiles.length === 0) return []
  const users = new Set(zoneFiles.map(({ uid }) => accounts.user(uid)))
  const groups = new Set(
    zoneFiles
      .filter(({ mode }) => (mode & GROUP_WRITE) !== 0)
      .map(({ gid }) => {
        const members = accounts.members(gid)
        return `the group ${accounts.group(gid)}${members.length === 0 ? '' : ` (${listText(members)})`}`
      }),
  )
  const folder = zoneFiles.find(({ isFolder }) => isFolder)?.path ?? dirname(zoneFiles[0]?.path ?? '')
  const writers = [...new Set([...users, ...groups, accounts.user(0)])]
  return [ok(`zone files in ${folder} can be written by ${listText(writers)}`)]
}
