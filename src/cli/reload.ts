// `failover reload`: has the daemon read its zone files again, and says what came of each.
import { setTimeout as pause } from 'node:timers/promises'
import { problemLine } from '../control/load/findings.ts'
import type { LoadingStatus, ReloadedZone, ReloadReport, Status } from '../control/operator.ts'
import { type Asked, ask } from './client.ts'
import { printExcerpt } from './excerpt.ts'
import { EXIT } from './exit-codes.ts'
import { isProgressShown, readingText, withProgress } from './progress.ts'
import { fail, printJson, type Session, withConfig } from './session.ts'
import { spanToText } from './span.ts'
import { paint, printable, type Style } from './terminal.ts'

/** Millions of records take their time. */
const PATIENCE_MS = 600_000
const LOOK_EVERY_MS = 300

export function runReload(session: Session): Promise<number> {
  return withConfig(session, async ({ socketPath }) => {
    const asked = await reload(session, socketPath)
    if (!('answer' in asked)) return fail(session, asked.code, asked.problems)
    const { zones } = asked.answer
    if (session.json) printJson(session, asked.answer)
    else for (const zone of zones) printZone(session, zone)
    return zones.some(({ result }) => result === 'refused') ? EXIT.refused.code : EXIT.fine.code
  })
}

/** What the status tells of it is shown while it lasts. */
async function reload(session: Session, socketPath: string): Promise<Asked<ReloadReport>> {
  const ended = new AbortController()
  let loading: LoadingStatus | undefined
  const work = ask<ReloadReport>(socketPath, 'POST', '/v1/reload', undefined, { timeoutMs: PATIENCE_MS })
  if (isProgressShown(session))
    void followLoading(socketPath, ended.signal, (now) => {
      loading = now ?? loading
    })
  const text = (elapsedMs: number): string =>
    loading === undefined ? `the daemon reads its zone files: ${spanToText(elapsedMs)}` : readingText(loading)
  return withProgress(session, text, work).finally(() => ended.abort())
}

async function followLoading(
  socketPath: string,
  signal: AbortSignal,
  onLoading: (loading: LoadingStatus | undefined) => void,
): Promise<void> {
  while (!signal.aborted) {
    const asked = await ask<Status>(socketPath, 'GET', '/v1/status')
    if ('answer' in asked) onLoading(asked.answer.loading)
    await pause(LOOK_EVERY_MS, undefined, { ref: false })
  }
}

const RESULTS: Readonly<
  Record<ReloadedZone['result'], { readonly style: Style; readonly sentence: string }>
> = {
  loaded: { style: 'green', sentence: 'loaded' },
  unchanged: { style: 'dim', sentence: 'unchanged' },
  removed: { style: 'yellow', sentence: 'removed' },
  refused: { style: 'red', sentence: 'refused; the last good zone stays in service' },
}

function printZone({ terminal }: Session, { origin, file, result, findings }: ReloadedZone): void {
  const { style, sentence } = RESULTS[result]
  const zone = origin === undefined ? file : `${origin} (${file})`
  terminal.out(`${printable(zone)}: ${paint(terminal, style, sentence)}`)
  for (const finding of findings) {
    terminal.out(`  ${printable(problemLine(finding))}`)
    printExcerpt(terminal, finding, '  ')
  }
}
