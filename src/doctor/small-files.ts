// Which zone files can be read in passing: reading a large zone takes seconds, and everything else waits meanwhile.
import { statSync } from 'node:fs'
import type { Config } from '../config.ts'
import { listZoneFiles, readZoneFile, UNJUDGED_KINDS, type ZoneFile } from '../control/load/zone-files.ts'

export interface SmallFiles {
  readonly small: readonly string[]
  readonly large: readonly string[]
  /** Why the folder cannot be read. */
  readonly problem?: string
}

/** Of all files together: a quarter of a second's work, by which no answer of others is missed. */
const MAX_OCTETS = 2 * 1024 * 1024

export function smallFiles({ zonesFolder }: Pick<Config, 'zonesFolder'>): SmallFiles {
  const listed = listZoneFiles(zonesFolder)
  if ('problem' in listed) return { small: [], large: [], problem: listed.problem }
  const small: string[] = []
  const large: string[] = []
  let octets = 0
  for (const file of listed.files) {
    const size = statSync(file, { throwIfNoEntry: false })?.size ?? 0
    if (octets + size > MAX_OCTETS) large.push(file)
    else {
      octets += size
      small.push(file)
    }
  }
  return { small, large }
}

/** Whatever in them a probe would refuse, such as a secret file that everybody can read. */
export function readSmallFiles(config: Config): readonly ZoneFile[] {
  return smallFiles(config).small.map((file) => readZoneFile(file, config.checks, UNJUDGED_KINDS))
}
