// How one probe ended. One table of endings serves log, page, CLI, metrics and tests.

/** Every way in which a probe can end, and what a person reads. */
export const ENDINGS = {
  ok: 'passed',
  timeout: 'no answer in time',
  refused: 'connection refused',
  unreachable: 'no route to the address',
  reset: 'connection reset',
  closed: 'connection closed before the answer',
  'tls-failed': 'TLS handshake failed',
  'tls-expired': 'certificate expired or not yet valid',
  'tls-expiring': 'certificate expires too soon',
  'tls-name': 'certificate is for another name',
  'tls-untrusted': 'certificate is not trusted',
  'tls-missing': 'TLS is not offered',
  status: 'unexpected status',
  header: 'expected header missing',
  body: 'expected text not in the body',
  rcode: 'unexpected response code',
  data: 'unexpected data in the answer',
  protocol: 'not the expected protocol',
  login: 'login refused',
  unavailable: 'the server says that it cannot serve',
  role: 'not in the expected role',
  lag: 'too far behind',
  error: 'the probe itself failed',
} as const

export type Ending = keyof typeof ENDINGS

/** The result of asking one target once. */
export interface Outcome {
  readonly ending: Ending
  /** What exactly was seen, one line, for a person: `503, expected 200-299`. Empty when there is nothing to add. */
  readonly detail: string
  readonly latencyMs: number
}

export function isGood(outcome: Outcome): boolean {
  return outcome.ending === 'ok'
}
