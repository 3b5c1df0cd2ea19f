// IPv4 and IPv6 addresses between text and octets (RFC 1035 §3.4.1, RFC 4291 §2.2, RFC 5952).
import { type Octets, u16At } from './octets.ts'

/** Dotted quad to 4 octets, without regular expressions: a zone may hold a million of them. Leading zeros are refused. */
export function ipv4FromText(text: string): Octets | undefined {
  if (text.length < 7 || text.length > 15) return undefined
  let packed = 0
  let part = 0
  let digits = 0
  let dots = 0
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code === 0x2e) {
      if (digits === 0 || dots === 3) return undefined
      packed = (packed << 8) | part
      dots++
      part = 0
      digits = 0
    } else {
      if (code < 0x30 || code > 0x39 || (digits > 0 && part === 0)) return undefined
      part = part * 10 + code - 0x30
      digits++
      if (part > 255) return undefined
    }
  }
  if (dots !== 3 || digits === 0) return undefined
  return String.fromCharCode(packed >>> 16, (packed >>> 8) & 0xff, packed & 0xff, part) as Octets
}

export function ipv4ToText(octets: string): string {
  return `${octets.charCodeAt(0)}.${octets.charCodeAt(1)}.${octets.charCodeAt(2)}.${octets.charCodeAt(3)}`
}

/** RFC 4291 §2.2: eight groups, `::` for a run of zeros, the last two groups possibly as a dotted quad. No zone index. */
export function ipv6FromText(text: string): Octets | undefined {
  const gap = text.indexOf('::')
  if (gap < 0) {
    const whole = groups(text, true)
    return whole?.length === 16 ? (whole as Octets) : undefined
  }
  const head = gap === 0 ? '' : groups(text.slice(0, gap), false)
  const tail = gap + 2 === text.length ? '' : groups(text.slice(gap + 2), true)
  if (head === undefined || tail === undefined || head.length + tail.length > 14) return undefined
  return (head + '\0'.repeat(16 - head.length - tail.length) + tail) as Octets
}

function groups(text: string, quadAllowed: boolean): string | undefined {
  let octets = ''
  let start = 0
  while (start <= text.length && octets.length < 16) {
    const colon = text.indexOf(':', start)
    const end = colon < 0 ? text.length : colon
    const group =
      hexGroup(text, start, end) ?? (quadAllowed && colon < 0 ? ipv4FromText(text.slice(start)) : undefined)
    if (group === undefined) return undefined
    octets += group
    if (colon < 0) return octets
    start = colon + 1
  }
  return undefined
}

function hexGroup(text: string, start: number, end: number): string | undefined {
  if (end === start || end - start > 4) return undefined
  let value = 0
  for (let at = start; at < end; at++) {
    const digit = hexDigit(text.charCodeAt(at))
    if (digit < 0) return undefined
    value = value * 16 + digit
  }
  return String.fromCharCode(value >>> 8, value & 0xff)
}

function hexDigit(code: number): number {
  if (code >= 0x30 && code <= 0x39) return code - 0x30
  const lower = code | 0x20
  return lower >= 0x61 && lower <= 0x66 ? lower - 0x57 : -1
}

/** RFC 5952 §4; IPv4-compatible and IPv4-mapped addresses end in a dotted quad (RFC 5952 §5), as BIND prints them. */
export function ipv6ToText(octets: string): string {
  const words: number[] = []
  for (let at = 0; at < 16; at += 2) words.push(u16At(octets as Octets, at))
  const zeros = longestZeros(words)
  if (zeros.start === 0 && endsInQuad(zeros.length, words))
    return `::${zeros.length === 5 ? 'ffff:' : ''}${ipv4ToText(octets.slice(12))}`
  const hex = words.map((word) => word.toString(16))
  if (zeros.length < 2) return hex.join(':')
  return `${hex.slice(0, zeros.start).join(':')}::${hex.slice(zeros.start + zeros.length).join(':')}`
}

/** RFC 5952 §4.2.3: the longest run is shortened, the first of equal ones. */
function longestZeros(words: readonly number[]): { readonly start: number; readonly length: number } {
  let best = { start: 0, length: 0 }
  let run = 0
  for (const [i, word] of words.entries()) {
    run = word === 0 ? run + 1 : 0
    if (run > best.length) best = { start: i - run + 1, length: run }
  }
  return best
}

function endsInQuad(zeros: number, words: readonly number[]): boolean {
  return zeros === 6 || (zeros === 5 && words[5] === 0xffff)
}
