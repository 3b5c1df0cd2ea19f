// `failover status --watch`: looks again and again, and at once when something happens, until somebody ends it.
//
//     stream of events --+
//     every so often  ---+--> look -> Watched -> a drawing of the whole screen, or a block for each change
//     resized -----------------------------^
import { setTimeout as pause } from 'node:timers/promises'
import { momentText } from '../../control/desk/moment.ts'
import type { Status } from '../../control/operator.ts'
import { ask } from '../client.ts'
import { openEvents } from '../events.ts'
import { EXIT } from '../exit-codes.ts'
import type { Screen } from '../screen.ts'
import type { Session } from '../session.ts'
import { spanToText } from '../span.ts'
import { allLines, fittingLines, paragraph, type View } from './lay-out.ts'
import { lastingText } from './news.ts'

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
  /** Present while the daemon cannot be reached. */
  readonly lost: { readonly sinceMs: number; readonly why: string } | undefined
}

/** A daemon that hangs is not waited for as long as one that is asked once. */
const PATIENCE_MS = 5000
/** How often a daemon that is gone is looked for, at least. */
const RETRY_MS = 1000
/** Many things that happen at once are one drawing. */
const GATHER_MS = 50

/** Ends with SIGINT, SIGTERM, or when nobody reads any more; until then whatever goes wrong is shown, and tried again. */
export async function watch(session: Session, watching: Watching): Promise<number> {
  const { terminal } = session
  const signal = terminal.interruption?.() ?? new AbortController().signal
  const screen = session.json ? undefined : terminal.screen
  const show = screen === undefined ? printer(session, watching) : drawer(session, screen, watching)
  let watched: Watched = { status: undefined, lost: undefined }
  screen?.open(() => show(watched))
  try {
    const wakes = new Wakes(watching.socketPath, signal)
    while (!signal.aborted) {
      watched = await look(watching.socketPath, watched)
      if (!signal.aborted) show(watched)
      await wakes.next(watching.everyMs, watched.lost === undefined)
    }
  } finally {
    screen?.close()
  }
  return EXIT.fine.code
}

async function look(socketPath: string, before: Watched): Promise<Watched> {
  const asked = await ask<Status>(socketPath, 'GET', '/v1/status', undefined, { timeoutMs: PATIENCE_MS })
  if ('answer' in asked) return { status: asked.answer, lost: undefined }
  return {
    status: before.status,
    lost: { sinceMs: before.lost?.sinceMs ?? Date.now(), why: asked.problems.join('; ') },
  }
}

/** When to look again: after a time, or as soon as there is news. */
class Wakes {
  readonly #socketPath: string
  readonly #signal: AbortSignal
  #following = false
  #news = false
  #wake: () => void = () => undefined

  constructor(socketPath: string, signal: AbortSignal) {
    this.#socketPath = socketPath
    this.#signal = signal
    signal.addEventListener('abort', () => this.#wake(), { once: true })
  }

  async next(everyMs: number, isReachable: boolean): Promise<void> {
    if (isReachable && !this.#following) void this.#follow()
    const { promise, resolve } = Promise.withResolvers<void>()
    this.#wake = resolve
    if (this.#news || this.#signal.aborted) resolve()
    const timeout = setTimeout(resolve, isReachable ? everyMs : Math.min(everyMs, RETRY_MS))
    await promise
    clearTimeout(timeout)
    if (this.#news) await pause(GATHER_MS)
    this.#news = false
  }

  async #follow(): Promise<void> {
    this.#following = true
    const stream = await openEvents(this.#socketPath, undefined, this.#signal)
    if ('answer' in stream) {
      // What happened before nobody knows; of what happens, a piece is as good as all of it: the state is read.
      this.#tell()
      for await (const piece of stream.answer) if (piece.includes('data:')) this.#tell()
    }
    this.#following = false
    // A daemon that tells no more may be gone; one that refuses is asked again with the next look.
    if ('answer' in stream || stream.code === EXIT.unreachable.code) this.#tell()
  }

  #tell(): void {
    this.#news = true
    this.#wake()
  }
}

type Show = (watched: Watched) => void

/** The whole screen, over and over. */
function drawer({ terminal }: Session, screen: Screen, { viewOf, everyMs }: Watching): Show {
  return ({ status, lost }) => {
    const look = { width: screen.columns, colors: terminal.colors }
    const above = [
      ...paragraph(look, `every ${spanToText(everyMs)}, and when something happens; ^C ends it`, 'dim'),
      ...(lost === undefined ? [] : paragraph(look, lostText(lost, status), 'red')),
    ]
    const view = status === undefined ? undefined : viewOf(status)
    if (view === undefined) screen.draw(above)
    else if ('problems' in view)
      screen.draw([...above, ...view.problems.flatMap((problem) => paragraph(look, problem, 'yellow'))])
    else screen.draw(fittingLines(look, screen.rows, view, above))
  }
}

function lostText({ sinceMs, why }: NonNullable<Watched['lost']>, status: Status | undefined): string {
  const since = `NOT REACHED since ${momentText(sinceMs)} (${spanToText(Date.now() - sinceMs)}): ${why}`
  return status === undefined ? since : `${since}; below is what was at ${momentText(status.atMs)}`
}

/** A block for each change, below the ones before; with --json a line. */
function printer({ terminal, json }: Session, { viewOf }: Watching): Show {
  let last = ''
  return ({ status, lost }) => {
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

/** What is shown in tables; the generation grows with every patch of any pool. */
function listsOf({
  doubt,
  zones,
  pools,
  targets,
  overrides,
  maintenance,
  unserved,
}: Status): Partial<Status> {
  return {
    zones,
    pools,
    targets,
    ...(doubt === undefined ? {} : { doubt }),
    ...(unserved === undefined ? {} : { unserved }),
    ...(overrides === undefined ? {} : { overrides }),
    ...(maintenance === undefined ? {} : { maintenance }),
  }
}
