// The first thing that is read: whether anything is wrong, how fresh that is, and where else to look.

import { VIEWS, type View } from '../state/place.ts'
import type { State } from '../state/state.ts'
import { type Headline, poolsText } from '../view/headline.ts'
import { wholeSpan } from '../view/times.ts'
import { useDesk } from './context.ts'
import { Mark } from './mark.tsx'
import { PlaceLink } from './place-link.tsx'

export interface HeaderProps {
  readonly state: State
  readonly headline: Headline
  /** Of alerts; empty: there is a line that says more. */
  readonly quiet: string
  readonly leave: (() => void) | undefined
}

export function Header({ state, headline, quiet, leave }: HeaderProps) {
  const { status, nowMs } = useDesk()
  const { node } = status
  const { who } = state
  return (
    <header class={`top tone-${headline.tone}`}>
      <h1>
        <Mark kind={headline.tone} />
        <span>{headline.sentence}</span>
      </h1>
      <p class="facts">
        <Freshness state={state} />
        {quiet !== '' && <span>{quiet}</span>}
        <span class="version">
          failover {node.version}, up {wholeSpan(nowMs - node.startedAtMs)}
        </span>
        {who !== undefined && (
          <span>
            {who.name}
            {who.scope === 'read' ? ', may only look' : ''}
          </span>
        )}
        {leave !== undefined && (
          <button type="button" class="link" onClick={leave}>
            Forget the token
          </button>
        )}
      </p>
    </header>
  )
}

function Freshness({ state: { lost, heardAtMs, deafSinceMs } }: { readonly state: State }) {
  if (lost !== undefined) return <span class="fresh fresh-lost">not connected</span>
  const isLive = deafSinceMs === undefined && heardAtMs !== undefined
  return <span class="fresh">{isLive ? 'live' : 'every few seconds'}</span>
}

const TITLES: Readonly<Record<View, string>> = {
  pools: 'Pools',
  alerts: 'Alerts',
  timeline: 'Timeline',
  overrides: 'Overrides',
  zones: 'Zones',
}

/** `firing`: how many alerts. */
export function Navigation({ firing }: { readonly firing: number }) {
  const { status, place } = useDesk()
  const counts: Readonly<Record<View, string>> = {
    pools: String(status.pools.length),
    alerts: countText(firing),
    timeline: '',
    overrides: countText(status.overrides?.length ?? 0),
    zones: countText(status.zones.reduce((sum, { problems }) => sum + problems.length, 0)),
  }
  return (
    <nav aria-label="Views">
      <ul>
        {VIEWS.map((view) => (
          <li key={view}>
            <PlaceLink to={{ view }} isCurrent={place.view === view}>
              {TITLES[view]} {counts[view] !== '' && <span class="badge">{counts[view]}</span>}
            </PlaceLink>
          </li>
        ))}
      </ul>
      {place.view === 'pools' && (
        <p class="keys" aria-hidden="true">
          {poolsText(status.pools.length)} · <kbd>/</kbd> search · <kbd>↑</kbd> <kbd>↓</kbd> from pool to pool
          · <kbd>Enter</kbd> open
        </p>
      )}
    </nav>
  )
}

function countText(count: number): string {
  return count === 0 ? '' : String(count)
}
