// A load in which a line or two of one large zone are others: of that zone only what hangs on them is read again.
//
// A million records take seconds to be read and compiled; which of their lines differ is seen in a tenth of one.
import { amendmentOf } from '../../answer/amendment.ts'
import { BookReader } from '../../answer/reader.ts'
import { foldCase, type Name, nameToText } from '../../dns/name.ts'
import { namesInRdata } from '../../dns/rdata/names.ts'
import { TYPE } from '../../dns/type.ts'
import type { NameRows } from '../../store/zones.ts'
import { type PlainEdit, plainEditOf } from '../../zone/plain-edit.ts'
import { plainRows } from '../publish/record-rows.ts'
import type { Changed, KeptZone, LoadJob } from './load-job.ts'
import { unpackSources } from './packed-sources.ts'
import {
  compiledZones,
  serialFor,
  unchanged,
  type WholeLoad,
  type WholeZone,
  wholeZone,
} from './whole-zone.ts'
import {
  checkKinds,
  hashOf,
  KeptReader,
  parseOptions,
  readZoneFile,
  type Source,
  UNJUDGED_KINDS,
} from './zone-files.ts'

export interface ChangedFile {
  readonly kept: KeptZone
  readonly before: readonly Source[]
  readonly after: readonly Source[]
}

/** A smaller zone is read whole in less time than it takes to see what differs. */
const MIN_AMENDED_OCTETS = 256 * 1024
/** All other zones are read whole, so that what they draw from the one is seen. */
const MAX_OTHER_OCTETS = 1024 * 1024

/** Undefined: it is no such load. */
export function amendZones(file: ChangedFile, job: LoadJob): WholeLoad | undefined {
  const { kept, before, after } = file
  const [earlier, later] = [before[0]?.octets, after[0]?.octets]
  if (job.book === undefined || earlier === undefined || later === undefined) return undefined
  if (before.length !== 1 || after.length !== 1 || later.length < MIN_AMENDED_OCTETS) return undefined
  if (kept.findings.length > 0 || !job.before.every((one) => isStored(one, job))) return undefined
  const others = otherZones(kept, job)
  const options = parseOptions(kept.file, job.timing, checkKinds(job.permits), new KeptReader([]))
  if (others === undefined || 'problem' in options) return undefined
  const edit = plainEditOf(Buffer.from(earlier), Buffer.from(later), options, others.flatMap(namesIn))
  if (edit === undefined || edit.zone.origin !== kept.origin) return undefined
  const whole = editedZone(edit, file, job)
  const changed = amend(whole, edit, others, new BookReader(job.book), job)
  if (changed === undefined) return undefined
  const loaded = { origin: nameToText(kept.origin), file: kept.file, result: 'loaded', findings: [] } as const
  const report = job.before.map((one) => (one === kept ? loaded : unchanged(one)))
  return { loaded: { report, changed }, zones: [whole] }
}

/** The record table is whole, so that single rows of it can be changed. */
function isStored({ origin, contentHash }: KeptZone, { stored }: LoadJob): boolean {
  const state = stored.get(nameToText(origin))
  return state?.isComplete === true && state.contentHash === contentHash
}

function otherZones(edited: KeptZone, job: LoadJob): readonly WholeZone[] | undefined {
  let octets = 0
  const zones: WholeZone[] = []
  for (const kept of job.before) {
    if (kept === edited) continue
    const reader = new KeptReader(unpackSources(kept.sources))
    octets += reader.sources.reduce((sum, source) => sum + source.octets.length, 0)
    if (octets > MAX_OTHER_OCTETS) return undefined
    const read = readZoneFile(kept.file, job.timing, UNJUDGED_KINDS, reader)
    if (read.zone === undefined) return undefined
    zones.push(wholeZone(read.zone, read, kept, job))
  }
  return zones
}

function namesIn({ zone }: WholeZone): Name[] {
  return zone.records.flatMap(({ type, rdata }) =>
    namesInRdata(type, rdata).map(({ name }) => foldCase(name)),
  )
}

/** `whole` as far as it is at hand. */
function editedZone(
  { zone, index, growth }: PlainEdit,
  { kept, after }: ChangedFile,
  job: LoadJob,
): WholeZone {
  const contentHash = hashOf(after)
  const serial = serialFor(zone, contentHash, job)
  const given = { ...kept, contentHash, serial, loadedAtMs: job.nowMs }
  const whole = wholeZone(zone, { index, sources: after }, given, job)
  return { ...whole, summary: { ...whole.summary, records: kept.records + growth } }
}

function amend(
  edited: WholeZone,
  plain: PlainEdit,
  others: readonly WholeZone[],
  book: BookReader,
  { before }: LoadJob,
): Changed | undefined {
  const { origin } = edited.zone
  const zones = before.map((one) => (one.origin === origin ? edited : findZone(others, one.origin)))
  const views = new Map(zones.map(({ view }) => [view.origin, view]))
  const amendment = amendmentOf({ zones: views, origin, touched: plain.touched, book })
  if (amendment === undefined) return undefined
  const rows = rowsOf(edited, plain)
  const answers = { amendment, origin: nameToText(origin), rows }
  return { zones: compiledZones(zones, amendment.dependents), answers }
}

function findZone(zones: readonly WholeZone[], origin: Name): WholeZone {
  return zones.find(({ zone }) => zone.origin === origin) as WholeZone
}

/** The names of which the table has other rows, with those that it is to have, and the SOA. */
function rowsOf({ zone, view }: WholeZone, { touched, spellings }: PlainEdit): NameRows {
  const records = zone.records.filter(({ owner, type }) => type === TYPE.SOA || touched.has(foldCase(owner)))
  // The table has owners as they are written.
  const owners = new Set([
    ...spellings,
    ...records.flatMap(({ owner, type }) => (type === TYPE.SOA ? [] : owner)),
  ])
  return {
    names: [...owners].map(nameToText),
    rows: [...plainRows({ zone: { ...zone, records }, view })],
  }
}
