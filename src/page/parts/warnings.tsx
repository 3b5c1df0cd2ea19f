// The warnings above the views, the line of alerts the last of them.
import type { State } from '../state/state.ts'
import type { AlertsLine } from '../view/alerts-line.ts'
import { warningsOf } from '../view/warnings.ts'
import { AlertsLineBox } from './alerts-line.tsx'
import { useDesk } from './context.ts'

export interface WarningsProps {
  readonly state: State
  /** By the clock of this machine. */
  readonly ownMs: number
  readonly line: AlertsLine | undefined
}

export function Warnings({ state, ownMs, line }: WarningsProps) {
  const { place, go } = useDesk()
  const warnings = warningsOf(state, ownMs)
  if (warnings.length === 0 && line === undefined) return null
  return (
    <section aria-label="Warnings">
      {warnings.map(({ key, tone, sentence }) => (
        <p key={key} class={`warning warning-${tone}`} data-warning={key}>
          {sentence}{' '}
          {key === 'zones' && place.view !== 'zones' && (
            <button type="button" class="link" onClick={() => go({ view: 'zones', open: '' })}>
              Where and why
            </button>
          )}
        </p>
      ))}
      {line !== undefined && <AlertsLineBox line={line} isOld={state.lost !== undefined} />}
    </section>
  )
}
