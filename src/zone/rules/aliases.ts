// A CNAME stands alone (RFC 1034 §3.6.2, RFC 2181 §10.1), and there is one DNAME at a name at most (RFC 6672 §2.4).
import { foldCase, nameToText } from '../../dns/name.ts'
import { TYPE, typeToText } from '../../dns/type.ts'
import type { ProblemList } from '../problem-list.ts'
import type { ZoneRecord } from '../zone.ts'
import { recordsAt, type ZoneIndex } from '../zone-index.ts'

/** RFC 4034 §2.5: what DNSSEC puts beside a CNAME. */
const ALLOWED_BESIDE: readonly number[] = [TYPE.CNAME, TYPE.RRSIG, TYPE.NSEC]

export function checkAliases(index: ZoneIndex, problems: ProblemList): void {
  reportRepeated(index.ofType.get(TYPE.DNAME) ?? [], problems)
  const cnames = reportRepeated(index.ofType.get(TYPE.CNAME) ?? [], problems)
  for (const cname of cnames) {
    const other = recordsAt(index, foldCase(cname.owner)).find(({ type }) => !ALLOWED_BESIDE.includes(type))
    if (other !== undefined)
      problems.error(cname.place, 'cname-and-other', () => {
        const { file, line } = other.place
        return `a CNAME must stand alone, but ${nameToText(cname.owner)} has ${typeToText(other.type)} at ${file}:${line}; remove one of them`
      })
  }
}

/** The first of each owner. */
function reportRepeated(records: readonly ZoneRecord[], problems: ProblemList): readonly ZoneRecord[] {
  const firsts = new Map<string, ZoneRecord>()
  for (const record of records) {
    const owner = foldCase(record.owner)
    const first = firsts.get(owner)
    if (first === undefined) firsts.set(owner, record)
    else
      problems.error(record.place, 'cname-repeated', () => {
        const { file, line } = first.place
        const type = typeToText(record.type)
        return `${nameToText(record.owner)} has a ${type} at ${file}:${line} already; keep one, or list addresses instead`
      })
  }
  return [...firsts.values()]
}
