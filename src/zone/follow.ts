// `follow`: the host that a record names, and the address records on whose health it then depends.
import { foldCase, isWithin, type Name, nameToText } from '../dns/name.ts'
import { hostNamedBy } from '../dns/rdata/names.ts'
import { TYPE, typeToText } from '../dns/type.ts'
import type { NotedRecord } from './draft.ts'
import type { ProblemList } from './problem-list.ts'
import type { ZoneRecord } from './zone.ts'
import { isAddress, recordsAt, type ZoneIndex } from './zone-index.ts'

/** The same bound as for answers: no chain of aliases is followed further. */
const MAX_CNAME_CHAIN = 8

export function resolveFollow(index: ZoneIndex, noted: NotedRecord, problems: ProblemList): void {
  if (!noted.note.follow) return
  const { record } = noted
  const place = noted.followPlace ?? noted.notePlace
  const host = hostNamedBy(record.type, record.rdata)
  if (host === undefined)
    problems.error(
      place,
      'follow-nothing',
      `${typeToText(record.type)} names no host that it could follow; write check= on an address record instead`,
    )
  else if (addressesOf(index, host)?.length === 0)
    problems.error(
      place,
      'follow-no-address',
      `${nameToText(host)} has no A or AAAA record in this zone; add one, or correct the name`,
    )
}

/** The address records of a host, behind its CNAMEs; undefined when they are in another zone. */
export function addressesOf(index: ZoneIndex, host: Name): readonly ZoneRecord[] | undefined {
  let name = foldCase(host)
  for (let links = 0; links <= MAX_CNAME_CHAIN; links++) {
    if (!isWithin(name, index.origin)) return undefined
    const records = recordsAt(index, name)
    const cname = records.find((record) => record.type === TYPE.CNAME)
    if (cname === undefined) return records.filter(isAddress)
    name = foldCase(cname.rdata as string as Name)
  }
  return []
}
