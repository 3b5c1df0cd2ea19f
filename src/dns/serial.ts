// Serial number arithmetic (RFC 1982): which of two zone versions is the newer one.

const HALF = 0x8000_0000
const WHOLE = 0x1_0000_0000

/** RFC 1982 §3.2: below 0 when `a` is older, above 0 when it is newer, undefined when they are exactly half the circle apart. */
export function compareSerials(a: number, b: number): number | undefined {
  const distance = (a - b + WHOLE) % WHOLE
  if (distance === 0) return 0
  if (distance === HALF) return undefined
  return distance < HALF ? 1 : -1
}

/** RFC 1982 §3.1: addition wraps at 2^32. */
export function nextSerial(serial: number): number {
  return (serial + 1) % WHOLE
}
