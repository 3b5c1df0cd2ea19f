// Takes a Unix socket path for a server: mode 0600 from the first moment, never from a daemon that lives.
import { once } from 'node:events'
import { type BigIntStats, lstatSync, unlinkSync } from 'node:fs'
import { connect, type Server } from 'node:net'

/** What sun_path holds on Linux, without its closing zero. */
const MAX_PATH_OCTETS = 107
const ANSWER_TIMEOUT_MS = 1000
const OWNER_ONLY_MASK = 0o177
const STAT = { bigint: true, throwIfNoEntry: false } as const

/** Undefined when the server listens; else the sentence that says why it does not. */
export async function listenOn(server: Server, path: string): Promise<string | undefined> {
  const octets = Buffer.byteLength(path)
  if (octets > MAX_PATH_OCTETS)
    return `socket path ${path} has ${octets} octets, at most ${MAX_PATH_OCTETS} are allowed`
  const code = await bindOnce(server, path)
  if (code === 'EADDRINUSE') return takeOver(server, path)
  return code === undefined ? undefined : `cannot listen on ${path}: ${code}`
}

/** Replaces what a killed process left. */
async function takeOver(server: Server, path: string): Promise<string | undefined> {
  const running = `another failover daemon is running: it answers on ${path}`
  const found = lstatSync(path, STAT)
  if (found?.isSocket() === false)
    return `${path} exists and is not a socket: name another socket in the configuration`
  if (await answers(path)) return running
  // From here to listen() nothing is awaited: of daemons that start at once, those who come later see a new socket.
  const left = lstatSync(path, STAT)
  if (left !== undefined && !isSame(found, left)) return running
  try {
    if (left !== undefined) unlinkSync(path)
  } catch (error) {
    return `cannot remove the stale socket ${path}: ${(error as Error).message}`
  }
  const code = await bindOnce(server, path)
  if (code === 'EADDRINUSE') return running
  return code === undefined ? undefined : `cannot listen on ${path}: ${code}`
}

/** File systems use inode numbers again at once, so the number alone does not tell. */
function isSame(before: BigIntStats | undefined, now: BigIntStats): boolean {
  return before !== undefined && before.ino === now.ino && before.ctimeNs === now.ctimeNs
}

/** The error code, undefined when it listens. */
async function bindOnce(server: Server, path: string): Promise<string | undefined> {
  const listening = once(server, 'listening')
  // bind(2) runs inside listen(), so the mask covers it and nothing else of this process.
  const mask = process.umask(OWNER_ONLY_MASK)
  try {
    server.listen(path)
  } finally {
    process.umask(mask)
  }
  try {
    await listening
    return undefined
  } catch (error) {
    return (error as NodeJS.ErrnoException).code ?? String(error)
  }
}

/** A process that is stopped or too busy still counts: its backlog takes the connection. */
async function answers(path: string): Promise<boolean> {
  const socket = connect(path)
  try {
    await once(socket, 'connect', { signal: AbortSignal.timeout(ANSWER_TIMEOUT_MS) })
    return true
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    return code !== 'ECONNREFUSED' && code !== 'ENOENT'
  } finally {
    socket.destroy()
  }
}
