// `failover export ZONE`: a zone as plain text that any other server loads, for backup, comparison and leaving us.
import type { ExportRequest, ZoneExport } from '../control/operator.ts'
import { ask } from './client.ts'
import { EXIT } from './exit-codes.ts'
import { octetsText, withProgress } from './progress.ts'
import { fail, printJson, type Session, withConfig } from './session.ts'
import { spanToText } from './span.ts'

export function runExport(session: Session, { origin, declared }: ExportRequest): Promise<number> {
  return withConfig(session, async ({ socketPath }) => {
    const path = `/v1/zones/${encodeURIComponent(origin)}/export?declared=${declared}`
    let received = ''
    const onReceived = (octets: number, of: number | undefined): void => {
      received = of === undefined ? octetsText(octets) : `${octetsText(octets)} of ${octetsText(of)}`
    }
    const asked = await withProgress(
      session,
      (elapsedMs) =>
        received === '' ? `the daemon writes the zone: ${spanToText(elapsedMs)}` : `${received} received`,
      ask<ZoneExport>(socketPath, 'GET', path, undefined, { onReceived }),
    )
    if (!('answer' in asked)) return fail(session, asked.code, asked.problems)
    if (session.json) printJson(session, asked.answer)
    else session.terminal.out(asked.answer.text.trimEnd())
    return EXIT.fine.code
  })
}
