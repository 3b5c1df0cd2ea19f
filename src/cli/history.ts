// `failover history [SUBJECT]`: what has changed, when, and why, newest first.
import { momentText } from '../control/desk/moment.ts'
import type { HistoryReport, TransitionReport } from '../control/operator.ts'
import { ENDINGS } from '../health/outcome.ts'
import { TRANSITION_KINDS } from '../store/transition-kinds.ts'
import { type Asked, ask } from './client.ts'
import { EXIT } from './exit-codes.ts'
import { follow } from './follow.ts'
import { limitFrom, unknownWords } from './list-options.ts'
import { MOMENT_USAGE, momentFromText } from './moment.ts'
import { fail, failInLine, printJson, type Session, withConfig } from './session.ts'
import { type Cell, joined, printTable } from './table.ts'
import { paint, printable, type Style, type Terminal } from './terminal.ts'

/** As typed. */
export interface HistoryArguments {
  readonly subject: string | undefined
  readonly kind: string | undefined
  readonly since: string | undefined
  readonly until: string | undefined
  readonly limit: string | undefined
  /** Goes on until the signal comes. */
  readonly follow?: AbortSignal
}

const USUAL_LIMIT = 50
/** With less a table of five columns cuts names and reasons to pieces. */
const MIN_WIDE_COLUMNS = 100
const MAX_LIMIT = 1_000_000
const PAGE = 1000
/** A page looks at 10 000 rows at most and may be empty. */
const MAX_PAGES = 100_000

export function runHistory(session: Session, wanted: HistoryArguments): Promise<number> {
  return withConfig(session, async ({ socketPath }) => {
    const read = readArguments(wanted, Date.now())
    if ('problems' in read) return fail(session, EXIT.usage.code, read.problems)
    if (wanted.follow !== undefined) return runFollow(session, socketPath, read, wanted.follow)
    const asked = await askForAll(socketPath, read.query, read.limit)
    if (!('answer' in asked)) return fail(session, asked.code, asked.problems)
    if (session.json) printJson(session, { transitions: asked.answer })
    else printHistory(session.terminal, asked.answer)
    return EXIT.fine.code
  })
}

/** Oldest first, as a log; each a line of JSON when that was asked for. */
async function runFollow(
  session: Session,
  socketPath: string,
  { query, limit }: Readable,
  signal: AbortSignal,
): Promise<number> {
  const { terminal, json } = session
  const newest = await ask<HistoryReport>(socketPath, 'GET', '/v1/history?limit=1')
  if (!('answer' in newest)) return failInLine(session, newest.code, newest.problems)
  const asked = await askForAll(socketPath, new URLSearchParams(query), limit)
  if (!('answer' in asked)) return failInLine(session, asked.code, asked.problems)
  const tell = (transitions: readonly TransitionReport[]): void => {
    for (const one of transitions) terminal.out(json ? JSON.stringify(one) : lineOf(terminal, one))
  }
  tell(asked.answer.toReversed())
  const after = Math.max(newest.answer.transitions[0]?.id ?? 0, asked.answer[0]?.id ?? 0)
  const note = (sentence: string): void => terminal.err(`failover: ${sentence}`)
  const refusal = await follow({ socketPath, query, after, tell, note, signal })
  return refusal === undefined ? EXIT.fine.code : failInLine(session, refusal.code, refusal.problems)
}

function lineOf(terminal: Terminal, transition: TransitionReport): string {
  const cells = rowOf(transition).map((cell) =>
    typeof cell === 'string' ? printable(cell) : paint(terminal, cell.style, printable(cell.text)),
  )
  return cells.join('  ')
}

interface Readable {
  readonly query: URLSearchParams
  readonly limit: number
}

type ReadArguments = Readable | { readonly problems: readonly string[] }

function readArguments(
  { subject, kind, since, until, limit, follow: signal }: HistoryArguments,
  nowMs: number,
): ReadArguments {
  const problems: string[] = []
  const query = new URLSearchParams(subject === undefined ? {} : { subject })
  problems.push(...unknownWords('kind', kind?.split(',') ?? [], TRANSITION_KINDS))
  if (kind !== undefined) query.set('kind', kind)
  const moments = Object.entries({ since, until }).map(([option, text]) => {
    const atMs = text === undefined ? undefined : momentFromText(text, nowMs)
    if (text !== undefined && atMs === undefined)
      problems.push(`--${option}: ${text} is no moment: write ${MOMENT_USAGE}`)
    if (atMs !== undefined) query.set(option, String(atMs))
    return atMs
  })
  const [sinceMs = 0, untilMs = Number.POSITIVE_INFINITY] = moments
  if (sinceMs >= untilMs) problems.push(`--until: it is not after --since: write a later one`)
  if (signal !== undefined && until !== undefined)
    problems.push('--until: what is to come is never before it: leave it out with --follow')
  const count = limitFrom(limit, USUAL_LIMIT, MAX_LIMIT)
  if ('problem' in count) return { problems: [...problems, count.problem] }
  return problems.length > 0 ? { problems } : { query, ...count }
}

async function askForAll(
  socketPath: string,
  query: URLSearchParams,
  limit: number,
): Promise<Asked<readonly TransitionReport[]>> {
  const transitions: TransitionReport[] = []
  for (let page = 0; page < MAX_PAGES; page++) {
    query.set('limit', String(Math.min(PAGE, limit - transitions.length)))
    const asked = await ask<HistoryReport>(socketPath, 'GET', `/v1/history?${query}`)
    if (!('answer' in asked)) return asked
    transitions.push(...asked.answer.transitions)
    if (asked.answer.next === undefined || transitions.length >= limit) break
    query.set('cursor', String(asked.answer.next))
  }
  return { answer: transitions }
}

function printHistory(terminal: Terminal, transitions: readonly TransitionReport[]): void {
  if (transitions.length === 0) terminal.out('nothing of that kind is in the history')
  else if (terminal.width < MIN_WIDE_COLUMNS)
    printTable(terminal, ['when', 'kind', 'what'], transitions.map(narrowRowOf))
  else printTable(terminal, ['when', 'kind', 'what', 'change', 'why'], transitions.map(rowOf))
}

/** What has happened in one sentence, for there is no room for three columns of long names and reasons. */
function narrowRowOf(transition: TransitionReport): Cell[] {
  const [when = '', kind = '', what, change = '', why] = rowOf(transition)
  const isPlain = typeof change === 'string'
  const sentence = `${what} ${isPlain ? change : change.text}${why === '' ? '' : `: ${why}`}`
  return [when, isPlain ? kind : { text: transition.kind, style: change.style }, sentence]
}

/** What is worse than before, what is as it should be, and what a person should know of. */
const STYLES: Readonly<Record<string, Style>> = {
  up: 'green',
  degraded: 'yellow',
  down: 'red',
  drain: 'yellow',
  'force-down': 'red',
  'force-up': 'yellow',
}

function rowOf({ atMs, kind, target, from, to, reason, detail }: TransitionReport): Cell[] {
  const change = joined(`${from} -> ${to}`)
  const style = Object.hasOwn(STYLES, to) ? STYLES[to] : undefined
  const why = [kind === 'verdict' ? endingText(reason) : reason, detail].filter((text) => text !== '')
  return [
    joined(momentText(atMs)),
    kind,
    target,
    style === undefined ? change : { text: change, style },
    why.join(kind === 'override' || kind === 'token' ? ', by ' : ': '),
  ]
}

function endingText(ending: string): string {
  return Object.hasOwn(ENDINGS, ending) ? ENDINGS[ending as keyof typeof ENDINGS] : ending
}
