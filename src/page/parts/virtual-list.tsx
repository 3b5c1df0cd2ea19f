// A list of any length of which only what stands in the window is in the document; arrow keys go from row to row.
import type { ComponentChildren } from 'preact'
import { useCallback, useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks'
import { RowHeights } from '../view/row-heights.ts'
import { offsetOf, visibleRange } from '../view/visible-range.ts'

export interface VirtualListProps<Row> {
  readonly label: string
  readonly rows: readonly Row[]
  readonly render: (row: Row) => ComponentChildren
  /** Told which rows are there. */
  readonly onShown: (rows: readonly Row[]) => void
  /** Key of the row that is brought into the window at first; empty: none. */
  readonly begin: string
}

export function VirtualList<Row extends { readonly key: string }>({
  label,
  rows,
  render,
  onShown,
  begin,
}: VirtualListProps<Row>) {
  const list = useRef<HTMLUListElement>(null)
  const [known] = useState(() => new RowHeights())
  const wanted = useRef<string>(begin)
  const [seen, lookAgain] = useWindow(list)
  const heights = known.of(rows.map((row) => row.key))
  const { from, to, aboveHeight, belowHeight } = visibleRange({ heights, ...seen })
  const shown = rows.slice(from, to)
  useKeptFocus(list)

  useLayoutEffect(() => {
    if (known.take(measure(list.current), window.innerWidth)) lookAgain()
  })
  useLayoutEffect(() => {
    if (wanted.current === '' || list.current === null) return
    const at = rows.findIndex(({ key }) => key === wanted.current)
    if (at < 0) return
    const found = list.current.querySelector(`[data-index="${at}"] button`)
    if (found instanceof HTMLElement) {
      if (wanted.current !== begin) found.focus({ preventScroll: true })
      wanted.current = ''
      found.closest('li')?.scrollIntoView({ block: 'nearest' })
    } else window.scrollTo({ top: list.current.offsetTop + offsetOf(heights, at) - window.innerHeight / 3 })
  })
  const key = shown.map((row) => row.key).join('\n')
  useEffect(() => onShown(shown), [key])

  const onKeyDown = (event: KeyboardEvent): void => {
    const row = event.target instanceof HTMLElement ? event.target.closest('li[data-index]') : null
    const next = nextRow(event, Number(row?.getAttribute('data-index') ?? Number.NaN), rows.length)
    const key = next === undefined ? undefined : rows[next]?.key
    if (key === undefined) return
    event.preventDefault()
    wanted.current = key
    lookAgain()
  }
  return (
    <ul class="rows" aria-label={label} ref={list} onKeyDown={onKeyDown}>
      {aboveHeight > 0 && (
        <li class="spacer" role="presentation" aria-hidden="true" style={{ height: `${aboveHeight}px` }} />
      )}
      {shown.map((row, index) => (
        <li
          key={row.key}
          data-index={from + index}
          data-key={row.key}
          aria-setsize={rows.length}
          aria-posinset={from + index + 1}
        >
          {render(row)}
        </li>
      ))}
      {belowHeight > 0 && (
        <li class="spacer" role="presentation" aria-hidden="true" style={{ height: `${belowHeight}px` }} />
      )}
    </ul>
  )
}

/** Of the rows that are there. */
function measure(list: HTMLUListElement | null): ReadonlyMap<string, number> {
  const rows = [...(list?.querySelectorAll<HTMLElement>(':scope > [data-key]') ?? [])]
  return new Map(rows.map((row) => [row.dataset['key'] ?? '', row.getBoundingClientRect().height]))
}

/** Undefined: the key is none that moves from row to row. */
function nextRow({ key, target }: KeyboardEvent, at: number, count: number): number | undefined {
  if (Number.isNaN(at) || !(target instanceof HTMLButtonElement)) return undefined
  const moves: Readonly<Record<string, number>> = {
    ArrowDown: at + 1,
    ArrowUp: at - 1,
    Home: 0,
    End: count - 1,
  }
  const next = moves[key]
  return next === undefined ? undefined : Math.max(0, Math.min(count - 1, next))
}

/** A row that moves to another place in the list loses the focus on the way: it is given back. */
function useKeptFocus(list: { readonly current: HTMLElement | null }): void {
  const { activeElement } = document
  const held = list.current?.contains(activeElement) === true ? activeElement : null
  useLayoutEffect(() => {
    if (held instanceof HTMLElement && held.isConnected && document.activeElement === document.body)
      held.focus({ preventScroll: true })
  })
}

interface Window {
  readonly top: number
  readonly bottom: number
}

/** What of the list stands in the window, and how to look again. */
function useWindow(list: { readonly current: HTMLElement | null }): readonly [Window, () => void] {
  const [seen, setSeen] = useState<Window>({ top: 0, bottom: window.innerHeight })
  const [, setLooks] = useState(0)
  const look = useCallback(() => {
    const begin = list.current?.getBoundingClientRect().top ?? 0
    setSeen({ top: -begin, bottom: window.innerHeight - begin })
    setLooks((count) => count + 1)
  }, [list])
  useEffect(() => {
    let frame = 0
    const soon = (): void => {
      cancelAnimationFrame(frame)
      frame = requestAnimationFrame(look)
    }
    soon()
    window.addEventListener('scroll', soon, { passive: true })
    window.addEventListener('resize', soon)
    return () => {
      cancelAnimationFrame(frame)
      window.removeEventListener('scroll', soon)
      window.removeEventListener('resize', soon)
    }
  }, [look])
  return [seen, look]
}
