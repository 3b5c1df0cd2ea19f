// What a receiver is told of now, and when to look again: grouping, repetition, quiet hours.
//
// | alert    | told before | lasted         | is told                   | waits since          |
// |----------|-------------|----------------|---------------------------|----------------------|
// | firing   | never       |                | that it fires             | it began             |
// | firing   | that it is  |                | that it still is: repeat  |                      |
// | firing   | in vain     |                | that it fires             | it was given up      |
// | resolved | never       | less than group| nothing, and never will   |                      |
// | resolved | never       | longer         | that it was, and is over  | it began             |
// | resolved | that it is  |                | that it is over           | it was over          |
// | resolved | it is over  |                | nothing more              |                      |
// | held     |             |                | nothing                   | it is held no more   |
//
// Firing alerts are held by what people have planned (alert/hold.ts); while they are, none of the time counts that they last.
//
// What was told in vain, for it was given up, is told again as soon as the receiver has taken anything else, and without
// that after AGAIN_MS, or after `repeat` when that is less.
//
// What has waited for `group` takes everything along that waits, so that what belongs together comes as one. What quiet
// hours hold back waits until they are over, and comes with the rest then.
import { type Alert, byGravity, elapsedMs, rank, type Severity, type Told } from './alert.ts'
import { countedMs, countsFromMs, isHeld } from './hold.ts'

export interface Policy {
  readonly groupMs: number
  /** Undefined: what goes on is not told again. */
  readonly repeatMs: number | undefined
}

export interface Standing extends Policy {
  /** When the receiver took something last; undefined: never. */
  readonly deliveredMs: number | undefined
}

/** Quiet hours that are open now. */
export interface Quiet {
  readonly untilMs: number
  /** The mildest severity that goes through; undefined: none does. */
  readonly through: Severity | undefined
}

export interface Due {
  /** The worst first, at most MAX_TOLD_AT_ONCE; empty: nothing is due. */
  readonly now: readonly Alert[]
  /** How many more are due, and follow. */
  readonly more: number
  /** When something may be due next, if nothing happens until then; undefined: never. */
  readonly nextMs: number | undefined
}

/** What is over follows with the next notification, which is due at once. */
export const MAX_TOLD_AT_ONCE = 200

/** A receiver that takes nothing is not asked more often whether it would take what it was to be told. */
export const AGAIN_MS = 4 * 3_600_000

type Step = 'say' | 'remind' | 'again' | 'hold' | 'done'

/** `toldOf` by the id of the alert. */
export function dueFor(
  alerts: Iterable<Alert>,
  toldOf: (alert: number) => Told | undefined,
  { groupMs, repeatMs, deliveredMs }: Standing,
  quiet: readonly Quiet[],
  nowMs: number,
): Due {
  const waiting: Alert[] = []
  const repeated: Alert[] = []
  let [isDue, nextMs] = [false, Number.POSITIVE_INFINITY]
  for (const alert of alerts) {
    const told = toldOf(alert.id)
    const step = stepOf(alert, told, groupMs)
    if (step === 'done' || step === 'hold' || (step === 'remind' && repeatMs === undefined)) continue
    const heldUntilMs = heldUntil(alert.severity, quiet)
    if (heldUntilMs !== undefined) {
      nextMs = Math.min(nextMs, heldUntilMs)
      continue
    }
    const isNow = step === 'again' && isHeardAgain(told, deliveredMs)
    const spanMs = isNow ? 0 : { say: groupMs, remind: repeatMs ?? 0, again: againMs(repeatMs) }[step]
    const leftMs = spanMs - elapsedMs(sinceOf(alert, told), nowMs)
    if (leftMs <= 0) isDue = true
    else nextMs = Math.min(nextMs, nowMs + leftMs)
    // What would be repeated soon comes along with what is repeated now.
    if (step !== 'remind') waiting.push(alert)
    else if (leftMs <= spanMs / 2) repeated.push(alert)
  }
  if (!isDue) return { now: [], more: 0, nextMs: Number.isFinite(nextMs) ? nextMs : undefined }
  const all = [...waiting, ...repeated].sort(byUrgency)
  const now = all.slice(0, MAX_TOLD_AT_ONCE)
  return { now, more: all.length - now.length, nextMs: nowMs }
}

/** Whether there is nothing left that this receiver must be told of the alert. */
export function isDone(alert: Alert, told: Told | undefined, { groupMs }: Policy): boolean {
  return alert.resolved !== undefined && stepOf(alert, told, groupMs) === 'done'
}

function stepOf(alert: Alert, told: Told | undefined, groupMs: number): Step {
  const { resolved } = alert
  if (resolved === undefined) {
    if (isHeld(alert)) return 'hold'
    if (told === undefined) return 'say'
    return told.lostMs === undefined ? 'remind' : 'again'
  }
  if (told !== undefined) return told.over ? 'done' : 'say'
  if (alert.hold === undefined || !isHeld(alert))
    return elapsedMs(countsFromMs(alert), resolved.atMs) < groupMs ? 'done' : 'say'
  // Only what had fired before anybody took it out may still be news.
  return countedMs(alert.hold) < Math.max(1, groupMs) ? 'done' : 'say'
}

function sinceOf(alert: Alert, told: Told | undefined): number {
  return told === undefined ? countsFromMs(alert) : (alert.resolved?.atMs ?? told.lostMs ?? told.atMs)
}

function againMs(repeatMs: number | undefined): number {
  return Math.min(repeatMs ?? AGAIN_MS, AGAIN_MS)
}

/** The receiver has taken something since it was given up. */
function isHeardAgain(told: Told | undefined, deliveredMs: number | undefined): boolean {
  return told?.lostMs !== undefined && deliveredMs !== undefined && deliveredMs > told.lostMs
}

function heldUntil(severity: Severity, quiet: readonly Quiet[]): number | undefined {
  const holding = quiet.filter(({ through }) => through === undefined || rank(severity) < rank(through))
  return holding.length === 0 ? undefined : Math.max(...holding.map(({ untilMs }) => untilMs))
}

function byUrgency(a: Alert, b: Alert): number {
  const byState = Number(a.resolved !== undefined) - Number(b.resolved !== undefined)
  return byState || byGravity(a, b)
}
