// What is asked of a server's certificate beyond the verification that TLS itself does.
import type { TLSSocket } from 'node:tls'
import type { Attempt } from './attempt.ts'

const DAY_MS = 86_400_000

/** Until the server's certificate expires; with fractions. */
export function daysLeft(socket: TLSSocket): number {
  const { valid_to: until } = socket.getPeerCertificate()
  return (Date.parse(until) - Date.now()) / DAY_MS
}

/** Ends the attempt when the certificate does not last `days` more days. */
export function validForDays(attempt: Attempt, socket: TLSSocket, days: number): boolean {
  if (days === 0) return true
  const left = daysLeft(socket)
  if (left >= days) return true
  attempt.end('tls-expiring', `${Math.floor(left)} days left, expected ${days}`)
  return false
}
