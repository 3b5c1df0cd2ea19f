// Is there a backup, and is it of last night?
import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { statusOf } from '../context.ts'
import { type Examination, type Finding, ok, problem, skipped, warning } from '../examination.ts'
import { octetsText, spanText } from '../span-text.ts'

const HOUR_MS = 3_600_000
/** Made every night between 4 and 5 in local time; one night in the year has 25 hours. */
const LATE_MS = 27 * HOUR_MS

export const backup: Examination = {
  title: 'backup',
  async run(context) {
    const { backup } = context.config
    if (backup === undefined)
      return [
        warning(
          'none is made: with the disk, the history and the overrides are lost',
          'write into failover.yaml: backup: { folder: /var/backups/failover }, on another disk',
        ),
      ]
    const status = statusOf(context)
    const upMs = status === undefined ? undefined : status.atMs - status.node.startedAtMs
    return [judgeBackup(backup.folder, newestIn(backup.folder), context.nowMs, upMs)]
  },
}

export type Newest =
  | { readonly file: string; readonly atMs: number; readonly octets: number }
  | { readonly none: true }
  /** A sentence. */
  | { readonly problem: string }

function newestIn(folder: string): Newest {
  try {
    const name = readdirSync(folder)
      .filter((one) => /^failover-.*Z\.db$/.test(one))
      .sort()
      .at(-1)
    if (name === undefined) return { none: true }
    const { mtimeMs, size } = statSync(join(folder, name))
    return { file: join(folder, name), atMs: mtimeMs, octets: size }
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    return code === 'ENOENT' ? { none: true } : { problem: message }
  }
}

/** `upMs`: for how long the daemon has run; undefined: it does not. */
export function judgeBackup(
  folder: string,
  newest: Newest,
  nowMs: number,
  upMs: number | undefined,
): Finding {
  const remedy = `look into the log of the daemon (job backup); the folder must be writable for its user; failover backup ${folder}/now.db makes one at once`
  if ('problem' in newest) return problem(`${folder}: ${newest.problem}`, remedy)
  if ('none' in newest)
    return upMs !== undefined && upMs > LATE_MS
      ? problem(`${folder}: there is none, although the daemon has run for ${spanText(upMs)}`, remedy)
      : skipped(`${folder}: there is none yet; the first is made in the night, between 4 and 5`)
  const age = nowMs - newest.atMs
  const found = `${newest.file}: ${octetsText(newest.octets)}, ${spanText(age)} old`
  if (newest.octets === 0) return problem(`${found}: it is empty`, remedy)
  return age > LATE_MS ? problem(`${found}: last night none was made`, remedy) : ok(found)
}
