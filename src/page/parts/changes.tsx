// Transitions, one a line: when, what, and why.
import type { TransitionReport } from '../../control/operator.ts'
import { changeText } from '../view/change-text.ts'
import { hourText } from '../view/times.ts'
import { useDesk } from './context.ts'

export function Changes({ changes }: { readonly changes: readonly TransitionReport[] }) {
  const { nowMs } = useDesk()
  if (changes.length === 0) return <p class="empty">Nothing has happened yet.</p>
  return (
    <ol class="changes">
      {changes.map((one) => {
        const { what, change, why, tone } = changeText(one)
        return (
          <li key={one.id} class={`change change-${tone}`}>
            <time dateTime={new Date(one.atMs).toISOString()}>{hourText(one.atMs, nowMs)}</time>
            <span class="kind">{one.kind}</span>
            <span class="what">
              <span class="data">{what}</span> <strong>{change}</strong>
            </span>
            <span class="why">{why}</span>
          </li>
        )
      })}
    </ol>
  )
}
