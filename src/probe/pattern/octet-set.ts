// Sets of octets, as the classes of a pattern denote them: `[a-z]`, `\d`, `.`.

/** 256 entries, 1 where the octet is in the set. */
export type OctetSet = Readonly<Uint8Array>

const OCTETS = 256

function setOf(holds: (octet: number) => boolean): OctetSet {
  return Uint8Array.from({ length: OCTETS }, (_, octet) => (holds(octet) ? 1 : 0))
}

export function oneOctet(wanted: number): OctetSet {
  return setOf((octet) => octet === wanted)
}

export function octetRange(low: number, high: number): OctetSet {
  return setOf((octet) => low <= octet && octet <= high)
}

export function union(sets: readonly OctetSet[]): OctetSet {
  return setOf((octet) => sets.some((set) => set[octet] === 1))
}

export function complement(set: OctetSet): OctetSet {
  return setOf((octet) => set[octet] === 0)
}

/** With each ASCII letter its other case. */
export function withBothCases(set: OctetSet): OctetSet {
  return setOf((octet) => set[octet] === 1 || (isLetter(octet) && set[octet ^ CASE_BIT] === 1))
}

const CASE_BIT = 0x20

function isLetter(octet: number): boolean {
  const lower = octet | CASE_BIT
  return 0x61 <= lower && lower <= 0x7a
}

const holding = (octets: string): OctetSet => union([...octets].map((one) => oneOctet(one.charCodeAt(0))))

const DIGIT = octetRange(0x30, 0x39)
const WORD = union([DIGIT, octetRange(0x41, 0x5a), octetRange(0x61, 0x7a), holding('_')])
const SPACE = holding(' \t\n\v\f\r')

/** Behind a backslash. */
export const CLASS_ESCAPES: ReadonlyMap<string, OctetSet> = new Map([
  ['d', DIGIT],
  ['w', WORD],
  ['s', SPACE],
  ['D', complement(DIGIT)],
  ['W', complement(WORD)],
  ['S', complement(SPACE)],
])

/** `.` */
export const NOT_END_OF_LINE = complement(holding('\n\r'))
