// `failover failback NAME [TYPE]`: lets a pool that waits go back to its better tier now.
import type { FailbackReport } from '../control/operator.ts'
import { ask } from './client.ts'
import type { DryRunOptions } from './decree.ts'
import { EXIT } from './exit-codes.ts'
import { fail, printJson, type Session, withConfig } from './session.ts'
import { paint, printable } from './terminal.ts'

export function runFailback(
  session: Session,
  name: string,
  type = 'A',
  { dryRun }: DryRunOptions = {},
): Promise<number> {
  return withConfig(session, async ({ socketPath }) => {
    const path = `/v1/pools/${encodeURIComponent(name)}/${encodeURIComponent(type)}/failback`
    const asked = await ask<FailbackReport>(socketPath, 'POST', path, { dryRun })
    if (!('answer' in asked)) return fail(session, asked.code, asked.problems)
    const { pool, was, answers } = asked.answer
    const { terminal } = session
    if (session.json) printJson(session, asked.answer)
    else {
      terminal.out(
        `${printable(pool)}: ${printable(was.join(', '))} -> ${paint(terminal, 'green', printable(answers.join(', ')))}`,
      )
      if (dryRun === true) terminal.out('a dry run: nothing was changed')
    }
    return EXIT.fine.code
  })
}
