// A text cut into pieces where its own octets say so: texts that differ in a line have all pieces but one or two in common.
import { createHash } from 'node:crypto'
import { zstdCompressSync, zstdDecompressSync } from 'node:zlib'
import { DIGEST_OCTETS, type Piece } from '../../store/zone-texts.ts'

const MIN_OCTETS = 16 * 1024
const MAX_OCTETS = 256 * 1024
/** A cut behind one octet in 65 536, on average. */
const CUT_MASK = 0xffff_0000

/** A hash that rolls over the last 32 octets: each moves what came before it out by one bit (Xia et al., FastCDC, 2016). */
const GEAR = gearTable()

export function cutText(text: Uint8Array): Piece[] {
  const pieces: Piece[] = []
  for (let at = 0; at < text.length; ) {
    const end = cutBehind(text, at)
    pieces.push(pieceOf(text.subarray(at, end)))
    at = end
  }
  return pieces
}

export function joinPieces(pieces: readonly Uint8Array[]): Buffer {
  return Buffer.concat(pieces.map((octets) => zstdDecompressSync(octets)))
}

function cutBehind(text: Uint8Array, start: number): number {
  const last = Math.min(text.length, start + MAX_OCTETS)
  let hash = 0
  for (let at = Math.min(last, start + MIN_OCTETS - 32); at < last; at++) {
    hash = ((hash << 1) + (GEAR[text[at] as number] as number)) | 0
    if ((hash & CUT_MASK) === 0 && at >= start + MIN_OCTETS) return at + 1
  }
  return last
}

function pieceOf(octets: Uint8Array): Piece {
  const digest = createHash('sha256').update(octets).digest().subarray(0, DIGEST_OCTETS)
  return { digest: Uint8Array.from(digest), octets: zstdCompressSync(octets) }
}

/** The same in every process, for ever: what was cut once is cut there again. */
function gearTable(): Int32Array {
  let state = 0x9e37_79b9
  return Int32Array.from({ length: 256 }, () => {
    // xorshift32 (Marsaglia 2003)
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    return state
  })
}
