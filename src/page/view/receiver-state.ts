// How it goes with one receiver of alerts: one mark, one tone, one sentence.
import type { ReceiverStatus } from '../../control/operator.ts'
import { agoText, wholeSpan } from './times.ts'

/** The sign of life: it is told of no alert. */
const WATCHDOG = 'watchdog'

export interface ReceiverState {
  readonly tone: 'nothing' | 'notice' | 'fine' | 'unknown'
  readonly word: string
  readonly sentence: string
}

/** Those who are told of alerts. */
export function peopleIn(receivers: readonly ReceiverStatus[]): readonly ReceiverStatus[] {
  return receivers.filter(({ name }) => name !== WATCHDOG)
}

export function isFailing({ failingSinceMs }: ReceiverStatus): boolean {
  return failingSinceMs !== undefined
}

/** In this order, the first that is true:
 *
 *  | tone    | word           | when                                                      |
 *  |---------|----------------|-----------------------------------------------------------|
 *  | nothing | failing        | the last attempt was not taken                            |
 *  | notice  | is being told  | a notification is on its way for the first time           |
 *  | fine    | well           | the last notification was taken                           |
 *  | unknown | never told yet | nothing was ever sent                                     |
 */
export function receiverState(receiver: ReceiverStatus, nowMs: number): ReceiverState {
  const { name, failingSinceMs, problem = '', pending, deliveredAtMs } = receiver
  const given = givenUpText(receiver)
  if (failingSinceMs !== undefined) {
    const why = `${wholeSpan(nowMs - failingSinceMs)}: ${problem || 'nothing is taken'}`
    return state('nothing', 'failing', `for ${why}`, waitingText(pending), given, lastText(receiver, nowMs))
  }
  if (pending !== undefined)
    return state('notice', 'is being told', alertsText(pending.alerts), lastText(receiver, nowMs), given)
  if (deliveredAtMs === undefined) return state('unknown', 'never told yet', given)
  // Signs of life come every minute, and the page does not hear of each: their time here would be too old.
  return state(
    'fine',
    'well',
    name === WATCHDOG ? 'signs of life are taken' : lastText(receiver, nowMs),
    given,
  )
}

export function alertsText(count: number): string {
  return count === 1 ? '1 alert' : `${count} alerts`
}

function state(tone: ReceiverState['tone'], word: string, ...parts: readonly string[]): ReceiverState {
  return { tone, word, sentence: parts.filter((part) => part !== '').join(' · ') }
}

function waitingText(pending: ReceiverStatus['pending']): string {
  if (pending === undefined) return ''
  const { alerts, attempts } = pending
  const waits = alerts === 1 ? 'waits' : 'wait'
  return `${alertsText(alerts)} ${waits}, tried ${attempts === 1 ? 'once' : `${attempts} times`}`
}

function givenUpText({ givenUp }: ReceiverStatus): string {
  if (givenUp === 0) return ''
  return `${givenUp === 1 ? '1 notification was' : `${givenUp} notifications were`} given up`
}

function lastText({ name, deliveredAtMs }: ReceiverStatus, nowMs: number): string {
  if (deliveredAtMs === undefined) return 'never told before'
  return `last ${name === WATCHDOG ? 'taken' : 'told'} ${agoText(deliveredAtMs, nowMs)}`
}
