// The options of the dns probe, and the form in which expected and received data are compared.
import { isIP } from 'node:net'
import type { Packet } from 'dns2'
import { nameFromText, ROOT } from '../../dns/name.ts'
import { RCODE } from '../../dns/rcode.ts'
import { TYPE, typeFromText } from '../../dns/type.ts'
import type { Option } from './options.ts'

/** A name that dns2 can carry: labels without dots, no escapes. */
export function domainName(): Option<string> {
  return {
    read: (text) => {
      const name = nameFromText(text, ROOT)
      if ('problem' in name) return { refusal: `is not a name: ${name.problem}` }
      return text.includes('\\') ? { refusal: 'must be a name without escapes' } : { value: text }
    },
  }
}

export function recordType(fallback: keyof typeof TYPE): Option<number> {
  return {
    fallback: TYPE[fallback],
    read: (text) => {
      const value = typeFromText(text)
      return value === undefined ? { refusal: 'must be a record type: A, MX, TYPE123' } : { value }
    },
  }
}

const UDP_RCODES = Object.entries(RCODE).filter(([, code]) => code < 16)

export function rcode(fallback: keyof typeof RCODE): Option<number> {
  return {
    fallback: RCODE[fallback],
    read: (text) => {
      const known = UDP_RCODES.find(([name]) => name === text.toUpperCase())
      return known === undefined
        ? { refusal: `must be one of ${UDP_RCODES.map(([name]) => name).join(', ')}` }
        : { value: known[1] }
    },
  }
}

export function expectedData(): Option<string | undefined> {
  return {
    fallback: undefined,
    read: (text) => (text.trim() === '' ? { refusal: 'must not be empty' } : { value: normal(text) }),
  }
}

type Resource = Packet['answers'][number]

const PRESENT: ReadonlyMap<number, (record: Resource) => string> = new Map([
  [TYPE.A, ({ address }) => `${address}`],
  [TYPE.AAAA, ({ address }) => `${address}`],
  [TYPE.NS, ({ ns }) => `${ns}`],
  [TYPE.CNAME, ({ domain }) => `${domain}`],
  [TYPE.PTR, ({ domain }) => `${domain}`],
  [TYPE.MX, ({ priority, exchange }) => `${priority} ${exchange}`],
  [TYPE.SRV, ({ priority, weight, port, target }) => `${priority} ${weight} ${port} ${target}`],
  [TYPE.TXT, ({ data }) => (Array.isArray(data) ? data.join('') : `${data}`)],
])

export function dataCanBeExpected(type: number): boolean {
  return PRESENT.has(type)
}

/** A received record in the same form as `data=`; undefined for other types (an alias before the answer). */
export function comparable(record: Resource): string | undefined {
  const present = PRESENT.get(record.type)
  return present === undefined ? undefined : normal(present(record))
}

/** Without regard to case, a dot at the end, or how an IPv6 address is abbreviated. */
function normal(text: string): string {
  const trimmed = text.trim().toLowerCase()
  if (isIP(trimmed) === 6) return new URL(`http://[${trimmed}]`).hostname
  return trimmed.replace(/\.$/, '')
}
