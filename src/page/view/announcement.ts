// What is said aloud of what has changed: our own deed, the headline and the alerts if they are others, and what happened.
import type { TransitionReport } from '../../control/operator.ts'
import { changeText } from './change-text.ts'

export interface Told {
  readonly headline: string
  readonly alerts: string
  /** Id of the newest change that was there; undefined: none was known yet, and what was before us is not told. */
  readonly newest: number | undefined
  readonly done: string
  readonly isLost: boolean
}

export interface ToTell {
  readonly headline: string
  /** Empty: nothing is known of them. */
  readonly alerts: string
  readonly changes: readonly TransitionReport[]
  readonly done: string
  readonly isLost: boolean
}

const MAX_CHANGES_SAID = 3

/** Empty: nothing. */
export function announcementOf(told: Told, { headline, alerts, changes, done, isLost }: ToTell): string {
  const fresh = changes.filter(({ id }) => id > (told.newest ?? id))
  const said = fresh.slice(0, MAX_CHANGES_SAID).map((one) => {
    const { what, change } = changeText(one)
    return `${what} ${change}`
  })
  const rest = fresh.length - said.length
  return [
    done === told.done ? '' : done,
    isLost === told.isLost ? '' : isLost ? 'Connection lost' : 'Connected again',
    headline === told.headline ? '' : headline,
    alerts === told.alerts || told.alerts === '' ? '' : alerts,
    ...said,
    rest > 0 ? `and ${rest} more changes` : '',
  ]
    .filter((part) => part !== '')
    .join('. ')
}
