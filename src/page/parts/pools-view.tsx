// All pools, the worst first, searched and filtered.
import { useMemo } from 'preact/hooks'
import { SHOWN, type Shown } from '../state/place.ts'
import { poolsText } from '../view/headline.ts'
import { filterRows, type PoolRow, rowsOf } from '../view/pool-list.ts'
import { useDesk } from './context.ts'
import { PoolCard } from './pool-card.tsx'
import { VirtualList } from './virtual-list.tsx'

const TITLES: Readonly<Record<Shown, string>> = {
  all: 'all states',
  trouble: 'not as it should be',
  nothing: 'nothing healthy',
  alone: 'no redundancy',
  notice: 'not as usual',
  fine: 'as it should be',
}

export function PoolsView({ watch }: { readonly watch: (targets: readonly string[]) => void }) {
  const { status, place } = useDesk()
  const all = useMemo(() => rowsOf(status.pools), [status.pools])
  const { text, shown, zone } = place
  const rows = useMemo(() => filterRows(all, { text, shown, zone }), [all, text, shown, zone])
  return (
    <section aria-labelledby="pools-title">
      <h2 id="pools-title" class="hidden">
        Pools
      </h2>
      <FilterBar count={rows.length} all={all.length} />
      {rows.length === 0 ? (
        <p class="empty">
          {all.length === 0 ? 'No record bears a note: there is no pool.' : 'No pool is like that.'}
        </p>
      ) : (
        <VirtualList<PoolRow>
          label="Pools, the worst first"
          rows={rows}
          render={(row) => <PoolCard row={row} />}
          onShown={(some) => watch(targetsIn(some))}
          begin={place.open}
        />
      )}
    </section>
  )
}

function targetsIn(rows: readonly PoolRow[]): readonly string[] {
  return [...new Set(rows.flatMap(({ pool }) => pool.members.flatMap(({ targets = [] }) => targets)))]
}

function FilterBar({ count, all }: { readonly count: number; readonly all: number }) {
  const { status, place, go } = useDesk()
  return (
    <search class="filter">
      <label class="field search">
        <span class="hidden">Search pools</span>
        <input
          type="search"
          id="search"
          placeholder="Name, address, reason …  ( / )"
          spellcheck={false}
          value={place.text}
          onInput={(event) => go({ text: event.currentTarget.value })}
        />
      </label>
      <label>
        <span class="hidden">State</span>
        <select
          value={place.shown}
          onChange={({ currentTarget: { value } }) =>
            go({ shown: SHOWN.find((one) => one === value) ?? 'all' })
          }
        >
          {SHOWN.map((one) => (
            <option key={one} value={one}>
              {TITLES[one]}
            </option>
          ))}
        </select>
      </label>
      <label>
        <span class="hidden">Zone</span>
        <select value={place.zone} onChange={({ currentTarget: { value } }) => go({ zone: value })}>
          <option value="">all zones</option>
          {status.zones.map(({ origin }) => (
            <option key={origin} value={origin}>
              {origin}
            </option>
          ))}
        </select>
      </label>
      <p class="count" role="status">
        {count === all ? poolsText(all) : `${count} of ${poolsText(all)}`}
      </p>
    </search>
  )
}
