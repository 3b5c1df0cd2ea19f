// What is asked of a server's certificate beyond the verification that TLS itself does.
import type { TLSSocket } from 'node:tls'
import type { Attempt } from './attempt.ts'

const DAY_MS = 86_400_000

/** Ends the attempt when the certificate does not last `days` more days. */
export function validForDays(attempt: Attempt, socket: TLSSocket, days: number): boolean {
  if (days === 0) return true
  const { valid_to: until } = socket.getPeerCertificate()
  const daysLeft = (Date.parse(until) - Date.now()) / DAY_MS
  if (daysLeft >= days) return true
  attempt.end('tls-expiring', `${Math.floor(daysLeft)} days left, expected ${days}`)
  return false
}
