// The shapes that stand for a state, so that none is told by its colour alone.
import type { Trouble } from '../view/trouble.ts'

export type MarkKind = Trouble | 'up' | 'degraded' | 'down' | 'unknown'

/** In a square of 12: a cross, a triangle, a diamond, a disc, a ring. */
const PATHS: Readonly<Record<MarkKind, string>> = {
  nothing: 'M2 2l8 8M10 2l-8 8',
  down: 'M2 2l8 8M10 2l-8 8',
  alone: 'M6 1.5L11 10.5H1z',
  degraded: 'M6 1.5L11 10.5H1z',
  notice: 'M6 1l5 5-5 5-5-5z',
  fine: 'M6 1.5a4.5 4.5 0 1 1 0 9a4.5 4.5 0 1 1 0-9z',
  up: 'M6 1.5a4.5 4.5 0 1 1 0 9a4.5 4.5 0 1 1 0-9z',
  unknown: 'M6 2a4 4 0 1 1 0 8a4 4 0 1 1 0-8z',
}

export function Mark({ kind }: { readonly kind: MarkKind }) {
  return (
    <svg class={`mark mark-${kind}`} viewBox="0 0 12 12" width="12" height="12" aria-hidden="true">
      <path d={PATHS[kind]} />
    </svg>
  )
}
