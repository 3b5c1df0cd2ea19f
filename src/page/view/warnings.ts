// What stands above everything else: that the picture is old, that we doubt ourselves, that a zone file was refused.
import type { Status } from '../../control/operator.ts'
import type { State } from '../state/state.ts'
import { wholeSpan } from './times.ts'

export interface Warning {
  readonly key: 'lost' | 'doubt' | 'alerts-lost' | 'zones' | 'version' | 'deaf'
  readonly tone: 'bad' | 'warn'
  readonly sentence: string
}

/** The status is asked for every 3 s. */
const SLOW_AFTER_MS = 6000
/** A stream that comes back within so long is not worth a word. */
const DEAF_AFTER_MS = 5000

/** `nowMs`: of this machine; ages of facts are counted by the daemon's clock. */
export function warningsOf(state: State, nowMs: number): readonly Warning[] {
  const { lost, heardAtMs = nowMs, status, clockAheadMs, version, deafSinceMs, alertsLost } = state
  const warnings: Warning[] = []
  if (lost !== undefined)
    warnings.push({
      key: 'lost',
      tone: 'bad',
      sentence: `Connection lost: ${lost.sentence}. What you see is ${wholeSpan(nowMs - heardAtMs)} old. Trying again …`,
    })
  else if (nowMs - heardAtMs > SLOW_AFTER_MS)
    warnings.push({
      key: 'lost',
      tone: 'bad',
      sentence: `The daemon is slow to answer. What you see is ${wholeSpan(nowMs - heardAtMs)} old.`,
    })
  if (status === undefined) return warnings
  const { doubt, node } = status
  if (doubt !== undefined) {
    const span = wholeSpan(nowMs + clockAheadMs - doubt.sinceMs)
    warnings.push({
      key: 'doubt',
      tone: 'bad',
      sentence: `In doubt about ourselves for ${span}: ${doubt.why}`,
    })
  }
  if (lost === undefined && alertsLost !== undefined)
    warnings.push({
      key: 'alerts-lost',
      tone: 'warn',
      sentence: `The alerts cannot be read: ${alertsLost}. What is said of them may be old.`,
    })
  warnings.push(...refusedFiles(status))
  if (version !== undefined && version !== node.version)
    warnings.push({
      key: 'version',
      tone: 'warn',
      sentence: `The daemon is now version ${node.version}: load this page again.`,
    })
  if (lost === undefined && deafSinceMs !== undefined && nowMs - deafSinceMs > DEAF_AFTER_MS)
    warnings.push({
      key: 'deaf',
      tone: 'warn',
      sentence: 'Changes are not told as they happen: this page looks every few seconds instead.',
    })
  return warnings
}

function refusedFiles({ zones, unserved = [] }: Status): Warning[] {
  const stale = zones.filter((zone) => zone.stale).map(({ file }) => lastPart(file))
  const lacking = unserved.map(({ file }) => lastPart(file))
  const parts = [
    ...(stale.length === 0 ? [] : [`${stale.join(', ')}: the last good zone stays in service`]),
    ...(lacking.length === 0 ? [] : [`${lacking.join(', ')}: no zone of it is in service`]),
  ]
  if (parts.length === 0) return []
  const what = stale.length + lacking.length === 1 ? 'A zone file was refused' : 'Zone files were refused'
  return [
    { key: 'zones', tone: lacking.length > 0 ? 'bad' : 'warn', sentence: `${what}. ${parts.join('. ')}.` },
  ]
}

export function lastPart(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1)
}
