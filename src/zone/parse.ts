// The text of a zone file and the files that it includes to a zone, or to the reasons why it is none.
//
//     text -> scan -> entry -> directive | record line | note -> draft -> resolve notes -> check rules -> zone
import { foldCase } from '../dns/name.ts'
import { TYPE } from '../dns/type.ts'
import { checkZone } from './check.ts'
import { type Draft, newDraft, type ParseOptions } from './draft.ts'
import { readFile, tellProgress } from './read-file.ts'
import { resolveNotes } from './resolve.ts'
import { settleRecords } from './settle.ts'
import type { Problem, Zone, ZoneRecord } from './zone.ts'
import { indexZone, type ZoneIndex } from './zone-index.ts'

export interface ParseResult {
  /** Undefined when there is any error. */
  readonly zone: Zone | undefined
  /** Of that zone. */
  readonly index: ZoneIndex | undefined
  /** Bounded; an `and-more` ends the list when there are more. */
  readonly problems: readonly Problem[]
}

/** Never throws: whatever the text is, it becomes a zone or problems, in linear time. */
export function parseZone(text: string, options: ParseOptions): ParseResult {
  const draft = readDraft(text, options)
  tellProgress(draft, options.file, text.length, text.length)
  const finished = draft.apex === undefined ? reportMissingSoa(draft) : finish(draft)
  const good = draft.problems.hasErrors ? undefined : finished
  return { zone: good?.zone, index: good?.index, problems: draft.problems.list() }
}

/** What the lines say, one by one: nothing has been asked of them together. */
export function readDraft(text: string, options: ParseOptions): Draft {
  const draft = newDraft(options)
  readFile(draft, text, options.file, options.origin, undefined)
  return draft
}

function reportMissingSoa(draft: Draft): undefined {
  if (draft.soaSeen) return
  const place = { file: draft.options.file, line: 1, column: 1 }
  const isEmpty = draft.records.length === 0 && !draft.problems.hasErrors
  draft.problems.error(
    place,
    isEmpty ? 'empty-file' : 'soa-missing',
    `${isEmpty ? 'the file declares no record' : 'the zone has no SOA record'}; begin it with one: @ SOA ns1 hostmaster 1 1h 15m 1w 30s`,
  )
}

function finish(draft: Draft): { readonly zone: Zone; readonly index: ZoneIndex } {
  const origin = foldCase(draft.apex ?? draft.options.origin)
  const written = indexZone(origin, draft.records)
  const records = settleRecords(draft.records, written, draft.problems)
  const index = records === draft.records ? written : indexZone(origin, records)
  const { checks, pools, maintenance } = resolveNotes(draft, index)
  checkZone(index, draft.problems)
  return { zone: { origin, records: soaFirst(records), checks, pools, maintenance }, index }
}

function soaFirst(records: readonly ZoneRecord[]): readonly ZoneRecord[] {
  const at = records.findIndex((record) => record.type === TYPE.SOA)
  const soa = records[at]
  return soa === undefined || at === 0 ? records : [soa, ...records.slice(0, at), ...records.slice(at + 1)]
}
