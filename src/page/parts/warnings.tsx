// The warnings above the views.
import type { State } from '../state/state.ts'
import { warningsOf } from '../view/warnings.ts'
import { useDesk } from './context.ts'

/** `ownMs`: by the clock of this machine. */
export function Warnings({ state, ownMs }: { readonly state: State; readonly ownMs: number }) {
  const { place, go } = useDesk()
  return (
    <>
      {warningsOf(state, ownMs).map(({ key, tone, sentence }) => (
        <p key={key} class={`warning warning-${tone}`} data-warning={key}>
          {sentence}{' '}
          {key === 'zones' && place.view !== 'zones' && (
            <button type="button" class="link" onClick={() => go({ view: 'zones', open: '' })}>
              Where and why
            </button>
          )}
        </p>
      ))}
    </>
  )
}
