// `failover status`: what is up, what is answered, and why: once, or for as long as somebody watches.
import type { Status } from '../control/operator.ts'
import { durationFromText } from '../zone/duration.ts'
import { ask } from './client.ts'
import { EXIT } from './exit-codes.ts'
import { fail, printJson, type Session, withConfig } from './session.ts'
import { allLines, type View } from './status/lay-out.ts'
import type { SectionKind } from './status/sections.ts'
import { select, troubled } from './status/select.ts'
import { isGrave, isTroubled } from './status/trouble.ts'
import { watch } from './status/watch.ts'

/** As typed. */
export interface StatusArguments {
  readonly words: readonly string[]
  readonly trouble?: true
  readonly zones?: true
  readonly pools?: true
  readonly targets?: true
  readonly watch?: true
  readonly every?: string
  readonly exitCode?: true
}

const USUAL_EVERY_MS = 2000
const [MIN_EVERY_MS, MAX_EVERY_MS] = [100, 3_600_000]

export function runStatus(session: Session, wanted: StatusArguments): Promise<number> {
  return withConfig(session, async ({ socketPath }) => {
    const everyMs = wanted.every === undefined ? USUAL_EVERY_MS : durationFromText(wanted.every)
    const problems = problemsOf(wanted, everyMs)
    if (everyMs === undefined || problems.length > 0) return fail(session, EXIT.usage.code, problems)
    const viewOf = (status: Status): ReturnType<typeof view> => view(status, wanted)
    if (wanted.watch) return watch(session, { socketPath, everyMs, viewOf })
    return lookOnce(session, socketPath, wanted)
  })
}

function problemsOf(
  { every, watch: isWatched, exitCode }: StatusArguments,
  everyMs: number | undefined,
): string[] {
  const problems: string[] = []
  if (everyMs === undefined || everyMs < MIN_EVERY_MS || everyMs > MAX_EVERY_MS)
    problems.push(`--every: ${every} is no time from 100ms to 1h: write 2s, 500ms or 1m`)
  if (every !== undefined && !isWatched) problems.push('--every says how often to look: give --watch, too')
  if (exitCode && isWatched) problems.push('--exit-code tells of one look: leave --watch out')
  return problems
}

async function lookOnce(session: Session, socketPath: string, wanted: StatusArguments): Promise<number> {
  const asked = await ask<Status>(socketPath, 'GET', '/v1/status')
  if (!('answer' in asked)) return fail(session, asked.code, asked.problems)
  const seen = view(asked.answer, wanted)
  if ('problems' in seen) return fail(session, EXIT.refused.code, seen.problems)
  if (session.json) printJson(session, jsonOf(seen))
  else for (const line of allLines(session.terminal, seen)) session.terminal.out(line)
  if (!wanted.exitCode) return EXIT.fine.code
  const isBad = wanted.trouble ? isTroubled(seen.shown) : isGrave(seen.shown)
  return isBad ? EXIT.refused.code : EXIT.fine.code
}

function view(
  status: Status,
  { words, trouble, zones, pools, targets }: StatusArguments,
): View | { readonly problems: readonly string[] } {
  const selected = select(status, words)
  if ('problems' in selected) return selected
  const kinds = Object.entries({ zones, pools, targets }).flatMap(([kind, isWanted]) =>
    isWanted ? [kind as SectionKind] : [],
  )
  return {
    all: status,
    shown: trouble ? troubled(selected.status) : selected.status,
    kinds: kinds.length === 0 ? undefined : new Set(kinds),
    onlyTrouble: trouble ?? false,
  }
}

/** Without the lists that were not asked for. */
function jsonOf({ shown, kinds }: View): Partial<Status> {
  const lists: readonly SectionKind[] = ['zones', 'pools', 'overrides', 'maintenance', 'targets']
  const unwanted = lists.filter((kind) => kinds !== undefined && !kinds.has(kind))
  return Object.fromEntries(Object.entries(shown).filter(([key]) => !unwanted.some((kind) => kind === key)))
}
