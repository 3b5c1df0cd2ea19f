// `failover reload`: has the daemon read its zone files again, and says what came of each.
import type { ReloadedZone, ReloadReport } from '../control/operator.ts'
import { ask } from './client.ts'
import { EXIT } from './exit-codes.ts'
import { fail, printJson, type Session, withConfig } from './session.ts'
import { paint, printable, type Style } from './terminal.ts'

export function runReload(session: Session): Promise<number> {
  return withConfig(session, async ({ socketPath }) => {
    const asked = await ask<ReloadReport>(socketPath, 'POST', '/v1/reload')
    if (!('answer' in asked)) return fail(session, asked.code, asked.problems)
    const { zones } = asked.answer
    if (session.json) printJson(session, asked.answer)
    else for (const zone of zones) printZone(session, zone)
    return zones.some(({ result }) => result === 'refused') ? EXIT.refused.code : EXIT.fine.code
  })
}

const RESULTS: Readonly<
  Record<ReloadedZone['result'], { readonly style: Style; readonly sentence: string }>
> = {
  loaded: { style: 'green', sentence: 'loaded' },
  unchanged: { style: 'dim', sentence: 'unchanged' },
  removed: { style: 'yellow', sentence: 'removed' },
  refused: { style: 'red', sentence: 'refused; the last good zone stays in service' },
}

function printZone({ terminal }: Session, { origin, file, result, problems }: ReloadedZone): void {
  const { style, sentence } = RESULTS[result]
  const zone = origin === undefined ? file : `${origin} (${file})`
  terminal.out(`${printable(zone)}: ${paint(terminal, style, sentence)}`)
  for (const problem of problems) terminal.out(`  ${printable(problem)}`)
}
