// The text of a zone that is in service, kept small: what to fall back on when its file is broken, and what to export.
import { zstdCompressSync, zstdDecompressSync } from 'node:zlib'
import type { Source } from './zone-files.ts'

/** One zone's files, each as length of path, path, length of text, text; lengths of 32 bits, the whole compressed. */
export type PackedSources = Uint8Array

export function packSources(sources: readonly Source[]): PackedSources {
  return zstdCompressSync(joinSources(sources))
}

/** As they are packed, and not compressed yet. */
export function joinSources(sources: readonly Source[]): Uint8Array {
  const parts = sources.flatMap(({ path, octets }) => [...counted(Buffer.from(path)), ...counted(octets)])
  return Buffer.concat(parts)
}

function counted(octets: Uint8Array): [Buffer, Uint8Array] {
  const length = Buffer.alloc(4)
  length.writeUInt32BE(octets.length)
  return [length, octets]
}

export function unpackSources(packed: PackedSources): Source[] {
  return splitSources(zstdDecompressSync(packed))
}

export function splitSources(octets: Buffer): Source[] {
  const sources: Source[] = []
  for (let at = 0; at < octets.length; ) {
    const path = octets.subarray(at + 4, at + 4 + octets.readUInt32BE(at))
    at += 4 + path.length
    const text = octets.subarray(at + 4, at + 4 + octets.readUInt32BE(at))
    at += 4 + text.length
    sources.push({ path: path.toString(), octets: text })
  }
  return sources
}
