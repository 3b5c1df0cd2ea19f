// A link to another place of the page: a click goes there at once, and another tab can be opened on it.
import type { ComponentChildren } from 'preact'
import { HOME, type Place, urlOf } from '../state/place.ts'
import { useDesk } from './context.ts'

export interface PlaceLinkProps {
  /** Where it leads; the rest is as on the first visit in another tab, and stays as it is in this one. */
  readonly to: Partial<Place>
  readonly isCurrent?: boolean
  readonly class?: string
  readonly children: ComponentChildren
}

export function PlaceLink({ to, isCurrent = false, class: className, children }: PlaceLinkProps) {
  const { go } = useDesk()
  return (
    <a
      class={className}
      href={urlOf({ ...HOME, ...to })}
      aria-current={isCurrent ? 'page' : undefined}
      onClick={(event) => {
        if (event.ctrlKey || event.metaKey || event.shiftKey) return
        event.preventDefault()
        go({ open: '', ...to })
      }}
    >
      {children}
    </a>
  )
}
