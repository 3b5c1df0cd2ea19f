// Base 16, base 32 with the extended hex alphabet, and base 64 (RFC 4648), strict in what they read.
import type { Octets } from './octets.ts'

/** RFC 4648 §8, either case; undefined when a digit is wrong or missing. */
export function hexToOctets(text: string): Octets | undefined {
  if (text.length % 2 !== 0 || !/^[0-9A-Fa-f]*$/.test(text)) return undefined
  return Buffer.from(text, 'hex').toString('latin1') as Octets
}

/** Upper case. */
export function octetsToHex(octets: string): string {
  return Buffer.from(octets, 'latin1').toString('hex').toUpperCase()
}

/** RFC 4648 §4: padded, nothing but the alphabet, and the bits that padding leaves over are zero (§3.5). */
export function base64ToOctets(text: string): Octets | undefined {
  if (text.length % 4 !== 0 || !/^[A-Za-z0-9+/]*={0,2}$/.test(text)) return undefined
  const bytes = Buffer.from(text, 'base64')
  return bytes.toString('base64') === text ? (bytes.toString('latin1') as Octets) : undefined
}

export function octetsToBase64(octets: string): string {
  return Buffer.from(octets, 'latin1').toString('base64')
}

const BASE32 = '0123456789ABCDEFGHIJKLMNOPQRSTUV'

/** RFC 4648 §7 without padding, as RFC 5155 §3.3 writes hashes; either case. */
export function base32ToOctets(text: string): Octets | undefined {
  let octets = ''
  let bits = 0
  let held = 0
  for (const c of text.toUpperCase()) {
    const digit = BASE32.indexOf(c)
    if (digit < 0) return undefined
    held = ((held << 5) | digit) & 0xfff
    bits += 5
    if (bits < 8) continue
    bits -= 8
    octets += String.fromCharCode((held >>> bits) & 0xff)
  }
  const spare = held & ((1 << bits) - 1)
  return bits < 5 && spare === 0 ? (octets as Octets) : undefined
}

export function octetsToBase32(octets: string): string {
  let text = ''
  let bits = 0
  let held = 0
  for (let at = 0; at < octets.length; at++) {
    held = ((held << 8) | octets.charCodeAt(at)) & 0xfff
    for (bits += 8; bits >= 5; bits -= 5) text += BASE32[(held >>> (bits - 5)) & 31]
  }
  return bits > 0 ? text + BASE32[(held << (5 - bits)) & 31] : text
}
