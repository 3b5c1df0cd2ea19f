// Record types in rdata: the type that a signature covers, and the bitmap of types at a name.
import { octet, octets16, u16At } from '../octets.ts'
import { typeFromText, typeToText } from '../type.ts'
import { cutShort, measureFixed, NOT_EXPECTED, type RestField, type SingleField } from './field.ts'

/** RFC 4034 §3.1.1. */
export function coveredType(): SingleField {
  return {
    noun: 'record type',
    range: 'A, MX, TYPE65400, …',
    rest: false,
    parse({ raw }) {
      const type = typeFromText(raw)
      return type === undefined ? NOT_EXPECTED : octets16(type)
    },
    measure: measureFixed('record type', 2),
    print: (rdata, from) => typeToText(u16At(rdata, from)),
  }
}

const MAX_BITMAP_OCTETS = 32

/** RFC 4034 §4.1.2: windows of up to 256 types; NSEC names one type at least, NSEC3 and CSYNC may name none. */
export function typeBitmap(least: 0 | 1): RestField {
  return {
    noun: 'list of record types',
    rest: true,
    parse(fields, from) {
      if (fields.length - from < least) return NOT_EXPECTED
      const types = new Set<number>()
      for (let at = from; at < fields.length; at++) {
        const type = typeFromText(fields[at]?.raw ?? '')
        if (type === undefined) return { problem: `${fields[at]?.raw} is not a record type`, field: at }
        types.add(type)
      }
      return bitmapOf(types)
    },
    measure: (rdata, at) =>
      rdata.length - at < least ? 'the list of record types is empty' : endOfBitmap(rdata, at),
    print: (rdata, from, to) => typesIn(rdata.slice(from, to)).map(typeToText).join(' '),
  }
}

function bitmapOf(types: ReadonlySet<number>): string {
  const windows = new Map<number, number[]>()
  for (const type of [...types].sort((a, b) => a - b)) {
    const bits = windows.get(type >>> 8) ?? []
    windows.set(type >>> 8, bits)
    const at = (type & 0xff) >>> 3
    while (bits.length <= at) bits.push(0)
    bits[at] = (bits[at] ?? 0) | (0x80 >>> (type & 7))
  }
  let wire = ''
  for (const [window, bits] of windows)
    wire += octet(window) + octet(bits.length) + String.fromCharCode(...bits)
  return wire
}

function endOfBitmap(rdata: string, from: number): number | string {
  let last = -1
  let at = from
  while (at < rdata.length) {
    const window = rdata.charCodeAt(at)
    const length = rdata.charCodeAt(at + 1)
    if (at + 1 >= rdata.length || at + 2 + length > rdata.length) return cutShort('list of record types')
    if (window <= last) return 'the windows of the type bitmap are out of order'
    if (length === 0 || length > MAX_BITMAP_OCTETS) return `a window of the type bitmap has ${length} octets`
    if (rdata.charCodeAt(at + 1 + length) === 0) return 'a window of the type bitmap ends in a zero octet'
    last = window
    at += 2 + length
  }
  return at
}

function typesIn(bitmap: string): number[] {
  const types: number[] = []
  for (let at = 0; at < bitmap.length; at += 2 + bitmap.charCodeAt(at + 1))
    for (let bit = 0; bit < bitmap.charCodeAt(at + 1) * 8; bit++)
      if (bitmap.charCodeAt(at + 2 + (bit >>> 3)) & (0x80 >>> (bit & 7)))
        types.push(bitmap.charCodeAt(at) * 256 + bit)
  return types
}
