// `failover status --watch`: looks again and again, and at once when something happens, until somebody ends it.
//
//     stream of events --+
//     every so often  ---+--> look -> Watched -> a drawing of the whole screen, or a block for each change
//     resized -----------------------------^
import { momentText } from '../../control/desk/moment.ts'
import type { Status } from '../../control/operator.ts'
import { type Asked, ask, isFinal, type Unanswered } from '../client.ts'
import { EXIT } from '../exit-codes.ts'
import type { Screen } from '../screen.ts'
import { failInLine, type Session } from '../session.ts'
import { spanToText } from '../span.ts'
import { allLines, fittingLines, paragraph, type View } from './lay-out.ts'
import { lastingText } from './news.ts'
import { RETRY_UNTOLD_MS, Wakes } from './wakes.ts'

export interface Watching {
  readonly socketPath: string
  readonly everyMs: number
  /** What of the status is shown, or why nothing of it can be. */
  readonly viewOf: (status: Status) => View | { readonly problems: readonly string[] }
}

/** What the last looks have brought. */
interface Watched {
  /** Of the last look that brought one. */
  readonly status: Status | undefined
  /** Present while the daemon does not tell its status. */
  readonly lost: Lost | undefined
  /** Why the daemon tells nothing as it happens; present only while it tells its status. */
  readonly untold: string | undefined
}

interface Lost {
  readonly sinceMs: number
  readonly why: string
  /** It is there, but will not. */
  readonly isRefusal: boolean
}

/** A daemon that hangs is not waited for as long as one that is asked once. */
const PATIENCE_MS = 5000

/**
 * Ends with SIGINT, SIGTERM, when nobody reads any more, or when the daemon refuses for good; until then whatever goes
 * wrong is shown, and tried again.
 */
export async function watch(session: Session, watching: Watching): Promise<number> {
  const { terminal } = session
  const ended = new AbortController()
  const signal = AbortSignal.any([ended.signal, ...(terminal.interruption ? [terminal.interruption()] : [])])
  const screen = session.json ? undefined : terminal.screen
  const show = screen === undefined ? printer(session, watching) : drawer(session, screen, watching)
  let watched: Watched = { status: undefined, lost: undefined, untold: undefined }
  let refusal: Unanswered | undefined
  screen?.open(() => show(watched))
  try {
    const wakes = new Wakes(watching.socketPath, signal)
    while (!signal.aborted) {
      const asked = await look(watching.socketPath, signal)
      if (signal.aborted) break
      if (!('answer' in asked) && isFinal(asked)) {
        refusal = asked
        break
      }
      watched = watchedNow(watched, asked, wakes.untold)
      show(watched)
      await wakes.next(watching.everyMs, watched.lost === undefined)
    }
  } finally {
    screen?.close()
    // The stream of events would keep the process.
    ended.abort()
  }
  return refusal === undefined ? EXIT.fine.code : failInLine(session, refusal.code, refusal.problems)
}

function look(socketPath: string, signal: AbortSignal): Promise<Asked<Status>> {
  return ask<Status>(socketPath, 'GET', '/v1/status', undefined, { timeoutMs: PATIENCE_MS, signal })
}

function watchedNow(before: Watched, asked: Asked<Status>, untold: string | undefined): Watched {
  if ('answer' in asked) return { status: asked.answer, lost: undefined, untold }
  const lost = {
    sinceMs: before.lost?.sinceMs ?? Date.now(),
    why: asked.problems.join('; '),
    isRefusal: asked.status !== undefined,
  }
  return { status: before.status, lost, untold: undefined }
}

type Show = (watched: Watched) => void

/** The whole screen, over and over. */
function drawer({ terminal }: Session, screen: Screen, { viewOf, everyMs }: Watching): Show {
  return ({ status, lost, untold }) => {
    const look = { width: screen.columns, colors: terminal.colors }
    const above = [
      ...paragraph(look, `${rhythmText(everyMs, untold)}; ^C ends it`, 'dim'),
      ...(untold === undefined ? [] : paragraph(look, untoldText(untold), 'yellow')),
      ...(lost === undefined ? [] : paragraph(look, lostText(lost, status), 'red')),
    ]
    const view = status === undefined ? undefined : viewOf(status)
    if (view === undefined) screen.draw(above)
    else if ('problems' in view)
      screen.draw([...above, ...view.problems.flatMap((problem) => paragraph(look, problem, 'yellow'))])
    else screen.draw(fittingLines(look, screen.rows, view, above))
  }
}

function rhythmText(everyMs: number, untold: string | undefined): string {
  return untold === undefined
    ? `every ${spanToText(everyMs)}, and when something happens`
    : `every ${spanToText(Math.min(everyMs, RETRY_UNTOLD_MS))}`
}

function untoldText(untold: string): string {
  return `what happens is not told as it happens: ${untold}`
}

function lostText({ sinceMs, why, isRefusal }: Lost, status: Status | undefined): string {
  const what = isRefusal ? 'REFUSED' : 'NOT REACHED'
  const since = `${what} since ${momentText(sinceMs)} (${spanToText(Date.now() - sinceMs)}): ${why}`
  return status === undefined ? since : `${since}; below is what was at ${momentText(status.atMs)}`
}

/** A block for each change, below the ones before; with --json a line. */
function printer({ terminal, json }: Session, { viewOf }: Watching): Show {
  let last = ''
  let lastUntold: string | undefined
  return ({ status, lost, untold }) => {
    if (untold !== undefined && untold !== lastUntold) terminal.err(`failover: ${untoldText(untold)}`)
    lastUntold = untold
    const view = status === undefined || lost !== undefined ? undefined : viewOf(status)
    const seen = lost === undefined ? view : { problems: [lost.why] }
    if (seen === undefined) return
    const told =
      lost !== undefined
        ? 'lost'
        : 'problems' in seen
          ? seen.problems.join('\n')
          : lastingText(listsOf(seen.shown))
    if (told === last) return
    last = told
    const atMs = lost?.sinceMs ?? status?.atMs ?? Date.now()
    if (json) terminal.out(JSON.stringify('problems' in seen ? { atMs, ...seen } : seen.shown))
    else {
      const lines =
        'problems' in seen
          ? seen.problems.flatMap((one) => paragraph(terminal, one))
          : allLines(terminal, seen)
      for (const line of [`---- ${momentText(atMs)}`, ...lines, '']) terminal.out(line)
    }
  }
}

/** What is shown in tables, and how many alerts fire; the generation grows with every patch of any pool. */
function listsOf({
  doubt,
  zones,
  pools,
  targets,
  overrides,
  maintenance,
  unserved,
  alerts,
}: Status): Partial<Status> {
  return {
    zones,
    pools,
    targets,
    ...(doubt === undefined ? {} : { doubt }),
    ...(unserved === undefined ? {} : { unserved }),
    ...(overrides === undefined ? {} : { overrides }),
    ...(maintenance === undefined ? {} : { maintenance }),
    ...(alerts === undefined ? {} : { alerts }),
  }
}
