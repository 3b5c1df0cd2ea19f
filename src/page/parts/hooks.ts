// What components need of the world: the store, the clock, the URL, the keys.
import { useCallback, useEffect, useState } from 'preact/hooks'
import { isStep, type Place, placeFrom, urlOf } from '../state/place.ts'
import type { Store } from '../state/store.ts'

export function useStore<Value>(store: Store<Value>): Value {
  const [value, setValue] = useState(store.get())
  useEffect(() => {
    setValue(store.get())
    return store.subscribe(setValue)
  }, [store])
  return value
}

const TICK_MS = 1000

/** The time of this machine, every second. */
export function useNow(): number {
  const [nowMs, setNowMs] = useState(Date.now())
  useEffect(() => {
    const timer = setInterval(() => setNowMs(Date.now()), TICK_MS)
    return () => clearInterval(timer)
  }, [])
  return nowMs
}

export type Go = (change: Partial<Place>) => void

/** Where the reader is, and how he gets elsewhere. */
export function usePlace(): readonly [Place, Go] {
  const [place, setPlace] = useState(() => placeFrom(location.search))
  useEffect(() => {
    const back = (): void => setPlace(placeFrom(location.search))
    window.addEventListener('popstate', back)
    return () => window.removeEventListener('popstate', back)
  }, [])
  const go = useCallback<Go>((change) => {
    const from = placeFrom(location.search)
    const to = { ...from, ...change }
    if (isStep(from, to)) history.pushState(null, '', urlOf(to))
    else history.replaceState(null, '', urlOf(to))
    setPlace(to)
  }, [])
  return [place, go]
}

/** Whether the window is as wide as the query says. */
export function useMedia(query: string): boolean {
  const [matches, setMatches] = useState(() => matchMedia(query).matches)
  useEffect(() => {
    const list = matchMedia(query)
    const change = (): void => setMatches(list.matches)
    change()
    list.addEventListener('change', change)
    return () => list.removeEventListener('change', change)
  }, [query])
  return matches
}
