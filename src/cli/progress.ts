// A line on standard error that tells how far long work is: on a terminal only, not before half a second, and erased at the end.
import type { LoadingStatus } from '../control/operator.ts'
import type { Session } from './session.ts'

export interface Progress {
  /** To be called often; `text` is asked for only when it is shown. */
  tell(text: () => string): void
  end(): void
}

type Shown = Pick<Session, 'terminal' | 'json'>

const FIRST_AFTER_MS = 500
const AT_MOST_EVERY_MS = 100

/** Nobody sees it: not a terminal, or --json. */
const UNSEEN: Progress = { tell: () => undefined, end: () => undefined }

export function isProgressShown({ terminal, json }: Shown): boolean {
  return terminal.progress !== undefined && !json
}

export function startProgress(session: Shown): Progress {
  const { progress: show } = session.terminal
  if (show === undefined || !isProgressShown(session)) return UNSEEN
  let nextMs = performance.now() + FIRST_AFTER_MS
  let isShown = false
  return {
    tell: (text) => {
      const nowMs = performance.now()
      if (nowMs < nextMs) return
      nextMs = nowMs + AT_MOST_EVERY_MS
      isShown = true
      show(text())
    },
    end: () => {
      if (isShown) show('')
    },
  }
}

/** While `work` goes on elsewhere, what is known of it is told again and again. */
export async function withProgress<Result>(
  session: Shown,
  text: (elapsedMs: number) => string,
  work: Promise<Result>,
): Promise<Result> {
  const progress = startProgress(session)
  const startedMs = performance.now()
  const timer = setInterval(() => progress.tell(() => text(performance.now() - startedMs)), AT_MOST_EVERY_MS)
  try {
    return await work
  } finally {
    clearInterval(timer)
    progress.end()
  }
}

export function readingText({ file, read, of, records }: LoadingStatus): string {
  if (read >= of) return `${file}: ${records} records read, checking them`
  return `${file}: ${Math.floor((100 * read) / of)} % of ${octetsText(of)} read, ${records} records`
}

const UNITS = ['octets', 'kB', 'MB', 'GB'] as const

export function octetsText(octets: number): string {
  const unit = Math.min(UNITS.length - 1, Math.max(0, Math.floor(Math.log10(Math.max(1, octets)) / 3)))
  const amount = octets / 1000 ** unit
  return `${unit === 0 || amount >= 10 ? Math.round(amount) : amount.toFixed(1)} ${UNITS[unit]}`
}
