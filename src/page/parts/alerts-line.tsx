// The line of alerts above the views: what fires, who was told, and what of that fails.
import type { AlertsLine } from '../view/alerts-line.ts'
import { useDesk } from './context.ts'
import { PlaceLink } from './place-link.tsx'

export interface AlertsLineProps {
  readonly line: AlertsLine
  /** The connection is lost: it was true once. */
  readonly isOld: boolean
}

export function AlertsLineBox({ line: { tone, fires, told }, isOld }: AlertsLineProps) {
  const { place } = useDesk()
  return (
    <p class={`warning warning-${tone} alerts-line ${isOld ? 'is-old' : ''}`} data-warning="alerts">
      {fires} <span class="told">{told}</span>{' '}
      {place.view !== 'alerts' && (
        <PlaceLink to={{ view: 'alerts' }} class="alerts-link">
          See the alerts
        </PlaceLink>
      )}
    </p>
  )
}
