// Reads names and records of a message; every loop is bounded, nothing is read outside the message (RFC 1035 §4.1.4).
import { MAX_LABEL_OCTETS, MAX_NAME_OCTETS, type Name } from './name.ts'
import { type Octets, u16At, u32At } from './octets.ts'
import { type Row, rowOf } from './rdata/registry.ts'
import { MAX_RDATA_OCTETS } from './rdata/wire.ts'
import type { WireRecord } from './record.ts'

/** A name has at most 127 labels; whoever needs more pointers than that for one is up to no good. */
const MAX_POINTERS = 127
/** RFC 1035 §4.1.3: type, class, TTL and length. */
const FIXED_OCTETS = 10
const POINTER = 0xc0
const TOO_LONG = 'a name is longer than 255 octets'

export interface Read<T> {
  readonly value: T
  /** The offset behind it. */
  readonly next: number
}

/** The names of one message by their offset: each is walked once, however many pointers lead to it. */
export type KnownNames = Map<number, { readonly name: string; readonly pointers: number }>

/** RFC 1035 §4.1.4; a string says what is wrong. Pointers lead backwards only, so there are no loops. */
export function readName(message: Octets, from: number, known: KnownNames): Read<Name> | string {
  let name = ''
  let at = from
  let next = -1
  /** Where the name began and where pointers led, with how much of it stands before. */
  const path = [{ at, before: 0 }]
  for (;;) {
    const length = message.charCodeAt(at)
    if (length === 0) {
      const value = `${name}\0` as Name
      remember(known, path, value, path.length - 1)
      return { value, next: next < 0 ? at + 1 : next }
    }
    if (length <= MAX_LABEL_OCTETS) {
      name += message.slice(at, at + 1 + length)
      at += 1 + length
      if (name.length >= MAX_NAME_OCTETS) return TOO_LONG
    } else {
      if (!(length >= POINTER) || at + 1 >= message.length)
        return 'a name is cut short or has a label of no known kind'
      if (next < 0) next = at + 2
      at = u16At(message, at) & 0x3fff
      if (at >= (path.at(-1)?.at ?? from)) return 'a compression pointer does not lead backwards'
      const rest = known.get(at)
      const pointers = path.length + (rest?.pointers ?? 0)
      if (pointers > MAX_POINTERS) return 'a name has too many compression pointers'
      if (rest !== undefined) {
        if (name.length + rest.name.length > MAX_NAME_OCTETS) return TOO_LONG
        const value = (name + rest.name) as Name
        remember(known, path, value, pointers)
        return { value, next }
      }
      path.push({ at, before: name.length })
    }
  }
}

function remember(
  known: KnownNames,
  path: readonly { readonly at: number; readonly before: number }[],
  name: Name,
  pointers: number,
): void {
  path.forEach(({ at, before }, i) => {
    known.set(at, { name: name.slice(before), pointers: pointers - i })
  })
}

/** RFC 1035 §4.1.3, with the names in the data uncompressed. */
export function readRecord(message: Octets, from: number, known: KnownNames): Read<WireRecord> | string {
  const owner = readName(message, from, known)
  if (typeof owner === 'string') return owner
  const at = owner.next
  if (at + FIXED_OCTETS > message.length) return 'a record is cut short'
  const type = u16At(message, at)
  const start = at + FIXED_OCTETS
  const end = start + u16At(message, at + 8)
  if (end > message.length) return 'the data of a record is cut short'
  const rdata = readRdata(message, start, end, rowOf(type), known)
  if ('problem' in rdata) return rdata.problem
  const value = {
    owner: owner.value,
    type,
    class: u16At(message, at + 2),
    ttlSeconds: u32At(message, at + 4),
    rdata: rdata.rdata,
  }
  return { value, next: end }
}

type Rdata = { readonly rdata: Octets } | { readonly problem: string }

/**
 * RFC 3597 §4: names in data are decompressed on receipt, in every type that we know to hold names.
 * RFC 2136 §2.4: the data of an update may be empty whatever the type. The rest of the data is not looked into.
 */
function readRdata(
  message: Octets,
  start: number,
  end: number,
  row: Row | undefined,
  known: KnownNames,
): Rdata {
  const whole = message.slice(start, end) as Octets
  if (start === end || row === undefined) return { rdata: whole }
  const last = row.fields.findLastIndex((kind) => kind.domain)
  let rdata = ''
  let at = start
  for (const kind of row.fields.slice(0, last + 1)) {
    if (kind.domain) {
      const name = readName(message, at, known)
      if (typeof name === 'string') return { problem: name }
      rdata += name.value
      at = name.next
    } else {
      const length = kind.measure(whole, at - start)
      if (typeof length === 'string') return { problem: length }
      rdata += message.slice(at, start + length)
      at = start + length
    }
    if (at > end) return { problem: 'a name leads out of the data that holds it' }
  }
  rdata += message.slice(at, end)
  if (rdata.length > MAX_RDATA_OCTETS)
    return { problem: 'the data of a record is too long without compression' }
  return { rdata: rdata as Octets }
}
