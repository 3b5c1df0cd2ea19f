// An answer that many ask for at about the same time, as octets and compressed: each made once for all of them.
import { promisify } from 'node:util'
import { constants, gzip } from 'node:zlib'

export interface CodedText {
  readonly octets: Uint8Array<ArrayBuffer>
  /** Compressed when first asked for, by a thread of libuv. */
  readonly gzipped: () => Promise<Uint8Array<ArrayBuffer>>
}

const compress = promisify(gzip)

export function codedText(text: string): CodedText {
  const octets = Buffer.from(text)
  let gzipped: Promise<Uint8Array<ArrayBuffer>> | undefined
  return {
    octets,
    gzipped: () => {
      gzipped ??= compress(octets, { level: constants.Z_BEST_SPEED })
      return gzipped
    },
  }
}
