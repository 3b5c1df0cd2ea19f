// Why serving cannot start, as a person needs it: code, address, and what to do about it.

import type { Transport } from '../answer/responder-options.ts'

/** A socket that could not be bound; `code` is the system's (EADDRINUSE, EACCES, …). */
export interface BindFailure {
  readonly failure: string
}

export interface ServingProblem {
  readonly code: string
  readonly address: string
  readonly port: number
  readonly transport: Transport
  /** What happened and what to do, one or two sentences. */
  readonly sentence: string
}

export function bindProblem(
  transport: Transport,
  address: string,
  port: number,
  code: string,
): ServingProblem {
  const where = `${transport.toUpperCase()} ${address.includes(':') ? `[${address}]` : address}:${port}`
  return { code, address, port, transport, sentence: `${where}: ${remedy(code, port)}` }
}

export function workerProblem(
  transport: Transport,
  address: string,
  port: number,
  reason: string,
): ServingProblem {
  const sentence = `The ${transport.toUpperCase()} worker did not start: ${reason}.`
  return { code: 'worker-failed', address, port, transport, sentence }
}

export function codeOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  return typeof code === 'string' ? code : String(error)
}

function remedy(code: string, port: number): string {
  if (code === 'EADDRINUSE') {
    return `another process has this port. Find it with \`ss -lnp 'sport = :${port}'\` and stop it, or listen on another address or port.`
  }
  if (code === 'EACCES' || code === 'EPERM') {
    return `not permitted. Ports below 1024 need CAP_NET_BIND_SERVICE (\`AmbientCapabilities=\` in a systemd unit); or listen on a higher port.`
  }
  if (code === 'EADDRNOTAVAIL') {
    return 'no interface of this machine has this address. `ip address` lists those that it has.'
  }
  if (code === 'EINVAL') return 'not an IP address with a port from 0 to 65535. Names are not looked up here.'
  return `cannot be bound (${code}).`
}
