// What would be answered instead, pool by pool, the worst first.
import { type Consequence, summaryOf } from '../view/consequence.ts'
import type { Foreseen } from './dry-run.ts'
import { Mark } from './mark.tsx'

/** The rest is counted. */
const MAX_SHOWN = 50

export function ConsequenceBox({ foreseen: { consequences, problem } }: { readonly foreseen: Foreseen }) {
  return (
    <section class="consequence" aria-labelledby="consequence-title">
      <h3 id="consequence-title">What it would change</h3>
      <div role="status">
        {problem !== undefined && <p class="refusal">{problem}</p>}
        {problem === undefined && <p>{consequences === undefined ? 'Asking …' : summaryOf(consequences)}</p>}
      </div>
      {consequences !== undefined && problem === undefined && (
        <ul>
          {consequences.slice(0, MAX_SHOWN).map((one) => (
            <ConsequenceLine key={one.pool} one={one} />
          ))}
          {consequences.length > MAX_SHOWN && <li>and {consequences.length - MAX_SHOWN} more</li>}
        </ul>
      )}
    </section>
  )
}

function ConsequenceLine({
  one: { pool, was, answers, changes, why, danger },
}: {
  readonly one: Consequence
}) {
  return (
    <li class={danger === undefined ? '' : `danger-${danger}`}>
      <p>
        <strong>{pool}</strong>{' '}
        {danger !== undefined && (
          <span class="danger">
            <Mark kind={danger} /> {danger === 'nothing' ? 'nothing healthy left' : 'no redundancy left'}
          </span>
        )}
      </p>
      <p class="data">{changes ? `${was} → ${answers}` : `still ${answers}`}</p>
      <p class="why">{why}</p>
    </li>
  )
}
