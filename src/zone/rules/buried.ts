// Records that no query can reach: below a delegation (RFC 1034 §4.2.1) or below a DNAME (RFC 6672 §2.4).
import { type Name, nameToText, parentOf } from '../../dns/name.ts'
import { TYPE } from '../../dns/type.ts'
import type { ProblemList } from '../problem-list.ts'
import type { ZoneRecord } from '../zone.ts'
import { ancestorsOf, isAddress, recordsAt, type ZoneIndex } from '../zone-index.ts'

/** RFC 4035 §2.6: what the parent's side of a delegation may hold, besides glue. */
const AT_THE_CUT: readonly number[] = [TYPE.NS, TYPE.DS, TYPE.NSEC, TYPE.RRSIG]

export function checkBuried(index: ZoneIndex, problems: ProblemList): void {
  if (index.cuts.size === 0 && index.redirects.size === 0) return
  let parent: Name | undefined
  let cover: Name | undefined
  for (const owner of index.owners.keys()) {
    if (index.cuts.has(owner)) reportBelow(index, owner, owner, AT_THE_CUT, problems)
    if (owner === index.origin) continue
    // Neighbours in a file mostly have one parent: then the way up is walked once.
    if (parentOf(owner) !== parent) {
      parent = parentOf(owner)
      cover = coverOf(index, parent)
    }
    if (cover === undefined) continue
    if (index.redirects.has(cover)) reportRedirected(index, owner, cover, problems)
    else reportBelow(index, owner, cover, [], problems)
  }
}

/** The nearest delegation or DNAME at or above a name. */
function coverOf(index: ZoneIndex, name: Name): Name | undefined {
  const covers = (one: Name) => index.cuts.has(one) || index.redirects.has(one)
  if (covers(name)) return name
  for (const ancestor of ancestorsOf(index, name)) if (covers(ancestor)) return ancestor
  return undefined
}

/** Addresses below a cut are glue. */
function reportBelow(
  index: ZoneIndex,
  owner: Name,
  cut: Name,
  allowed: readonly number[],
  problems: ProblemList,
): void {
  for (const record of recordsAt(index, owner))
    if (!isAddress(record) && !allowed.includes(record.type))
      problems.warning(
        record.place,
        'below-delegation',
        () =>
          `${nameToText(cut)} is delegated by its NS record, so this is never answered; move it to that zone`,
      )
}

function reportRedirected(index: ZoneIndex, owner: Name, dname: Name, problems: ProblemList): void {
  const record: ZoneRecord | undefined = recordsAt(index, owner)[0]
  if (record === undefined) return
  const sentence = () =>
    `${nameToText(dname)} has a DNAME, and nothing may stand below one; remove this record or the DNAME`
  problems.error(record.place, 'dname-and-below', sentence)
}
