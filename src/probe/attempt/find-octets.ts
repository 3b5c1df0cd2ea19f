// Finds octets in a stream of chunks without keeping more of the stream than their length.

/** The most that is read from one target in one probe. */
export const MAX_READ_OCTETS = 64 * 1024

export type Search = 'found' | 'searching' | 'too-long'

/** Give it each chunk in turn; it says what is known after it. */
export function octetFinder(wanted: Buffer, max = MAX_READ_OCTETS): (chunk: Buffer) => Search {
  let tail: Buffer = Buffer.alloc(0)
  let read = 0
  return (chunk) => {
    const window = Buffer.concat([tail, chunk.subarray(0, Math.max(0, max - read))])
    read += chunk.length
    if (window.includes(wanted)) return 'found'
    tail = window.subarray(Math.max(0, window.length - wanted.length + 1))
    return read >= max ? 'too-long' : 'searching'
  }
}
