// Reads the zones folder and compiles it: every good file becomes a zone, a bad one leaves the last good zone in service.
import { basename } from 'node:path'
import { compileBook } from '../../answer/compile.ts'
import { nameToText } from '../../dns/name.ts'
import type { OnProgress } from '../../zone/draft.ts'
import type { Problem, Zone } from '../../zone/zone.ts'
import type { Finding } from '../operator.ts'
import { amendZones, type ChangedFile } from './amend-zones.ts'
import { findingsOf } from './findings.ts'
import type { Changed, FileReport, LoadJob } from './load-job.ts'
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
  FolderReader,
  hashOf,
  KeptReader,
  listZoneFiles,
  readZoneFile,
  UNJUDGED_KINDS,
} from './zone-files.ts'

export function loadZones(job: LoadJob, onProgress?: OnProgress): WholeLoad | { readonly problem: string } {
  const listed = listZoneFiles(job.folder)
  if ('problem' in listed) return listed
  const edits = changedFiles(listed.files, job)
  if (edits?.length === 0)
    return { loaded: { report: job.before.map(unchanged), changed: undefined }, zones: [] }
  const amended = edits?.length === 1 ? amendZones(edits[0] as ChangedFile, job) : undefined
  if (amended !== undefined) return amended
  const zones = new Map<string, WholeZone>()
  const report: FileReport[] = []
  for (const file of listed.files) {
    const { whole, entry } = loadFile(file, zones, job, onProgress)
    report.push(entry)
    if (whole !== undefined && !zones.has(whole.zone.origin)) zones.set(whole.zone.origin, whole)
  }
  for (const gone of job.before)
    if (!zones.has(gone.origin))
      report.push({ origin: nameToText(gone.origin), file: gone.file, result: 'removed', findings: [] })
  return { loaded: { report, changed: compile([...zones.values()]) }, zones: [...zones.values()] }
}

function compile(zones: readonly WholeZone[]): Changed {
  const book = compileBook(new Map(zones.map(({ view }) => [view.origin, view])))
  return { zones: compiledZones(zones, book.dependents), answers: { book } }
}

/** The files that hold something else than before; undefined when they are other files than before. */
function changedFiles(files: readonly string[], { before }: LoadJob): readonly ChangedFile[] | undefined {
  if (before.length === 0 || files.length !== before.length) return undefined
  const changed: ChangedFile[] = []
  for (const kept of before) {
    if (kept.stale || !files.includes(kept.file)) return undefined
    const reader = new FolderReader(kept.file)
    const sources = unpackSources(kept.sources)
    for (const { path } of sources) reader.read(path)
    if (hashOf(reader.sources) !== kept.contentHash)
      changed.push({ kept, before: sources, after: reader.sources })
  }
  return changed
}

interface LoadedFile {
  readonly whole: WholeZone | undefined
  readonly entry: FileReport
}

function loadFile(
  file: string,
  zones: ReadonlyMap<string, WholeZone>,
  job: LoadJob,
  onProgress: OnProgress | undefined,
): LoadedFile {
  const before = job.before.find((one) => one.file === file)
  const read = readZoneFile(file, job.timing, checkKinds(job.permits), undefined, onProgress)
  const { zone, problems, contentHash } = read
  const clash = zone === undefined ? undefined : zones.get(zone.origin)
  const twice = zone === undefined || clash === undefined ? [] : [zoneTwice(read.file, zone, clash)]
  const findings = findingsOf([...problems, ...twice], read.sources)
  if (zone === undefined || clash !== undefined) return refuse(file, findings, job)
  const origin = nameToText(zone.origin)
  const isSame = before?.contentHash === contentHash && before.origin === zone.origin
  const serial = isSame ? before.serial : serialFor(zone, contentHash, job)
  const loadedAtMs = isSame ? before.loadedAtMs : job.nowMs
  const summary = { file, contentHash, serial, loadedAtMs, findings, stale: false }
  return {
    whole: wholeZone(zone, read, summary, job),
    entry: { origin, file, result: isSame ? 'unchanged' : 'loaded', findings },
  }
}

function zoneTwice(file: string, { origin }: Zone, { summary }: WholeZone): Problem {
  const sentence = `${nameToText(origin)} is already served from ${basename(summary.file)}`
  return { place: { file, line: 1, column: 1 }, severity: 'error', code: 'zone-twice', sentence }
}

/** The last good zone of this file goes on, from the text that was kept. */
function refuse(file: string, findings: readonly Finding[], job: LoadJob): LoadedFile {
  const fallback = job.fallbacks.find((one) => one.file === file)
  if (fallback === undefined) return { whole: undefined, entry: { file, result: 'refused', findings } }
  const read = readZoneFile(file, job.timing, UNJUDGED_KINDS, new KeptReader(unpackSources(fallback.sources)))
  const { contentHash, serial, loadedAtMs } = fallback
  const given = { file, contentHash, serial, loadedAtMs, findings, stale: true }
  const whole = read.zone && wholeZone(read.zone, read, given, job)
  const origin = whole === undefined ? {} : { origin: nameToText(whole.zone.origin) }
  return { whole, entry: { ...origin, file, result: 'refused', findings } }
}
