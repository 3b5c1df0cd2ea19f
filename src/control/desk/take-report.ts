// Finds the targets that a report is for, and hands it to them.
import { nameToText } from '../../dns/name.ts'
import type { Target } from '../../health/target.ts'
import type { Daemon } from '../daemon.ts'
import type { OperatorProblem, ReportReceipt, ReportRequest } from '../operator.ts'
import type { InService } from '../publish/in-service.ts'

/** `nowMs`: wall clock. */
export function takeReport(
  daemon: Daemon,
  { target, down, why }: ReportRequest,
  nowMs: number,
): ReportReceipt | OperatorProblem {
  const meant = meantBy(target, daemon.service)
  if (meant.length === 0) {
    const sentence = `there is no target ${target}; failover status shows all, as address and check`
    return { problem: { code: 'not-found', sentence } }
  }
  const report = { isWell: !down, why, atMs: nowMs }
  const taken = meant.filter(({ id }) => daemon.takeReport(id, report))
  if (taken.length > 0) return { targets: taken.map(({ id }) => id), down, atMs: nowMs }
  if (meant.every(({ id }) => daemon.nextProbeAtMs(id) === undefined)) {
    const sentence = `${target} is not probed: either failover has just started, or its log says why`
    return { problem: { code: 'unavailable', sentence } }
  }
  const types = [...new Set(meant.map(({ type }) => type))].join(', ')
  const sentence = `${target} takes no reports: its check is of type ${types}, which asks by itself`
  return { problem: { code: 'bad-request', sentence } }
}

/** Two zones that give one name to different checks have a target each: the report is for both (service-plan.ts). */
function meantBy(text: string, { plan, zones }: InService): Target[] {
  const cut = text.lastIndexOf('/')
  const turned = `${text.slice(cut + 1)}/${text.slice(0, Math.max(0, cut))}`
  const suffixes = ['', ...zones.map(({ origin }) => `@${nameToText(origin).replace(/\.$/, '')}`)]
  const ids = [text, turned].flatMap((id) => suffixes.map((suffix) => id + suffix))
  return ids.flatMap((id) => plan.targets.get(id) ?? [])
}
