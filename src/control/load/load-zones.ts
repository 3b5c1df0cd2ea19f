// Reads the zones folder and compiles it: every good file becomes a zone, a bad one leaves the last good zone in service.
import { basename } from 'node:path'
import { compileBook } from '../../answer/compile.ts'
import { viewZone } from '../../answer/zone-view.ts'
import { nameToText } from '../../dns/name.ts'
import { octets32, u32At } from '../../dns/octets.ts'
import { nextSerial } from '../../store/serial.ts'
import { formatProblem } from '../../zone/print.ts'
import type { Zone, ZoneRecord } from '../../zone/zone.ts'
import type { ReloadedZone } from '../operator.ts'
import type { PlannedZone } from '../service-plan.ts'
import {
  FolderReader,
  hashOf,
  KeptReader,
  listZoneFiles,
  readZoneFile,
  type Source,
  type ZoneFile,
} from '../zone-files.ts'
import { liveZones } from './live-zones.ts'
import type { KeptZone, Loaded, LoadJob, ZoneSummary } from './load-job.ts'
import { unpackSources } from './packed-sources.ts'

/** A zone with all its records: only the load knows it. */
export interface WholeZone extends PlannedZone {
  readonly summary: ZoneSummary
  readonly sources: readonly Source[]
}

export interface WholeLoad {
  readonly loaded: Loaded
  readonly zones: readonly WholeZone[]
}

export function loadZones(job: LoadJob): WholeLoad | { readonly problem: string } {
  const listed = listZoneFiles(job.folder)
  if ('problem' in listed) return listed
  if (isUnchanged(listed.files, job))
    return { loaded: { report: job.before.map(unchanged), changed: undefined }, zones: [] }
  const zones = new Map<string, WholeZone>()
  const report: ReloadedZone[] = []
  for (const file of listed.files) {
    const { whole, entry } = loadFile(file, zones, job)
    report.push(entry)
    if (whole !== undefined && !zones.has(whole.zone.origin)) zones.set(whole.zone.origin, whole)
  }
  for (const gone of job.before)
    if (!zones.has(gone.origin))
      report.push({ origin: nameToText(gone.origin), file: gone.file, result: 'removed', problems: [] })
  return { loaded: { report, changed: compile([...zones.values()]) }, zones: [...zones.values()] }
}

function compile(zones: readonly WholeZone[]): Loaded['changed'] {
  const book = compileBook(new Map(zones.map(({ view }) => [view.origin, view])))
  const live = liveZones(zones, book)
  return { zones: zones.map(({ summary }, i) => ({ ...summary, zone: live[i] as Zone })), book }
}

/** Every file, and each one that it includes, holds what it held. */
function isUnchanged(files: readonly string[], { before }: LoadJob): boolean {
  if (before.length === 0 || files.length !== before.length) return false
  return before.every(({ file, stale, contentHash, sources }) => {
    if (stale || !files.includes(file)) return false
    const reader = new FolderReader(file)
    for (const { path } of unpackSources(sources)) reader.read(path)
    return hashOf(reader.sources) === contentHash
  })
}

function unchanged({ origin, file, problems }: KeptZone): ReloadedZone {
  return { origin: nameToText(origin), file, result: 'unchanged', problems }
}

interface LoadedFile {
  readonly whole: WholeZone | undefined
  readonly entry: ReloadedZone
}

function loadFile(file: string, zones: ReadonlyMap<string, WholeZone>, job: LoadJob): LoadedFile {
  const before = job.before.find((one) => one.file === file)
  const read = readZoneFile(file, job.timing)
  const { zone, problems, contentHash } = read
  const lines = problems.map(formatProblem)
  const clash = zone === undefined ? undefined : zones.get(zone.origin)
  if (zone !== undefined && clash !== undefined)
    lines.push(
      `${file}:1:1: zone-twice: ${nameToText(zone.origin)} is already served from ${basename(clash.summary.file)}`,
    )
  if (zone === undefined || clash !== undefined) return refuse(file, lines, job)
  const origin = nameToText(zone.origin)
  const isSame = before?.contentHash === contentHash && before.origin === zone.origin
  const serial = isSame ? before.serial : serialFor(zone, contentHash, job)
  const loadedAtMs = isSame ? before.loadedAtMs : job.nowMs
  const summary = { file, contentHash, serial, loadedAtMs, problems: lines, stale: false }
  return {
    whole: wholeZone(zone, read, summary, job),
    entry: { origin, file, result: isSame ? 'unchanged' : 'loaded', problems: lines },
  }
}

/** The last good zone of this file goes on, from the text that was kept. */
function refuse(file: string, problems: readonly string[], job: LoadJob): LoadedFile {
  const fallback = job.fallbacks.find((one) => one.file === file)
  if (fallback === undefined) return { whole: undefined, entry: { file, result: 'refused', problems } }
  const read = readZoneFile(file, job.timing, new KeptReader(unpackSources(fallback.sources)))
  const { contentHash, serial, loadedAtMs } = fallback
  const given = { file, contentHash, serial, loadedAtMs, problems, stale: true }
  const whole = read.zone && wholeZone(read.zone, read, given, job)
  const origin = whole === undefined ? {} : { origin: nameToText(whole.zone.origin) }
  return { whole, entry: { ...origin, file, result: 'refused', problems } }
}

function wholeZone(
  zone: Zone,
  { index, sources }: ZoneFile,
  given: Omit<ZoneSummary, 'origin' | 'records' | 'pools'>,
  { allowQuery }: LoadJob,
): WholeZone {
  const networks = allowQuery[nameToText(zone.origin).toLowerCase()]
  const view = viewZone(zone, octets32(given.serial), networks, index)
  const { file, contentHash, serial, loadedAtMs, problems, stale } = given
  const counts = { records: zone.records.length, pools: view.pools.size }
  const summary = { file, contentHash, serial, loadedAtMs, problems, stale, origin: zone.origin, ...counts }
  return { zone, view, sources, summary }
}

function serialFor(zone: Zone, contentHash: string, { stored }: LoadJob): number {
  const known = stored.get(nameToText(zone.origin))
  const { rdata } = zone.records[0] as ZoneRecord
  // Five times four octets end the data of an SOA, the serial first (RFC 1035 §3.3.13).
  return nextSerial(known?.serial, u32At(rdata, rdata.length - 20), known?.contentHash !== contentHash)
}
