// The dice of the data plane: fast, not secret, one state per worker.

/** The next state, never 0 unless it was 0 (Marsaglia's xorshift, 32 bits). */
export function xorshift32(state: number): number {
  let next = state ^ (state << 13)
  next ^= next >>> 17
  return next ^ (next << 5)
}
