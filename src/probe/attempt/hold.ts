// Keeps one connection open to a target, so that its end is heard of at once: what `hold=yes` does, for any probe type.
import type net from 'node:net'
import type { Hold } from '../probe.ts'
import type { Attempt } from './attempt.ts'
import type { Finding } from './converse.ts'
import { MAX_READ_OCTETS } from './find-octets.ts'

/** As connectTcp and connectTls do: `ready` is called when the connection stands. */
type Connect = (attempt: Attempt, address: string, ready: () => void) => net.Socket

const CONNECT_TIMEOUT_MS = 10_000
/** Often enough that no firewall on the way forgets the connection. */
const KEEPALIVE_MS = 30_000

/** To be spread into what `configure` returns. */
export function holding(wanted: 'yes' | 'no', connect: Connect): { readonly hold?: Hold } {
  return wanted === 'no' ? {} : { hold: (address, onEnd) => keepOpen(connect, address, onEnd) }
}

/** For servers that keep only whom they have let in: the connection stands unless `enter` finds what keeps us out. */
export function standWhenIn(
  attempt: Attempt,
  ready: () => void,
  enter: () => Promise<Finding | undefined>,
): void {
  enter().then(
    (failure) => (failure === undefined ? ready() : attempt.end(...failure)),
    (error: Error) => attempt.fail(error),
  )
}

function keepOpen(connect: Connect, address: string, onEnd: (wasHeld: boolean) => void): () => void {
  let socket: net.Socket | undefined
  let isHeld = false
  let hasEnded = false
  const close = (): void => {
    hasEnded = true
    clearTimeout(timer)
    socket?.destroy()
  }
  const end = (): void => {
    if (hasEnded) return
    close()
    onEnd(isHeld)
  }
  const timer = setTimeout(end, CONNECT_TIMEOUT_MS)
  const ready = (): void => {
    isHeld = true
    clearTimeout(timer)
  }
  try {
    socket = connect({ stage: 'held', end, fail: end }, address, ready)
    socket.setKeepAlive(true, KEEPALIVE_MS)
    discard(socket, end)
  } catch {
    // What keeps us from connecting at all, the probe tells.
    setImmediate(end)
  }
  return close
}

/** Unread data would hide the end. Whoever sends without being asked and without end is not worth listening to. */
function discard(socket: net.Socket, end: () => void): void {
  let read = 0
  socket.on('data', (chunk: Buffer) => {
    read += chunk.length
    if (read > MAX_READ_OCTETS) end()
  })
}
