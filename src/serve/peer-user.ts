// Who is at the other end of a Unix socket, as the kernel knows it (SO_PEERCRED): Node has no call for that.
import { readFileSync } from 'node:fs'
import type { Socket } from 'node:net'

/** The name of the user, `uid 1000` for one without a name; undefined where the kernel cannot be asked. */
export type PeerUserOf = (socket: Socket) => string | undefined

const NOBODY_KNOWN: PeerUserOf = () => undefined

/** Linux: struct ucred { pid_t pid; uid_t uid; gid_t gid }. */
const UCRED_OCTETS = 12
const UID_AT = 4

/** Without koffi, or elsewhere than on Linux, nobody is known. */
export async function peerUsers(): Promise<PeerUserOf> {
  if (process.platform !== 'linux') return NOBODY_KNOWN
  try {
    const { addressOf, getsockopt, SO_PEERCRED, SOL_SOCKET } = await import('./libc.ts')
    return (socket) => {
      const fd = descriptorOf(socket)
      if (fd === undefined) return undefined
      const credentials = Buffer.alloc(UCRED_OCTETS)
      const length = Buffer.alloc(4)
      length.writeUInt32LE(UCRED_OCTETS)
      const refused = getsockopt(fd, SOL_SOCKET, SO_PEERCRED, addressOf(credentials), addressOf(length)) !== 0
      return refused ? undefined : userName(credentials.readUInt32LE(UID_AT))
    }
  } catch {
    return NOBODY_KNOWN
  }
}

/** Node keeps it to itself; a version that hides it better leaves the user unknown. */
function descriptorOf(socket: Socket): number | undefined {
  const { _handle: handle } = socket as unknown as { readonly _handle?: { readonly fd?: unknown } | null }
  return typeof handle?.fd === 'number' && handle.fd >= 0 ? handle.fd : undefined
}

function userName(uid: number): string {
  const name = knownUsers().find(([, , id]) => id === String(uid))?.[0]
  return name ?? `uid ${uid}`
}

/** Users of a directory service are not in it; a container may have none. */
function knownUsers(): string[][] {
  try {
    return readFileSync('/etc/passwd', 'utf8')
      .split('\n')
      .map((line) => line.split(':'))
  } catch {
    return []
  }
}
