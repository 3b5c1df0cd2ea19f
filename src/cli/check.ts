// `failover check [FILES…]`: reads zone files as the daemon would, without one; for editors, hooks and CI.
import type { Config } from '../config.ts'
import { findingsOf, problemLine } from '../control/load/findings.ts'
import { checkKinds, listZoneFiles, readZoneFile, type ZoneFile } from '../control/load/zone-files.ts'
import { foldCase, type Name, nameToText } from '../dns/name.ts'
import { typeToText } from '../dns/type.ts'
import { failoverBudgets } from '../zone/budget.ts'
import { durationToText } from '../zone/duration.ts'
import type { Problem, Zone } from '../zone/zone.ts'
import { printExcerpt, SEVERITY_STYLES } from './excerpt.ts'
import { EXIT } from './exit-codes.ts'
import { readingText, startProgress } from './progress.ts'
import { fail, printJson, type Session, withConfig } from './session.ts'
import { type Cell, printTable } from './table.ts'
import { paint, printable, type Terminal } from './terminal.ts'

export function runCheck(session: Session, files: readonly string[]): Promise<number> {
  return withConfig(session, async (config) => {
    const listed = files.length > 0 ? { files } : zoneFilesOf(config)
    if ('problem' in listed) return fail(session, EXIT.refused.code, [listed.problem])
    const kinds = checkKinds(config.probes)
    const progress = startProgress(session)
    const read = listed.files.map((file) =>
      readZoneFile(file, config.checks, kinds, undefined, (how) => progress.tell(() => readingText(how))),
    )
    progress.end()
    const checked = withoutClashes(read)
    if (session.json) printJson(session, { files: checked.map(asJson) })
    else printChecked(session.terminal, checked)
    return checked.some(({ problems }) => problems.some(isError)) ? EXIT.refused.code : EXIT.fine.code
  })
}

function zoneFilesOf({ zonesFolder }: Config): ReturnType<typeof listZoneFiles> {
  const listed = listZoneFiles(zonesFolder)
  if ('problem' in listed || listed.files.length > 0) return listed
  return { problem: `zones folder ${zonesFolder}: there is no *.zone file` }
}

/** One zone in two files: the daemon would refuse the second. */
function withoutClashes(checked: readonly ZoneFile[]): ZoneFile[] {
  const first = new Map<string, string>()
  return checked.map((one) => {
    const { zone, file } = one
    if (zone === undefined) return one
    const other = first.get(zone.origin)
    if (other === undefined) {
      first.set(zone.origin, file)
      return one
    }
    const sentence = `${nameToText(zone.origin)} is declared by ${other} already; remove one of them`
    const place = { file, line: 1, column: 1 }
    return { ...one, problems: [...one.problems, { place, severity: 'error', code: 'zone-twice', sentence }] }
  })
}

function isError({ severity }: Problem): boolean {
  return severity === 'error'
}

function asJson({ file, zone, problems, sources }: ZoneFile): unknown {
  const declared = zone === undefined ? {} : { origin: nameToText(zone.origin), records: zone.records.length }
  const findings = findingsOf(problems, sources)
  return { file, ...declared, problems: findings, pools: zone === undefined ? [] : poolsOf(zone) }
}

interface CheckedPool {
  readonly name: string
  readonly type: string
  readonly detectionMs: number
  readonly ttlMs: number
  /** From the failure until no cache holds the old answer, at worst. */
  readonly worstCaseMs: number
  readonly promisedMs: number | undefined
}

function poolsOf(zone: Zone): CheckedPool[] {
  const key = (owner: Name, type: number): string => `${type} ${foldCase(owner)}`
  const promises = new Map(
    zone.pools.map(({ owner, type, options }) => [key(owner, type), options.maxFailoverMs]),
  )
  return failoverBudgets(zone).map(({ owner, type, detectionMs, ttlMs, totalMs }) => ({
    name: nameToText(owner),
    type: typeToText(type),
    detectionMs,
    ttlMs,
    worstCaseMs: totalMs,
    promisedMs: promises.get(key(owner, type)),
  }))
}

function printChecked(terminal: Terminal, checked: readonly ZoneFile[]): void {
  for (const { problems, sources } of checked)
    for (const finding of findingsOf(problems, sources)) {
      terminal.out(paint(terminal, SEVERITY_STYLES[finding.severity], printable(problemLine(finding))))
      printExcerpt(terminal, finding)
    }
  const pools = checked.flatMap(({ zone }) => (zone === undefined ? [] : poolsOf(zone)))
  if (pools.length > 0) {
    if (checked.some(({ problems }) => problems.length > 0)) terminal.out('')
    const heads = ['pool', 'type', 'fails over within', 'noticed within', 'TTL', 'promised']
    printTable(terminal, heads, pools.map(poolRow))
    terminal.out('')
  }
  terminal.out(summary(checked))
}

function poolRow({ name, type, detectionMs, ttlMs, worstCaseMs, promisedMs }: CheckedPool): Cell[] {
  if (detectionMs === 0) return [name, type, 'never: it has no check', '', durationToText(ttlMs), '']
  const kept = promisedMs === undefined || worstCaseMs <= promisedMs
  const worst: Cell = { text: durationToText(worstCaseMs), style: kept ? 'bold' : 'red' }
  const promised = promisedMs === undefined ? '' : durationToText(promisedMs)
  return [name, type, worst, durationToText(detectionMs), durationToText(ttlMs), promised]
}

function summary(checked: readonly ZoneFile[]): string {
  const problems = checked.flatMap((one) => one.problems)
  const errors = problems.filter(isError).length
  const records = checked.reduce((sum, { zone }) => sum + (zone?.records.length ?? 0), 0)
  return [
    count(checked.length, 'file'),
    count(records, 'record'),
    count(errors, 'error'),
    count(problems.length - errors, 'warning'),
  ].join(', ')
}

function count(amount: number, noun: string): string {
  return `${amount} ${noun}${amount === 1 ? '' : 's'}`
}
