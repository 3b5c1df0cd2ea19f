// How the daemon has zones loaded: what it asks, what of a first load can be served, and what the log says.
import type { CompiledBook } from '../../answer/compile.ts'
import type { Config } from '../../config.ts'
import { nameToText } from '../../dns/name.ts'
import { addToSerial } from '../../dns/serial.ts'
import type { Log } from '../../log.ts'
import { StoreFault } from '../../store/problem.ts'
import type { Store } from '../../store/store.ts'
import { problemLines } from './findings.ts'
import type { Changed, Fallback, FileReport, KeptZone, Loaded, LoadJob, LoadResult } from './load-job.ts'
import { type Loader, LoadFault } from './loader.ts'

/** What can be served from now on, or why nothing can. */
export function firstLoad(
  loaded: LoadResult,
  config: Config,
):
  | { readonly changed: Changed; readonly report: Loaded['report'] }
  | { readonly problems: readonly string[] } {
  if ('problem' in loaded) return { problems: [loaded.problem] }
  const { report, changed } = loaded
  const problems = report.flatMap(({ findings }) => problemLines(findings))
  if (changed === undefined || changed.zones.length === 0)
    return { problems: [...problems, `${config.zonesFolder}: there is no zone that can be served`] }
  const served = changed.zones.map(({ origin }) => nameToText(origin).toLowerCase())
  const unserved = Object.keys(config.allowQuery).filter((origin) => !served.includes(origin))
  if (unserved.length === 0) return { report, changed }
  return { problems: unserved.map((origin) => `allow-query: no zone ${origin} is served; is it mistyped?`) }
}

/** Of a first load, which has nothing to amend. */
export function bookOf({ answers }: Changed): CompiledBook {
  if ('book' in answers) return answers.book
  throw new Error('a first load compiles every answer')
}

export function jobOf(
  { config, store }: { readonly config: Config; readonly store: Store },
  before: readonly KeptZone[],
  fallbacks: readonly Fallback[],
): LoadJob {
  return {
    folder: config.zonesFolder,
    timing: config.checks,
    permits: config.probes,
    allowQuery: config.allowQuery,
    before,
    fallbacks,
    stored: store.readZones(),
    nowMs: Date.now(),
    book: undefined,
  }
}

/** What was in service when the daemon ended, however it ended. */
export function keptInStore(store: Store): Fallback[] {
  return store.readSources().map(({ file, contentHash, serial, isLast, loadedAtMs, packed }) => ({
    file,
    contentHash,
    // RFC 1982 §3.1: this text comes after another one that was published.
    serial: isLast ? serial : addToSerial(serial, 1),
    loadedAtMs,
    sources: packed,
  }))
}

/** `jobOf` reads the store. */
export async function loadWith(loader: Pick<Loader, 'load'>, jobOf: () => LoadJob): Promise<LoadResult> {
  try {
    return await loader.load(jobOf())
  } catch (error) {
    if (!(error instanceof LoadFault || error instanceof StoreFault)) throw error
    return { problem: error.message }
  }
}

export function logReport(log: Log, report: readonly FileReport[]): void {
  for (const { origin, file, result, findings } of report) {
    const problems = problemLines(findings)
    if (result === 'refused') log.error({ origin, file, problems }, 'zone refused; the last good one stays')
    else if (result !== 'unchanged') log.info({ origin, file, problems }, `zone ${result}`)
  }
}

/** Of what was refused, whatever no zone in service stands in. */
export function unservedOf(
  report: readonly FileReport[],
  zones: readonly { readonly file: string }[],
): readonly FileReport[] {
  const served = new Set(zones.map(({ file }) => file))
  return report.filter(({ result, file }) => result === 'refused' && !served.has(file))
}

/** As a finding about the folder itself, for the folder cannot be read, or the load has died. */
export function folderRefused(folder: string, problem: string): FileReport {
  const place = { file: folder, line: 1, column: 1 }
  const finding = { ...place, severity: 'error', code: 'unreadable', sentence: problem } as const
  return { file: folder, result: 'refused', findings: [finding] }
}
