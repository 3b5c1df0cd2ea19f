// Loads the zones folder: every good file becomes a zone, a bad one leaves the last good zone in service.
import { basename } from 'node:path'
import { viewZone, type ZoneView } from '../answer/zone-view.ts'
import { nameToText } from '../dns/name.ts'
import { octets32, u32At } from '../dns/octets.ts'
import { formatProblem } from '../zone/print.ts'
import type { Network, Timing, Zone, ZoneRecord } from '../zone/zone.ts'
import type { ReloadedZone } from './operator.ts'
import { listZoneFiles, readZoneFile } from './zone-files.ts'

export interface LoadedZone {
  /** Path of the file that it was read from. */
  readonly file: string
  readonly zone: Zone
  readonly view: ZoneView
  /** Changes with every change of the text, $INCLUDEd files among it. */
  readonly contentHash: string
  readonly serial: number
  readonly loadedAtMs: number
  /** Of the last load, one line each. */
  readonly problems: readonly string[]
  /** The last load was refused: this is the zone from before. */
  readonly stale: boolean
}

export interface ZoneSet {
  readonly zones: readonly LoadedZone[]
  readonly report: readonly ReloadedZone[]
}

export interface LoadContext {
  readonly folder: string
  readonly timing: Timing
  readonly before: readonly LoadedZone[]
  /** The serial to publish, from what was published before and what the file says (RFC 1982). */
  readonly serialFor: (origin: string, fileSerial: number, contentHash: string) => number
  /** Who may ask for a zone, by origin in presentation form; zones that are not named are for everybody. */
  readonly allowQuery: Readonly<Record<string, readonly Network[]>>
  readonly nowMs: number
}

/** Undefined zones: the folder itself cannot be read; then everything stays as it is. */
export function loadZoneSet(context: LoadContext): ZoneSet | { readonly problem: string } {
  const listed = listZoneFiles(context.folder)
  if ('problem' in listed) return listed
  const zones = new Map<string, LoadedZone>()
  const report: ReloadedZone[] = []
  for (const file of listed.files) {
    const { loaded, entry } = loadFile(file, zones, context)
    report.push(entry)
    if (loaded !== undefined) zones.set(loaded.zone.origin, loaded)
  }
  for (const gone of context.before)
    if (!zones.has(gone.zone.origin))
      report.push({ origin: originText(gone.zone), file: gone.file, result: 'removed', problems: [] })
  return { zones: [...zones.values()], report }
}

interface LoadedFile {
  readonly loaded: LoadedZone | undefined
  readonly entry: ReloadedZone
}

function loadFile(file: string, zones: ReadonlyMap<string, LoadedZone>, context: LoadContext): LoadedFile {
  const before = context.before.find((one) => one.file === file)
  const { zone, problems, contentHash } = readZoneFile(file, context.timing)
  const lines = problems.map(formatProblem)
  const clash = zone === undefined ? undefined : zones.get(zone.origin)
  if (zone === undefined || clash !== undefined) {
    if (zone !== undefined && clash !== undefined)
      lines.push(
        `${file}:1:1: zone-twice: ${originText(zone)} is already served from ${basename(clash.file)}`,
      )
    const kept = before === undefined ? undefined : { ...before, problems: lines, stale: true }
    const origin = before === undefined ? {} : { origin: originText(before.zone) }
    return { loaded: kept, entry: { ...origin, file, result: 'refused', problems: lines } }
  }
  const origin = originText(zone)
  if (before?.contentHash === contentHash && before.zone.origin === zone.origin)
    return {
      loaded: { ...before, problems: lines, stale: false },
      entry: { origin, file, result: 'unchanged', problems: lines },
    }
  const serial = context.serialFor(origin, fileSerial(zone), contentHash)
  const view = viewZone(zone, octets32(serial), context.allowQuery[origin.toLowerCase()])
  const loaded = {
    file,
    zone,
    view,
    contentHash,
    serial,
    loadedAtMs: context.nowMs,
    problems: lines,
    stale: false,
  }
  return { loaded, entry: { origin, file, result: 'loaded', problems: lines } }
}

function fileSerial(zone: Zone): number {
  const { rdata } = zone.records[0] as ZoneRecord
  return u32At(rdata, rdata.length - 20)
}

export function originText(zone: Zone): string {
  return nameToText(zone.origin)
}
