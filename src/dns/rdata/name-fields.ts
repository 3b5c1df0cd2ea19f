// Domain names in rdata, uncompressed (RFC 1035 §3.1).
import { MAX_LABEL_OCTETS, MAX_NAME_OCTETS, type Name, nameFromText, nameToText } from '../name.ts'
import type { Octets } from '../octets.ts'
import type { DomainUse, SingleField } from './field.ts'

/** The host that a record of RFC 1035 points at. */
export function compressibleHost(noun: string): SingleField {
  return domain(noun, { compressible: true, isHost: true })
}

/** RFC 3597 §4: a type that came after RFC 1035 must not be sent with compressed names. */
export function host(noun: string): SingleField {
  return domain(noun, { compressible: false, isHost: true })
}

export function compressibleName(noun: string): SingleField {
  return domain(noun, { compressible: true, isHost: false })
}

export function name(noun: string): SingleField {
  return domain(noun, { compressible: false, isHost: false })
}

function domain(noun: string, use: DomainUse): SingleField {
  return {
    noun,
    rest: false,
    domain: use,
    parse({ raw }, origin) {
      const result = nameFromText(raw, origin)
      return 'name' in result ? result.name : { problem: `"${raw}" is not a name: ${result.problem}` }
    },
    measure: (rdata, at) => endOfName(rdata, at) ?? `the ${noun} is not a whole, uncompressed name`,
    print: (rdata, from, to) => nameToText(rdata.slice(from, to) as Name),
  }
}

/** The offset behind the uncompressed name at `at`; undefined when there is none. */
function endOfName(rdata: Octets, at: number): number | undefined {
  const limit = Math.min(rdata.length, at + MAX_NAME_OCTETS)
  let here = at
  while (here < limit) {
    const length = rdata.charCodeAt(here)
    if (length === 0) return here + 1
    if (length > MAX_LABEL_OCTETS) return undefined
    here += length + 1
  }
  return undefined
}
