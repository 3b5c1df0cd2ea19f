// Whether we ran at a past instant: what clients got while we did not, nobody of us knows.
import type { Past, Position } from '../../store/past.ts'
import type { Run } from '../../store/runs.ts'
import { momentText } from '../desk/moment.ts'

export interface Running {
  /** The run that had begun last. */
  readonly run: Run
  readonly state: 'running' | 'stopped' | 'unknown'
  /** Why it is not `running`; else empty. */
  readonly sentence: string
}

/** Undefined: no run of that time is on record. */
export function runningAt(past: Past, position: Position, atMs: number): Running | undefined {
  const run = past.runAt(atMs)
  if (run === undefined) return undefined
  const next = past.runAfter(run)
  const { stoppedMs } = run
  if (stoppedMs !== undefined && stoppedMs <= atMs)
    return {
      run,
      state: 'stopped',
      sentence: `we were not running, and nobody got an answer from us: ${stopText(run, next)}`,
    }
  // Of the newest run nothing else than its stop tells that it is over: whoever asks is asked by it.
  if (stoppedMs !== undefined || next === undefined) return { run, state: 'running', sentence: '' }
  const start = past.nextAbout({ kind: 'start', target: 'self' }, position)
  const isNotedLater = start !== undefined && (past.before(start)?.atMs ?? 0) >= atMs
  if (run.aliveMs >= atMs || isNotedLater) return { run, state: 'running', sentence: '' }
  const seen = `it was seen last ${momentText(run.aliveMs)}, and the next run began ${momentText(next.startedMs)}`
  return {
    run,
    state: 'unknown',
    sentence: `whether we were running still is not known, for that run ended without a word: ${seen}`,
  }
}

function stopText({ stoppedMs = 0 }: Run, next: Run | undefined): string {
  const since = `stopped ${momentText(stoppedMs)}`
  return next === undefined ? since : `${since}, started again ${momentText(next.startedMs)}`
}
