// Names and hex for tests, without the error paths.
import assert from 'node:assert/strict'
import { hexToOctets } from '../../src/dns/encoding.ts'
import { type Name, nameFromText, ROOT } from '../../src/dns/name.ts'
import type { Octets } from '../../src/dns/octets.ts'

/** A name in presentation form; relative ones are taken as absolute. */
export function nameOf(text: string): Name {
  const result = nameFromText(text, ROOT)
  assert.ok('name' in result, `${text} is a name`)
  return result.name
}

/** Blanks are allowed between the digits. */
export function fromHex(hex: string): Octets {
  const octets = hexToOctets(hex.replaceAll(' ', ''))
  assert.ok(octets !== undefined, `${hex} is hex`)
  return octets
}
