// Binary data in rdata as hex, base 64 or base 32: keys, digests, signatures, salts and hashes.
import {
  base32ToOctets,
  base64ToOctets,
  hexToOctets,
  octetsToBase32,
  octetsToBase64,
  octetsToHex,
} from '../encoding.ts'
import { octet } from '../octets.ts'
import { measureCounted, NOT_EXPECTED, type RestField, type SingleField } from './field.ts'

/** named-compilezone writes a blank after so many digits; readers take any number of pieces. */
const DIGITS_IN_A_PIECE = 56

/** RFC 4034 §5.3 and others: hex digits to the end, blanks allowed between them. */
export function hex(noun: string): RestField {
  return blob(noun, 'in hex digits', hexToOctets, octetsToHex)
}

/** RFC 4034 §2.2 and others: base 64 to the end, blanks allowed. */
export function base64(noun: string): RestField {
  return blob(noun, 'in base 64', base64ToOctets, octetsToBase64)
}

function blob(
  noun: string,
  range: string,
  decode: (text: string) => string | undefined,
  encode: (octets: string) => string,
): RestField {
  return {
    noun,
    range,
    rest: true,
    parse(fields, from) {
      const digits = fields.slice(from).map((field) => field.raw)
      const octets = decode(digits.join(''))
      return octets === undefined || octets === '' ? NOT_EXPECTED : octets
    },
    measure: (rdata, at) => (at < rdata.length ? rdata.length : `the ${noun} cannot be empty`),
    print: (rdata, from, to) => inPieces(encode(rdata.slice(from, to))),
  }
}

export function inPieces(digits: string): string {
  if (digits.length <= DIGITS_IN_A_PIECE) return digits
  const pieces: string[] = []
  for (let at = 0; at < digits.length; at += DIGITS_IN_A_PIECE)
    pieces.push(digits.slice(at, at + DIGITS_IN_A_PIECE))
  return pieces.join(' ')
}

/** RFC 5155 §3.3: hex behind a length octet, `-` when there is none. */
export function salt(): SingleField {
  return {
    noun: 'salt',
    range: 'in hex digits, or -',
    rest: false,
    parse({ raw }) {
      const octets = raw === '-' ? '' : raw === '' ? undefined : hexToOctets(raw)
      return octets === undefined || octets.length > 255 ? NOT_EXPECTED : octet(octets.length) + octets
    },
    measure: measureCounted('salt', 0),
    print: (rdata, from, to) => (to - from === 1 ? '-' : octetsToHex(rdata.slice(from + 1, to))),
  }
}

/** RFC 5155 §3.3: the next hashed owner in base 32, behind a length octet. */
export function hash(): SingleField {
  return {
    noun: 'next hashed owner',
    range: 'in base 32',
    rest: false,
    parse({ raw }) {
      const octets = base32ToOctets(raw)
      return octets === undefined || octets === '' || octets.length > 255
        ? NOT_EXPECTED
        : octet(octets.length) + octets
    },
    measure: measureCounted('next hashed owner', 1),
    print: (rdata, from, to) => octetsToBase32(rdata.slice(from + 1, to)),
  }
}
