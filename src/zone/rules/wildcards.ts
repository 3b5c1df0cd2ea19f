// Wildcards that own NS records: what they delegate is undefined (RFC 4592 §4.2).
import { isWildcard } from '../../dns/name.ts'
import { TYPE } from '../../dns/type.ts'
import type { ProblemList } from '../problem-list.ts'
import type { ZoneIndex } from '../zone-index.ts'

export function checkWildcards(index: ZoneIndex, problems: ProblemList): void {
  for (const record of index.ofType.get(TYPE.NS) ?? [])
    if (isWildcard(record.owner))
      problems.warning(
        record.place,
        'ns-wildcard',
        'a wildcard cannot delegate: resolvers disagree on what it means; name each delegated zone',
      )
}
