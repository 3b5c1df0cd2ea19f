// `failover export ZONE`: a zone as plain text that any other server loads, for backup, comparison and leaving us.
import type { ExportRequest, ZoneExport } from '../control/operator.ts'
import { ask } from './client.ts'
import { EXIT } from './exit-codes.ts'
import { fail, printJson, type Session, withConfig } from './session.ts'

export function runExport(session: Session, { origin, declared }: ExportRequest): Promise<number> {
  return withConfig(session, async ({ socketPath }) => {
    const path = `/v1/zones/${encodeURIComponent(origin)}/export?declared=${declared}`
    const asked = await ask<ZoneExport>(socketPath, 'GET', path)
    if (!('answer' in asked)) return fail(session, asked.code, asked.problems)
    if (session.json) printJson(session, asked.answer)
    else session.terminal.out(asked.answer.text.trimEnd())
    return EXIT.fine.code
  })
}
