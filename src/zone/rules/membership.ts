// Every record of a zone is at or below its origin (RFC 1034 §4.2).
import { isWithin, nameToText } from '../../dns/name.ts'
import type { ProblemList } from '../problem-list.ts'
import { recordsAt, type ZoneIndex } from '../zone-index.ts'

export function checkMembership(index: ZoneIndex, problems: ProblemList): void {
  for (const owner of index.owners.keys())
    if (!isWithin(owner, index.origin))
      for (const record of recordsAt(index, owner))
        problems.error(
          record.place,
          'out-of-zone',
          () =>
            `${nameToText(record.owner)} is not in the zone ${nameToText(index.origin)}; move the record, or mind the dot at the end of its owner`,
        )
}
