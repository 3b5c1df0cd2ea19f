// Does something fire, was somebody told, does a receiver fail: one line above every view, when there is something to say.
import type { AlertStatus, AlertsReport, ReceiverStatus } from '../../control/operator.ts'
import { isLoud } from './alert-list.ts'
import { alertsText, isFailing, peopleIn } from './receiver-state.ts'
import { agoText, wholeSpan } from './times.ts'

export interface AlertsLine {
  readonly tone: 'bad' | 'warn'
  readonly fires: string
  readonly told: string
  /** The same without what every second changes: what is said aloud. */
  readonly aloud: string
}

/** Of each receiver that fails a line of its own would push the pools off the screen. */
const MAX_NAMES = 3
/** An answer of a receiver can be a whole page of its web server. */
const MAX_PROBLEM = 80

/** Undefined: nothing fires that is meant to wake somebody, and no receiver fails. `firing` as sortedReport has it. */
export function alertsLineOf(
  { firing, total, receivers }: AlertsReport,
  nowMs: number,
): AlertsLine | undefined {
  const loud = firing.filter(isLoud)
  const failing = receivers.filter(isFailing)
  if (loud.length === 0 && failing.length === 0) return undefined
  const people = peopleIn(receivers)
  const isNobodyTold = loud.length > 0 && people.every(isFailing)
  const fires = firesText(loud, total > firing.length)
  const lacking =
    isNobodyTold && people.length === 0 ? 'Nobody is told: failover.yaml names no receiver.' : ''
  const failuresOf = (text: (one: ReceiverStatus) => string): string =>
    failuresText(isNobodyTold && people.length > 0, failing, text)
  return {
    tone: isNobodyTold || loud[0]?.severity === 'critical' ? 'bad' : 'warn',
    fires,
    told: sentences(
      lacking,
      failuresOf((one) => failureText(one, nowMs)),
      loud.length === 0 || isNobodyTold ? '' : lastTold(people, loud, nowMs),
    ),
    aloud: sentences(
      fires,
      lacking,
      failuresOf(({ name }) => `${name} fails`),
    ),
  }
}

/** What stands among the facts when there is no line: `no alert fires`. */
export function quietText({ firing }: AlertsReport): string {
  const held = firing.filter(({ heldBack }) => heldBack !== undefined).length
  const mild = firing.filter((one) => !isLoud(one)).length - held
  const parts = [held > 0 ? `${held} held back` : '', mild > 0 ? `${mild} info` : '']
  const said = parts.filter((part) => part !== '')
  return said.length === 0 ? 'no alert fires' : `alerts: ${said.join(', ')}`
}

/** `areMore`: not all of them were listed. */
function firesText(loud: readonly AlertStatus[], areMore: boolean): string {
  const [worst] = loud
  if (worst === undefined) return 'No alert fires.'
  if (loud.length === 1 && !areMore) return `1 ${worst.severity} alert fires: ${worst.summary}.`
  const critical = loud.filter(({ severity }) => severity === 'critical').length
  const grave = critical === 0 ? '' : `, ${critical === loud.length ? 'all' : critical} critical`
  const most = areMore ? `More than ${loud.length} alerts` : alertsText(loud.length)
  return `${most} fire${grave}: ${worst.summary}, and ${areMore ? 'others' : `${loud.length - 1} more`}.`
}

/** `areAll`: there is nobody else who could be told. */
function failuresText(
  areAll: boolean,
  failing: readonly ReceiverStatus[],
  textOf: (one: ReceiverStatus) => string,
): string {
  if (failing.length === 0) return ''
  const named = failing.slice(0, MAX_NAMES).map(textOf)
  const rest = failing.length - named.length
  const who = areAll ? 'Nobody is told:' : failing.length === 1 ? 'Receiver' : 'Receivers:'
  return `${who} ${named.join('; ')}${rest > 0 ? `; and ${rest} more` : ''}.`
}

function failureText({ name, failingSinceMs = 0, problem = '' }: ReceiverStatus, nowMs: number): string {
  const [first = ''] = problem.split('\n', 1)
  const why = first.length > MAX_PROBLEM ? `${first.slice(0, MAX_PROBLEM)}…` : first
  return `${name} fails for ${wholeSpan(nowMs - failingSinceMs)}${why === '' ? '' : `: ${why}`}`
}

/** Who has taken something since the newest of them began; of what exactly it told, the page does not know. */
function lastTold(people: readonly ReceiverStatus[], loud: readonly AlertStatus[], nowMs: number): string {
  const newestMs = Math.max(...loud.map(({ firedAtMs }) => firedAtMs))
  const well = people.filter((one) => !isFailing(one))
  const told = well.filter(({ deliveredAtMs }) => deliveredAtMs !== undefined && deliveredAtMs >= newestMs)
  const lastMs = Math.max(...told.map(({ deliveredAtMs = 0 }) => deliveredAtMs))
  if (told.length > 0) return `Told ${agoText(lastMs, nowMs)}: ${namesText(told)}.`
  const underWay = well.filter(({ pending }) => pending !== undefined)
  if (underWay.length > 0) return `Being told: ${namesText(underWay)}.`
  return loud.length === 1 ? 'Nobody was told since it began.' : 'Nobody was told since the newest began.'
}

function namesText(receivers: readonly ReceiverStatus[]): string {
  const names = receivers.slice(0, MAX_NAMES).map(({ name }) => name)
  const rest = receivers.length - names.length
  return rest > 0 ? `${names.join(', ')} and ${rest} more` : names.join(', ')
}

function sentences(...parts: readonly string[]): string {
  return parts.filter((part) => part !== '').join(' ')
}
