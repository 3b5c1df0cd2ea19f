// A zone as plain text: as it is answered now, or as its file declares it.
import { foldCase, type Name, nameFromText, nameToText, ROOT } from '../../dns/name.ts'
import { isSmall, Loader } from '../load/loader.ts'
import type { PackedSources } from '../load/packed-sources.ts'
import type { ZoneTextJob } from '../load/zone-text.ts'
import type { ExportRequest, OperatorProblem, ZoneExport } from '../operator.ts'
import type { InService, ServedZone } from '../publish/in-service.ts'
import type { Aside } from './aside.ts'

/** The daemon, as far as exports are concerned. */
export interface Exported {
  readonly service: InService
  sourcesOf(file: string): Promise<PackedSources | undefined>
}

export async function exportZone(
  daemon: Exported,
  timing: ZoneTextJob['timing'],
  request: ExportRequest,
  aside: Aside,
): Promise<ZoneExport | OperatorProblem> {
  const named = nameFromText(request.origin, ROOT)
  if ('problem' in named) {
    const sentence = `"${request.origin}" is not a name: ${named.problem}`
    return { problem: { code: 'bad-request', sentence } }
  }
  const origin = foldCase(named.name)
  const { service } = daemon
  const served = service.zones.find((zone) => zone.origin === origin)
  if (served === undefined) return { problem: { code: 'not-found', sentence: unknownZone(service, origin) } }
  const sources = await daemon.sourcesOf(served.file)
  if (sources === undefined)
    return { problem: { code: 'unavailable', sentence: 'the zone was loaded anew just now; ask again' } }
  const answered = request.declared ? undefined : answeredOf(service, served)
  const job = { file: served.file, sources, timing, answered }
  const printed = isSmall(sources.length * TEXT_PER_PACKED)
    ? await Loader.here().zoneText(job)
    : await aside.run((loader) => loader.zoneText(job))
  if ('problem' in printed) return printed
  return { origin: nameToText(origin), declared: request.declared, ...printed }
}

/** Zone text is packed to a tenth or so. */
const TEXT_PER_PACKED = 10

function unknownZone({ zones }: InService, origin: Name): string {
  const known = zones.map((zone) => nameToText(zone.origin))
  return `${nameToText(origin)} is none of our zones; there ${known.length === 1 ? 'is' : 'are'} ${known.join(', ')}`
}

function answeredOf({ publisher }: InService, { view, serial }: ServedZone): ZoneTextJob['answered'] {
  const pools = [...view.pools.values()].map((pool) => {
    const { published, ttlSeconds } = publisher.publicationOf(pool)
    return [pool.key, { published, ttlSeconds }] as const
  })
  return { serial, pools: new Map(pools) }
}
