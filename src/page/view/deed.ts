// What a person is about to do, and what it is asked of the API.
import type {
  DecreeReport,
  FailbackReport,
  MemberStatus,
  PoolStatus,
  UndoReport,
} from '../../control/operator.ts'
import { keyOf } from './pool-list.ts'

export type Decree = 'drain' | 'force-down' | 'force-up'

/** What was clicked. */
export type Deed =
  | { readonly kind: 'override'; readonly pool: PoolStatus; readonly member: MemberStatus }
  | { readonly kind: 'undo'; readonly target: string; readonly decree: Decree }
  | { readonly kind: 'failback'; readonly pool: PoolStatus }

export interface Choice {
  readonly target: string
  readonly title: string
  readonly meaning: string
}

/** Of what an override of this member can be, the widest last. */
export function choicesFor(pool: PoolStatus, member: MemberStatus): readonly Choice[] {
  const ids = member.targets ?? []
  const isAddress = pool.type === 'A' || pool.type === 'AAAA'
  const checks = ids.map((target) => ({
    target,
    title: target,
    meaning: 'this check of this server, wherever it is used',
  }))
  const only = {
    target: `${keyOf(pool)} ${member.data}`,
    title: `${member.data} in ${keyOf(pool)}`,
    meaning: 'only this record of this pool',
  }
  const server = {
    target: member.data,
    title: member.data,
    meaning: 'the whole server, under every name',
  }
  return isAddress ? [server, ...checks, only] : [only, ...checks]
}

export const DECREES: readonly {
  readonly decree: Decree
  readonly title: string
  readonly meaning: string
}[] = [
  { decree: 'drain', title: 'Drain', meaning: 'the TTL is lowered first, then it is answered no more' },
  { decree: 'force-down', title: 'Force down', meaning: 'at once, whatever its checks say' },
  { decree: 'force-up', title: 'Force up', meaning: 'answered, though its checks fail' },
]

export const SPANS = ['30m', '2h', '8h', '1d', 'ever'] as const

export interface OverrideDraft {
  readonly target: string
  readonly decree: Decree
  readonly span: string
  readonly why: string
}

export const FIRST_DRAFT = { decree: 'drain', span: '2h', why: '' } as const

/** A dry run needs no reason. */
export function decreeBody(draft: OverrideDraft, dryRun: boolean): Readonly<Record<string, unknown>> {
  const { target, decree, span, why } = draft
  return { decree, target, for: span.trim(), ...(dryRun ? { dryRun } : { why: why.trim() }) }
}

export function undoBody(target: string, dryRun: boolean): Readonly<Record<string, unknown>> {
  return { target, ...(dryRun ? { dryRun } : {}) }
}

export function failbackPath({ name, type }: PoolStatus): string {
  return `/v1/pools/${encodeURIComponent(name)}/${encodeURIComponent(type)}/failback`
}

/** What must still be said before it can be done; undefined: nothing. */
export function missingIn({ why, span }: OverrideDraft): string | undefined {
  if (why.trim() === '') return 'Say why: it is written down with your name.'
  return span.trim() === '' ? 'Say for how long.' : undefined
}

/** What happened, in a sentence for who cannot see it. */
export function doneText(report: DecreeReport | UndoReport | FailbackReport): string {
  if ('override' in report) return `${report.override.decree} of ${report.override.target} is in force`
  if ('ended' in report)
    return `ended: ${report.ended.map(({ decree, target }) => `${decree} of ${target}`).join(', ')}`
  return `${report.pool} answers ${report.answers.join(', ')}`
}
