// `failover drain`, `force-down`, `force-up` and `undo`: what is answered by a person's word, until its time is over.
import type { DecreeReport, DecreeRequest, OverrideStatus, UndoReport } from '../control/operator.ts'
import { claimedUser } from './claimed-user.ts'
import { ask } from './client.ts'
import { EXIT } from './exit-codes.ts'
import { printHanging } from './hanging.ts'
import { fail, printJson, type Session, withConfig } from './session.ts'
import { severityOf } from './simulate.ts'
import { spanToText } from './span.ts'
import type { Cell } from './table.ts'
import { printable, type Terminal } from './terminal.ts'

export interface DecreeOptions extends DryRunOptions {
  readonly for?: string
  readonly until?: string
  readonly why?: string
}

export interface DryRunOptions {
  readonly dryRun?: true
}

export interface DecreeArguments extends DecreeOptions {
  readonly decree: DecreeRequest['decree']
  readonly target: string
}

/** `nowMs`: wall clock; a time of the day is the next one. */
export function runDecree(session: Session, wanted: DecreeArguments, nowMs: number): Promise<number> {
  return withConfig(session, async ({ socketPath }) => {
    const { decree, target, why, dryRun } = wanted
    const term = termOf(wanted, nowMs)
    const problems = [
      ...(dryRun === undefined && (why === undefined || why.trim() === '')
        ? ['--why TEXT is missing: say why, for everybody who finds it']
        : []),
      ...('problem' in term ? [term.problem] : []),
    ]
    if (problems.length > 0) return fail(session, EXIT.usage.code, problems)
    const body = { decree, target, why, dryRun, ...term, ...claimedUser() }
    const asked = await ask<DecreeReport>(socketPath, 'POST', '/v1/overrides', body)
    if (!('answer' in asked)) return fail(session, asked.code, asked.problems)
    if (session.json) printJson(session, asked.answer)
    else printDecree(session.terminal, asked.answer)
    return codeOf(asked.answer)
  })
}

export function runUndo(session: Session, target: string, { dryRun }: DryRunOptions): Promise<number> {
  return withConfig(session, async ({ socketPath }) => {
    const body = { target, dryRun, ...claimedUser() }
    const asked = await ask<UndoReport>(socketPath, 'POST', '/v1/overrides/undo', body)
    if (!('answer' in asked)) return fail(session, asked.code, asked.problems)
    const { ended } = asked.answer
    if (session.json) printJson(session, asked.answer)
    else {
      const ends = dryRun === true ? 'would end' : 'ended'
      for (const one of ended) session.terminal.out(`${printable(overrideText(one))}: ${ends}`)
      printMoves(session.terminal, asked.answer)
    }
    return codeOf(asked.answer)
  })
}

type Report = Pick<DecreeReport, 'dryRun' | 'pools'>

/** A dry run ends as simulate does, so that `--dry-run && …` stops before the last healthy server is taken out. */
function codeOf({ dryRun, pools }: Report): number {
  const isSevere = dryRun === true && pools.some(({ nothingLeft }) => nothingLeft)
  return isSevere ? EXIT.refused.code : EXIT.fine.code
}

/** Nothing for a dry run, which needs none. */
type Term = { readonly for?: string; readonly until?: string }

/** What the API takes: a duration as it is, a moment with its time zone. */
function termOf(
  { for: span, until, dryRun }: DecreeOptions,
  nowMs: number,
): Term | { readonly problem: string } {
  if (span === undefined && until === undefined && dryRun === true) return {}
  if (span !== undefined && until === undefined) return { for: span }
  if (span !== undefined || until === undefined)
    return { problem: 'give either --for DURATION or --until TIME; --for ever has no end' }
  const atMs = momentOf(until.trim(), nowMs)
  if (atMs !== undefined) return { until: new Date(atMs).toISOString() }
  return {
    problem: `--until "${printable(until)}" is no time: write 18:00, "2026-03-01 18:00" or 2026-03-01T18:00:00Z`,
  }
}

const TIME_OF_DAY = /^([01]?\d|2[0-3]):([0-5]\d)$/
/** Without a zone at its end it is local time. */
const MOMENT = /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d)?(Z|[+-]\d\d:\d\d)?$/i

function momentOf(text: string, nowMs: number): number | undefined {
  const [, hours, minutes] = TIME_OF_DAY.exec(text) ?? []
  if (hours === undefined) {
    const atMs = MOMENT.test(text) ? new Date(text.replace(' ', 'T')).getTime() : Number.NaN
    return Number.isNaN(atMs) ? undefined : atMs
  }
  const next = new Date(nowMs)
  next.setHours(Number(hours), Number(minutes), 0, 0)
  if (next.getTime() <= nowMs) next.setDate(next.getDate() + 1)
  return next.getTime()
}

function printDecree(terminal: Terminal, report: DecreeReport): void {
  const { override } = report
  const { startedAtMs, endsAtMs, who } = override
  const ends =
    endsAtMs === undefined ? 'until somebody undoes it' : `for ${spanToText(endsAtMs - startedAtMs)}`
  terminal.out(`${printable(overrideText(override))}: ${ends}, by ${printable(who)}`)
  printMoves(terminal, report)
}

function overrideText({ decree, target }: Pick<OverrideStatus, 'decree' | 'target'>): string {
  return `${decree} ${target}`
}

function printMoves(terminal: Terminal, { dryRun, pools }: Report): void {
  for (const move of pools) {
    const { pool, was, answers, ttlSeconds, why } = move
    const answered =
      was.join() === answers.join() ? `still ${named(answers)}` : `${named(was)} -> ${named(answers)}`
    const said: Cell = { text: answered, style: 'bold' }
    const { style, sentence } = severityOf(move)
    const text = `; healthy ${move.healthyBefore} -> ${move.healthy}${sentence}`
    const warning: Cell[] = sentence === '' ? [] : [{ text, style }]
    printHanging(
      terminal,
      { first: 2, others: 4 },
      `${pool}: `,
      said,
      ` (${ttlSeconds}s): ${why}`,
      ...warning,
    )
    if (move.settled.join() !== answers.join())
      printHanging(
        terminal,
        { first: 4, others: 6 },
        `and when the drain has taken its time: ${named(move.settled)}`,
      )
  }
  if (dryRun === true) terminal.out('a dry run: nothing was changed')
}

function named(answers: readonly string[]): string {
  return answers.join(', ') || 'nothing'
}
