// The history, newest first, a page at a time; what happens now is put before it.
import { TRANSITION_KINDS } from '../../store/transition-kinds.ts'
import { Changes } from './changes.tsx'
import { useDesk } from './context.ts'
import { useHistory } from './use-history.ts'

/** `newest`: the id of the newest change. */
export function TimelineView({ newest }: { readonly newest: number }) {
  const { place } = useDesk()
  const { pages, problem, older } = useHistory(place, newest)
  return (
    <section aria-labelledby="timeline-title">
      <h2 id="timeline-title">Timeline</h2>
      <TimelineFilter />
      {problem !== undefined && (
        <p class="refusal" role="alert">
          {problem}
        </p>
      )}
      {pages === undefined ? (
        <p class="empty">Reading the history …</p>
      ) : (
        <Changes changes={pages.flatMap(({ transitions }) => transitions)} />
      )}
      {older !== undefined && (
        <button type="button" class="older" onClick={older}>
          Older
        </button>
      )}
    </section>
  )
}

function TimelineFilter() {
  const { place, go } = useDesk()
  return (
    <search class="filter">
      <label class="field search">
        <span class="hidden">About</span>
        <input
          type="search"
          id="search"
          placeholder="Target, address, name or zone  ( / )"
          spellcheck={false}
          value={place.about}
          onChange={(event) => go({ about: event.currentTarget.value.trim() })}
        />
      </label>
      <label>
        <span class="hidden">Kind</span>
        <select value={place.kind} onChange={({ currentTarget: { value } }) => go({ kind: value })}>
          <option value="">all kinds</option>
          {TRANSITION_KINDS.map((one) => (
            <option key={one} value={one}>
              {one}
            </option>
          ))}
        </select>
      </label>
    </search>
  )
}
