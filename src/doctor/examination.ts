// What an examination of `failover doctor` is, and what it finds: each finding says what to do unless all is well.
import type { Context } from './context.ts'

export interface Examination {
  /** Begins the lines of its findings; unique. */
  readonly title: string
  /** Left out with `--quick`: it asks machines other than this one. */
  readonly asksOthers?: true
  /** Never throws for what it examines; what it waits for is bounded. */
  run(context: Context): Promise<readonly Finding[]>
}

export type Finding =
  | { readonly level: 'ok' | 'skipped'; readonly found: string }
  | { readonly level: 'warning' | 'problem'; readonly found: string; readonly remedy: string }

export type Level = Finding['level']

export function ok(found: string): Finding {
  return { level: 'ok', found }
}

/** `why` it could not be examined. */
export function skipped(why: string): Finding {
  return { level: 'skipped', found: why }
}

/** Works now; will not for ever, or not as well as it could. `remedy`: a command, or a line to write. */
export function warning(found: string, remedy: string): Finding {
  return { level: 'warning', found, remedy }
}

/** Somebody is served badly, or will be with the next failure. */
export function problem(found: string, remedy: string): Finding {
  return { level: 'problem', found, remedy }
}

/** The findings, or when there is none, that all is well. */
export function orWell(findings: readonly Finding[], found: string): readonly Finding[] {
  return findings.length > 0 ? findings : [ok(found)]
}
