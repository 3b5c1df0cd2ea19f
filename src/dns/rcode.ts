// Response codes and opcodes (RFC 1035 §4.1.1, RFC 2136 §2.2, RFC 6891 §9).

export const RCODE = {
  NOERROR: 0,
  FORMERR: 1,
  SERVFAIL: 2,
  NXDOMAIN: 3,
  NOTIMP: 4,
  REFUSED: 5,
  YXDOMAIN: 6,
  NOTAUTH: 9,
  /** Needs the extended bits of an OPT record (RFC 6891 §6.1.3). */
  BADVERS: 16,
  BADCOOKIE: 23,
} as const

export const OPCODE = { QUERY: 0, IQUERY: 1, STATUS: 2, NOTIFY: 4, UPDATE: 5 } as const

const names: ReadonlyMap<number, string> = new Map(Object.entries(RCODE).map(([name, code]) => [code, name]))

export function rcodeToText(rcode: number): string {
  return names.get(rcode) ?? `RCODE${rcode}`
}
