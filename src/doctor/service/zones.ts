// Are all zone files in service, and what has been found in them?
import { basename } from 'node:path'
import { checkKinds, readZoneFile } from '../../control/load/zone-files.ts'
import type { Status } from '../../control/operator.ts'
import { formatProblem } from '../../zone/print.ts'
import { type Context, statusOf } from '../context.ts'
import { type Examination, type Finding, ok, orWell, problem, skipped, warning } from '../examination.ts'
import { type SmallFiles, smallFiles } from '../small-files.ts'
import { listText } from '../span-text.ts'

const MAX_TOLD = 20
const EDIT = 'edit the file; failover check shows every finding with its line'

export const zones: Examination = {
  title: 'zones',
  async run(context) {
    const status = statusOf(context)
    const files = smallFiles(context.config)
    const folder =
      files.problem === undefined
        ? []
        : [problem(files.problem, 'name the folder in failover.yaml: zones: FOLDER')]
    const found =
      status === undefined
        ? fileFindings(context, files)
        : judgeZones(status, [...files.small, ...files.large])
    return [...folder, ...found]
  },
}

/** `files`: what lies in the folder. */
export function judgeZones(
  status: Pick<Status, 'zones' | 'unserved'>,
  files: readonly string[],
): readonly Finding[] {
  const { unserved = [] } = status
  const known = new Set([...status.zones, ...unserved].map(({ file }) => basename(file)))
  const unread = files.filter((file) => !known.has(basename(file)))
  const findings: Finding[] = [
    ...unserved.flatMap(({ file, problems }) => [
      problem(
        `${file}: was refused, and no older version of it is in service`,
        `${EDIT}; it is read again by itself`,
      ),
      ...problems.slice(0, MAX_TOLD).map((text) => lineFinding(text, true)),
    ]),
    ...unread.map((file) =>
      problem(
        `${file}: the daemon has not read it`,
        'failover reload; if that says nothing of it, the daemon reads another folder (zones: in its failover.yaml)',
      ),
    ),
    ...status.zones
      .filter(({ stale }) => stale)
      .map(({ origin, file }) =>
        problem(
          `${origin}: ${file} was refused, an older version is in service`,
          `${EDIT}; it is read again by itself`,
        ),
      ),
    ...status.zones.flatMap(({ problems, stale }) =>
      problems.slice(0, MAX_TOLD).map((text) => lineFinding(text, stale)),
    ),
  ]
  if (status.zones.length === 0 && files.length === 0) findings.push(noZone())
  return orWell(
    findings,
    `${listText(status.zones.map(({ origin }) => origin))} in service, without findings`,
  )
}

/** `file:line:column: [warning: ]code: sentence`; only what keeps a file out of service is a problem. */
function lineFinding(text: string, isRefused: boolean): Finding {
  const [, place, rest] = /^(.*?:\d+:\d+: )warning: (.*)$/s.exec(text) ?? []
  if (place !== undefined && rest !== undefined) return warning(place + rest, EDIT)
  return isRefused ? problem(text, EDIT) : warning(text, EDIT)
}

function noZone(): Finding {
  return problem('there is no zone', 'write one into the zones folder: see README.md, Zone files')
}

function fileFindings({ config }: Context, { small, large }: SmallFiles): readonly Finding[] {
  if (small.length + large.length === 0) return [noZone()]
  const kinds = checkKinds(config.probes)
  const read = small.map((file) => readZoneFile(file, config.checks, kinds))
  const findings = read
    .flatMap(({ problems }) => problems)
    .slice(0, MAX_TOLD)
    .map((found) => lineFinding(formatProblem(found), found.severity === 'error'))
  return [
    ...findings,
    ...large.map((file) => skipped(`${file} is large: failover check reads it`)),
    ...(findings.length === 0 && read.length > 0
      ? [ok(`${listText(read.map(({ file }) => file))}: without findings`)]
      : []),
  ]
}
