// `failover alerts`: what fires, and whether those who are told of it can be reached.
import { ALERT_KINDS, ALERT_STATES, SEVERITIES } from '../alert/alert.ts'
import type { AlertStatus, AlertsReport, AlertTestReport, AlertTestRequest } from '../control/operator.ts'
import { type Asked, ask } from './client.ts'
import { EXIT } from './exit-codes.ts'
import { limitFrom, unknownWords } from './list-options.ts'
import { printReceivers } from './receiver-table.ts'
import { fail, printJson, type Session, withConfig } from './session.ts'
import { spanToText } from './span.ts'
import { type Cell, joined, printTable } from './table.ts'
import { paint, printable, type Terminal } from './terminal.ts'

/** As typed. */
export interface AlertsArguments {
  readonly subject?: string | undefined
  readonly state?: string
  readonly severity?: string
  readonly kind?: string
  readonly limit?: string
}

const USUAL_LIMIT = 1000
const MAX_LIMIT = 20_000
const PAGE = 1000

export function runAlertsList(session: Session, wanted: AlertsArguments): Promise<number> {
  return withConfig(session, async ({ socketPath }) => {
    const read = readArguments(wanted)
    if ('problems' in read) return fail(session, EXIT.usage.code, read.problems)
    const asked = await askForAll(socketPath, read.query, read.limit)
    if (!('answer' in asked)) return fail(session, asked.code, asked.problems)
    if (session.json) printJson(session, asked.answer)
    else printAlerts(session.terminal, asked.answer, read.isFiltered)
    return EXIT.fine.code
  })
}

interface Readable {
  readonly query: URLSearchParams
  readonly limit: number
  /** Something may fire though nothing is listed. */
  readonly isFiltered: boolean
}

const WORDS = { state: ALERT_STATES, severity: SEVERITIES, kind: ALERT_KINDS } as const

function readArguments({
  subject,
  limit,
  ...wanted
}: AlertsArguments): Readable | { readonly problems: string[] } {
  const problems: string[] = []
  const query = new URLSearchParams(subject === undefined ? {} : { subject })
  for (const option of ['state', 'severity', 'kind'] as const) {
    const text = wanted[option]
    if (text === undefined) continue
    const words = option === 'state' ? [text] : text.split(',')
    problems.push(...unknownWords(option, words, WORDS[option]))
    query.set(option, text)
  }
  const count = limitFrom(limit, USUAL_LIMIT, MAX_LIMIT)
  if ('problem' in count) return { problems: [...problems, count.problem] }
  return problems.length > 0 ? { problems } : { query, ...count, isFiltered: query.size > 0 }
}

/** As one report: how it goes with the receivers is as the first page has it. */
async function askForAll(
  socketPath: string,
  query: URLSearchParams,
  limit: number,
): Promise<Asked<AlertsReport>> {
  let whole: AlertsReport | undefined
  for (let left = limit; ; left -= PAGE) {
    query.set('limit', String(Math.min(PAGE, left)))
    const asked = await ask<AlertsReport>(socketPath, 'GET', `/v1/alerts?${query}`)
    if (!('answer' in asked)) return asked
    whole = whole === undefined ? asked.answer : withPage(whole, asked.answer)
    if (whole.next === undefined || left <= PAGE) return { answer: whole }
    query.set('cursor', whole.next)
  }
}

function withPage(
  { next: _, ...first }: AlertsReport,
  { firing, resolved, next }: AlertsReport,
): AlertsReport {
  return {
    ...first,
    firing: [...first.firing, ...firing],
    ...(first.resolved === undefined ? {} : { resolved: [...first.resolved, ...(resolved ?? [])] }),
    ...(next === undefined ? {} : { next }),
  }
}

export function runAlertsTest(session: Session, { receiver }: AlertTestRequest): Promise<number> {
  return withConfig(session, async ({ socketPath }) => {
    const path = `/v1/alerts/receivers/${encodeURIComponent(receiver)}/test`
    const asked = await ask<AlertTestReport>(socketPath, 'POST', path)
    if (!('answer' in asked)) return fail(session, asked.code, asked.problems)
    const { delivered, channel, seen, tookMs } = asked.answer
    if (session.json) printJson(session, asked.answer)
    else {
      const how = delivered
        ? paint(session.terminal, 'green', 'delivered')
        : paint(session.terminal, 'red', 'not delivered')
      session.terminal.out(
        `${printable(receiver)}: ${how} after ${spanToText(tookMs)}, ${printable(channel)}: ${printable(seen)}`,
      )
    }
    return delivered ? EXIT.fine.code : EXIT.refused.code
  })
}

function printAlerts(terminal: Terminal, report: AlertsReport, isFiltered: boolean): void {
  const { atMs, firing, resolved, total, receivers } = report
  const listed = resolved ?? firing
  if (listed.length === 0) terminal.out(isFiltered ? 'no alert is like that' : 'nothing fires')
  else
    printTable(
      terminal,
      ['severity', resolved === undefined ? 'since' : 'lasted', 'what', 'why', 'pools'],
      listed.map((one) => alertRow(one, atMs)),
    )
  if (total > listed.length) terminal.out(`and ${total - listed.length} more: see --limit`)
  terminal.out('')
  if (receivers.length === 0) terminal.out('nobody is told: failover.yaml names no receiver under alerts:')
  else printReceivers(terminal, receivers, atMs)
}

const SEVERITY_STYLE = { critical: 'red', warning: 'yellow', info: 'green' } as const

function alertRow(alert: AlertStatus, atMs: number): Cell[] {
  const { severity, firedAtMs, resolvedAtMs = atMs, summary, detail, pools, heldBack } = alert
  const since = joined(spanToText(Math.max(0, resolvedAtMs - firedAtMs)))
  const held = heldBack === undefined ? '' : `nobody is told: ${heldBack.why}`
  const why = [detail, held].filter((part) => part !== '').join('; ')
  return [{ text: severity, style: SEVERITY_STYLE[severity] }, since, summary, why, pools.join(', ')]
}
