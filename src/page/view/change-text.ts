// A transition as a person reads it: what happened, to what, and why.
import type { TransitionReport } from '../../control/operator.ts'
import { ENDINGS } from '../../health/outcome.ts'

export type Tone = 'bad' | 'warn' | 'good' | 'plain'

export interface ChangeText {
  readonly what: string
  readonly change: string
  readonly why: string
  readonly tone: Tone
}

const TONES: Readonly<Record<string, Tone>> = {
  up: 'good',
  degraded: 'warn',
  down: 'bad',
  drain: 'warn',
  'force-down': 'bad',
  'force-up': 'warn',
  refused: 'bad',
}

export function changeText({ kind, target, from, to, reason, detail }: TransitionReport): ChangeText {
  const reasons = [kind === 'verdict' ? endingText(reason) : reason, detail].filter((text) => text !== '')
  return {
    what: target,
    change: kind === 'verdict' ? `is ${to}` : changeOf(kind, from, to),
    why: reasons.join(kind === 'override' ? ', by ' : ': '),
    tone: Object.hasOwn(TONES, to) ? (TONES[to] ?? 'plain') : 'plain',
  }
}

function changeOf(kind: TransitionReport['kind'], from: string, to: string): string {
  if (kind === 'override') return to === 'none' ? `${from} ended` : to
  return from === '' ? to : `${from} → ${to}`
}

export function endingText(ending: string): string {
  return Object.hasOwn(ENDINGS, ending) ? ENDINGS[ending as keyof typeof ENDINGS] : ending
}
