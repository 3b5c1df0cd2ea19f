// The hash of a name, four octets at a time, with A-Z folded on the way (RFC 4343 §3).

/** Lower case of the four octets in a word; only A-Z change. Length octets (at most 63) never are A-Z (65-90). */
export function foldWord(word: number): number {
  const heptets = word & 0x7f7f7f7f
  const fromA = (heptets + 0x3f3f3f3f) | 0
  const pastZ = (heptets + 0x25252525) | 0
  return word | (((fromA ^ pastZ) & ~word & 0x80808080) >>> 2)
}

/**
 * Hash of `length` octets at `at`. Reads whole words: up to three octets behind the name must be readable (in a
 * request the type and class stand there), and are masked off.
 */
export function hashName(view: DataView, at: number, length: number): number {
  let hash = length
  const whole = at + (length & ~3)
  let p = at
  for (; p < whole; p += 4) {
    hash = Math.imul(hash ^ foldWord(view.getInt32(p, true)), 0x9e3779b1)
    hash ^= hash >>> 15
  }
  const rest = length & 3
  if (rest !== 0) {
    hash = Math.imul(hash ^ foldWord(view.getInt32(p, true) & tailMask(rest)), 0x9e3779b1)
    hash ^= hash >>> 15
  }
  return hash | 0
}

/** Keeps the first `rest` (1-3) octets of a little-endian word. */
export function tailMask(rest: number): number {
  return (1 << (rest << 3)) - 1
}
