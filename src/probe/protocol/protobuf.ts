// As much of the wire format of Protocol Buffers as short messages of numbers and strings need.

/** How the value of a field is written: the lowest three bits of its tag. */
const WIRE = { varint: 0, fixed64: 1, octets: 2, fixed32: 5 } as const
const TAG_BITS = 8

/** A field that holds a string; nothing for the empty one, as proto3 has it. */
export function encodeString(field: number, text: string): Buffer {
  const octets = Buffer.from(text, 'utf8')
  if (octets.length === 0) return octets
  return Buffer.concat([encodeVarint(field * TAG_BITS + WIRE.octets), encodeVarint(octets.length), octets])
}

/** The last value of a field that holds a number; 0 without one. Undefined when this is no message. */
export function numberIn(message: Buffer, field: number): number | undefined {
  let number = 0
  let at = 0
  while (at < message.length) {
    const tag = varintAt(message, at)
    const end = tag === undefined ? undefined : endOfValue(message, tag)
    if (tag === undefined || end === undefined || end > message.length) return undefined
    if (tag.value === field * TAG_BITS + WIRE.varint) number = varintAt(message, tag.end)?.value ?? 0
    at = end
  }
  return number
}

function endOfValue(message: Buffer, { value: tag, end }: Varint): number | undefined {
  switch (tag % TAG_BITS) {
    case WIRE.varint:
      return varintAt(message, end)?.end
    case WIRE.fixed64:
      return end + 8
    case WIRE.octets: {
      const length = varintAt(message, end)
      return length === undefined ? undefined : length.end + length.value
    }
    case WIRE.fixed32:
      return end + 4
    default:
      return undefined
  }
}

interface Varint {
  /** Inexact above 2^53, where it is no number that we would compare. */
  readonly value: number
  readonly end: number
}

const MAX_VARINT_OCTETS = 10

function varintAt(message: Buffer, at: number): Varint | undefined {
  let value = 0
  for (let index = 0; index < MAX_VARINT_OCTETS; index++) {
    const octet = message[at + index]
    if (octet === undefined) return undefined
    value += (octet & 0x7f) * 2 ** (7 * index)
    if (octet < 0x80) return { value, end: at + index + 1 }
  }
  return undefined
}

function encodeVarint(value: number): Buffer {
  const octets: number[] = []
  let rest = value
  for (; rest >= 0x80; rest = Math.floor(rest / 0x80)) octets.push((rest % 0x80) + 0x80)
  return Buffer.from([...octets, rest])
}
