// What is wrong with the zone files, as the API tells it: of those in service, and of those that are not.
import { nameToText } from '../../dns/name.ts'
import type { Daemon } from '../daemon.ts'
import { problemLines } from '../load/findings.ts'
import type { FileFindings, FindingsReport, Status } from '../operator.ts'

/** `nowMs`: wall clock. */
export function findings(
  { service, unserved }: Pick<Daemon, 'service' | 'unserved'>,
  nowMs: number,
): FindingsReport {
  const ofZones = service.zones.map(
    ({ file, origin, stale, findings }): FileFindings => ({
      file,
      origin: nameToText(origin),
      state: stale ? 'stale' : 'served',
      findings,
    }),
  )
  const ofOthers = unserved.map(({ file, findings }): FileFindings => ({ file, state: 'unserved', findings }))
  const files = [...ofZones, ...ofOthers].filter((one) => one.findings.length > 0)
  return { atMs: nowMs, files: files.sort((a, b) => (a.file < b.file ? -1 : 1)) }
}

export function unservedPart({ unserved }: Pick<Daemon, 'unserved'>): Pick<Status, 'unserved'> {
  if (unserved.length === 0) return {}
  return { unserved: unserved.map(({ file, findings }) => ({ file, problems: problemLines(findings) })) }
}
