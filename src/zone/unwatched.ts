// Standbys that no check watches: they would take over whether they are well or not.
import { foldCase } from '../dns/name.ts'
import type { NotedRecord } from './draft.ts'
import type { ProblemList } from './problem-list.ts'
import type { RecordNote } from './zone.ts'
import { rrsetAt, type ZoneIndex } from './zone-index.ts'

/** `last`: whatever is left when all fail is answered whether it is well or not, which is its very purpose. */
const LAST_TIER = 9

export function reportUnwatched(
  index: ZoneIndex,
  { record, note, notePlace }: NotedRecord,
  problems: ProblemList,
): void {
  if (isWatched(note) || note.tier >= LAST_TIER) return
  const watched = rrsetAt(index, foldCase(record.owner), record.type).find(
    (other) => other.note !== undefined && other.note.tier < note.tier && isWatched(other.note),
  )?.note
  if (watched === undefined) return
  const remedy = watched.follow ? 'follow' : `check=${watched.checks.join()}`
  problems.warning(
    notePlace,
    'unwatched-standby',
    `no check watches this standby, so it takes over whether it is well or not; write ${remedy} behind it, or last`,
  )
}

function isWatched({ checks, follow }: RecordNote): boolean {
  return checks.length > 0 || follow
}
