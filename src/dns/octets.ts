// Octet strings: wire data held as a JavaScript string, one octet per UTF-16 unit (latin1).

/**
 * Wire octets as a latin1 string. A string is a primitive: it compares with ===, is a Map key, costs a fifth
 * of the memory of a Uint8Array, and is never changed behind anybody's back.
 */
export type Octets = string & { readonly octets: unique symbol }

export const NO_OCTETS = '' as Octets

export function octetsOf(bytes: Uint8Array): Octets {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1') as Octets
}

export function bytesOf(octets: Octets): Uint8Array {
  return Buffer.from(octets, 'latin1')
}

export function octet(value: number): Octets {
  return String.fromCharCode(value & 0xff) as Octets
}

/** Big-endian 16 bits, as all integers in DNS (RFC 1035 §2.3.2). */
export function octets16(value: number): Octets {
  return String.fromCharCode((value >>> 8) & 0xff, value & 0xff) as Octets
}

export function octets32(value: number): Octets {
  return String.fromCharCode(
    (value >>> 24) & 0xff,
    (value >>> 16) & 0xff,
    (value >>> 8) & 0xff,
    value & 0xff,
  ) as Octets
}

export function joinOctets(...parts: readonly string[]): Octets {
  return parts.join('') as Octets
}

export function u16At(octets: Octets, at: number): number {
  return (octets.charCodeAt(at) << 8) | octets.charCodeAt(at + 1)
}

export function u32At(octets: Octets, at: number): number {
  return u16At(octets, at) * 0x1_0000 + u16At(octets, at + 2)
}
