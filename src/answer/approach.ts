// The TTL before a change whose time is known: halved again and again, so that no cache keeps the old answer for longer.

export interface Approach {
  /** For answers until `recheckAtMs`. */
  readonly ttlSeconds: number
  /** Wall clock ms at which the next step is due; the change itself in the end. */
  readonly recheckAtMs: number
}

const LEAST_SECONDS = 1

/**
 * An answer given at any time before `recheckAtMs` has left the caches by `changeAtMs`, or a second after it. There
 * are as many steps as the declared TTL has binary digits.
 */
export function approach(declaredSeconds: number, changeAtMs: number, nowMs: number): Approach {
  const leftSeconds = (changeAtMs - nowMs) / 1000
  if (leftSeconds > declaredSeconds)
    return { ttlSeconds: declaredSeconds, recheckAtMs: changeAtMs - declaredSeconds * 1000 }
  const ttlSeconds = Math.min(declaredSeconds, Math.max(LEAST_SECONDS, Math.floor(leftSeconds / 2)))
  const recheckAtMs = ttlSeconds <= LEAST_SECONDS ? changeAtMs : changeAtMs - ttlSeconds * 1000
  return { ttlSeconds, recheckAtMs }
}
