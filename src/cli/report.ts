// `failover report TARGET [--down --why TEXT]`: tells the daemon that a server is well, or why it is not.
import type { ReportReceipt } from '../control/operator.ts'
import { ask } from './client.ts'
import { EXIT } from './exit-codes.ts'
import { fail, printJson, type Session, withConfig } from './session.ts'
import { paint, printable } from './terminal.ts'

export interface ReportArguments {
  readonly target: string
  readonly down: boolean
  readonly why: string | undefined
}

export function runReport(session: Session, { target, down, why }: ReportArguments): Promise<number> {
  return withConfig(session, async ({ socketPath }) => {
    if (down !== (why !== undefined))
      return fail(session, EXIT.usage.code, ['--down and --why TEXT belong together: give both, or none'])
    const path = `/v1/reports/${encodeURIComponent(target)}`
    const asked = await ask<ReportReceipt>(socketPath, 'POST', path, down ? { down, why } : {})
    if (!('answer' in asked)) return fail(session, asked.code, asked.problems)
    if (session.json) printJson(session, asked.answer)
    else for (const id of asked.answer.targets) printTaken(session, id, down)
    return EXIT.fine.code
  })
}

function printTaken({ terminal }: Session, id: string, down: boolean): void {
  const said = down ? paint(terminal, 'red', 'not well') : paint(terminal, 'green', 'well')
  terminal.out(`${printable(id)}: reported as ${said}`)
}
