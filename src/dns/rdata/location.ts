// LOC: a place on the earth (RFC 1876).
import { type Octets, octet, octets32, u32At } from '../octets.ts'
import { cutShort, type Refusal, type RestField, type TextField } from './field.ts'

// RFC 1876 §2: thousandths of a second of arc from the equator and the prime meridian, which stand at 2^31.
const MIDDLE = 0x8000_0000
const DEGREE = 3_600_000
// RFC 1876 §2: altitude in centimetres above a point 100 000 m below the reference spheroid.
const BASE_CM = 10_000_000
const MAX_SIZE_CM = 9_000_000_000
const WIRE_OCTETS = 16
/** RFC 1876 §3: size 1 m, horizontal precision 10 000 m, vertical precision 10 m. */
const DEFAULT_SIZES_CM = [100, 1_000_000, 1000] as const
const SIZE_NOUNS = ['size', 'horizontal precision', 'vertical precision'] as const

export function location(): RestField {
  return { noun: 'location', range: '52 30 0 N 13 24 0 E 34m', rest: true, parse: fromText, measure, print }
}

interface Taken {
  readonly value: number
  readonly next: number
}

function fromText(fields: readonly TextField[], from: number): string | Refusal {
  const latitude = angle(fields, from, 90, 'N', 'S')
  if (typeof latitude === 'string') return { problem: latitude, field: from }
  const longitude = angle(fields, latitude.next, 180, 'E', 'W')
  if (typeof longitude === 'string') return { problem: longitude, field: latitude.next }
  let at = longitude.next
  const altitude = centimetres(fields[at]?.raw ?? '')
  if (altitude === undefined || altitude < -BASE_CM || altitude + BASE_CM > 0xffff_ffff)
    return { problem: 'expected an altitude from -100000.00m to 42849672.95m', field: at }
  let sizes = ''
  for (const [i, usual] of DEFAULT_SIZES_CM.entries()) {
    const raw = fields[++at]?.raw
    const size = raw === undefined ? usual : centimetres(raw)
    if (size === undefined || size < 0 || size > MAX_SIZE_CM)
      return { problem: `expected a ${SIZE_NOUNS[i]} from 0m to 90000000m`, field: at }
    sizes += octet(packSize(size))
  }
  if (fields.length > at + 1) return { problem: 'a location ends with the vertical precision', field: at + 1 }
  return (
    octet(0) + sizes + octets32(latitude.value) + octets32(longitude.value) + octets32(altitude + BASE_CM)
  )
}

/** RFC 1876 §3: degrees, then minutes and seconds if wanted, then the hemisphere. */
function angle(
  fields: readonly TextField[],
  from: number,
  most: number,
  plus: string,
  minus: string,
): Taken | string {
  const units = [DEGREE, 60_000, 1000]
  let thousandths = 0
  for (let at = from; at < fields.length && at <= from + 3; at++) {
    const raw = fields[at]?.raw.toUpperCase() ?? ''
    if (at > from && (raw === plus || raw === minus)) {
      if (thousandths > most * DEGREE) break
      return { value: MIDDLE + (raw === plus ? thousandths : -thousandths), next: at + 1 }
    }
    const unit = at - from
    const digits = unit === 2 ? /^\d{1,2}(\.\d{1,3})?$/ : /^\d{1,3}$/
    const value = digits.test(raw) ? Number(raw) : Number.NaN
    if (!(value <= most) || (unit > 0 && value >= 60) || unit > 2) break
    thousandths += Math.round(value * (units[unit] ?? 0))
  }
  return `expected degrees (0-${most}), minutes and seconds, then ${plus} or ${minus}`
}

function centimetres(raw: string): number | undefined {
  const parts = /^([+-]?)(\d{1,8})(?:\.(\d{1,2}))?m?$/i.exec(raw)
  if (parts === null) return undefined
  const value = Number(parts[2]) * 100 + Number((parts[3] ?? '').padEnd(2, '0'))
  return parts[1] === '-' ? -value : value
}

/** RFC 1876 §2: one digit and a power of ten; what does not fit is cut off, as BIND does. */
function packSize(cm: number): number {
  let power = 0
  while (power < 9 && cm >= 10 ** (power + 1)) power++
  return (Math.floor(cm / 10 ** power) << 4) | power
}

function measure(rdata: Octets, at: number): number | string {
  if (at >= rdata.length) return cutShort('location')
  // RFC 1876 §2: only version 0 is defined; data of another one is carried, but not understood.
  if (rdata.charCodeAt(at) !== 0) return rdata.length
  if (rdata.length - at < WIRE_OCTETS) return cutShort('location')
  for (let i = 1; i <= 3; i++) {
    const packed = rdata.charCodeAt(at + i)
    const sound = packed >>> 4 <= 9 && (packed & 15) <= 9 && (packed === 0 || packed >= 0x10)
    if (!sound) return `the ${SIZE_NOUNS[i - 1]} is not a digit and a power of ten`
  }
  if (Math.abs(u32At(rdata, at + 4) - MIDDLE) > 90 * DEGREE) return 'the latitude is beyond a pole'
  if (Math.abs(u32At(rdata, at + 8) - MIDDLE) > 180 * DEGREE) return 'the longitude is over 180 degrees'
  return at + WIRE_OCTETS
}

function print(rdata: Octets, from: number): string | undefined {
  if (rdata.charCodeAt(from) !== 0) return undefined
  const latitude = angleText(u32At(rdata, from + 4) - MIDDLE, 'N', 'S')
  const longitude = angleText(u32At(rdata, from + 8) - MIDDLE, 'E', 'W')
  const altitude = u32At(rdata, from + 12) - BASE_CM
  const sizes = [1, 2, 3].map((i) => sizeText(rdata.charCodeAt(from + i))).join(' ')
  return `${latitude} ${longitude} ${altitude < 0 ? '-' : ''}${metres(Math.abs(altitude))} ${sizes}`
}

function angleText(offset: number, plus: string, minus: string): string {
  const size = Math.abs(offset)
  const seconds = ((size % 60_000) / 1000).toFixed(3)
  const minutes = Math.floor(size / 60_000) % 60
  return `${Math.floor(size / DEGREE)} ${minutes} ${seconds} ${offset < 0 ? minus : plus}`
}

function sizeText(packed: number): string {
  const cm = (packed >>> 4) * 10 ** (packed & 15)
  return cm < 100 ? metres(cm) : `${cm / 100}m`
}

function metres(cm: number): string {
  return `${Math.floor(cm / 100)}.${String(cm % 100).padStart(2, '0')}m`
}
