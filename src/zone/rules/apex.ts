// The top of a zone: exactly one SOA, and at least one NS (RFC 1035 §5.2).
import { foldCase, nameToText } from '../../dns/name.ts'
import { TYPE } from '../../dns/type.ts'
import type { ProblemList } from '../problem-list.ts'
import { rrsetAt, type ZoneIndex } from '../zone-index.ts'

export function checkApex(index: ZoneIndex, problems: ProblemList): void {
  const [soa, ...more] = index.ofType.get(TYPE.SOA) ?? []
  if (soa === undefined) return
  const zone = nameToText(index.origin)
  for (const record of more)
    if (foldCase(record.owner) === index.origin)
      problems.error(record.place, 'soa-repeated', `${zone} has an SOA record already; remove one`)
    else
      problems.error(
        record.place,
        'soa-not-at-apex',
        `only the top of ${zone} has an SOA record; move this one to a zone file of its own`,
      )
  if (rrsetAt(index, index.origin, TYPE.NS).length === 0)
    problems.error(
      soa.place,
      'ns-missing',
      `${zone} has no NS record; write one for each server, such as @ NS ns1`,
    )
}
