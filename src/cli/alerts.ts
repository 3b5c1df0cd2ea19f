// `failover alerts`: what fires, and whether those who are told of it can be reached.
import type { AlertStatus, AlertsReport, AlertTestReport, AlertTestRequest } from '../control/operator.ts'
import { ask } from './client.ts'
import { EXIT } from './exit-codes.ts'
import { printReceivers } from './receiver-table.ts'
import { fail, printJson, type Session, withConfig } from './session.ts'
import { spanToText } from './span.ts'
import { type Cell, joined, printTable } from './table.ts'
import { paint, printable, type Terminal } from './terminal.ts'

export function runAlertsList(session: Session): Promise<number> {
  return withConfig(session, async ({ socketPath }) => {
    const asked = await ask<AlertsReport>(socketPath, 'GET', '/v1/alerts')
    if (!('answer' in asked)) return fail(session, asked.code, asked.problems)
    if (session.json) printJson(session, asked.answer)
    else printAlerts(session.terminal, asked.answer)
    return EXIT.fine.code
  })
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

function printAlerts(terminal: Terminal, { atMs, firing, receivers }: AlertsReport): void {
  if (firing.length === 0) terminal.out('nothing fires')
  else
    printTable(
      terminal,
      ['severity', 'since', 'what', 'why', 'pools'],
      firing.map((one) => alertRow(one, atMs)),
    )
  terminal.out('')
  if (receivers.length === 0) terminal.out('nobody is told: failover.yaml names no receiver under alerts:')
  else printReceivers(terminal, receivers, atMs)
}

const SEVERITY_STYLE = { critical: 'red', warning: 'yellow', info: 'green' } as const

function alertRow(alert: AlertStatus, atMs: number): Cell[] {
  const { severity, firedAtMs, summary, detail, pools, heldBack } = alert
  const since = joined(spanToText(Math.max(0, atMs - firedAtMs)))
  const held = heldBack === undefined ? '' : `nobody is told: ${heldBack.why}`
  const why = [detail, held].filter((part) => part !== '').join('; ')
  return [{ text: severity, style: SEVERITY_STYLE[severity] }, since, summary, why, pools.join(', ')]
}
