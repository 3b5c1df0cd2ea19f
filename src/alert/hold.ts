// What people have planned holds an alert back: nothing is told meanwhile, and that time does not count.
//
// | alert   | planned | becomes                                              |
// |---------|---------|------------------------------------------------------|
// | free    | yes     | held: its time stands still                          |
// | held    | yes     | as it is                                             |
// | held    | no      | free: its time goes on, and it says that it was held |
// | free    | no      | as it is                                             |
import type { Alert, Hold } from './alert.ts'

/** Of an alert that is held back as it begins: no time has counted. */
export function holdFrom(firedMs: number, why: string): Hold {
  return { why, sinceMs: firedMs, untilMs: undefined, countsFromMs: firedMs }
}

/** `why`: what people have planned; undefined: nothing. The same alert when nothing changes. */
export function heldBy(alert: Alert, why: string | undefined, nowMs: number): Alert {
  const { hold } = alert
  if (why !== undefined && !isHeld(alert))
    return { ...alert, hold: { why, sinceMs: nowMs, untilMs: undefined, countsFromMs: countsFromMs(alert) } }
  if (why !== undefined || hold === undefined || !isHeld(alert)) return alert
  return { ...alert, hold: { ...hold, untilMs: nowMs, countsFromMs: nowMs - countedMs(hold) } }
}

/** Also of one that is over: it ended while it was held. */
export function isHeld({ hold }: Pick<Alert, 'hold'>): boolean {
  return hold !== undefined && hold.untilMs === undefined
}

export function countsFromMs({ hold, firedMs }: Pick<Alert, 'hold' | 'firedMs'>): number {
  return hold?.countsFromMs ?? firedMs
}

/** What had counted when it was held back; a clock that was set back since it began has counted nothing. */
export function countedMs({ sinceMs, countsFromMs }: Pick<Hold, 'sinceMs' | 'countsFromMs'>): number {
  return Math.max(0, sinceMs - countsFromMs)
}
