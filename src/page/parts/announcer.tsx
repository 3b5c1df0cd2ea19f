// Tells who cannot see it what has changed, politely and not all at once.
import { useEffect, useRef, useState } from 'preact/hooks'
import type { State } from '../state/state.ts'
import { announcementOf } from '../view/announcement.ts'

export interface AnnouncerProps {
  readonly state: State
  readonly headline: string
  /** What is to be said of them; empty: nothing is known yet. */
  readonly alerts: string
  /** What we have done ourselves. */
  readonly done: string
}

/** A screen reader needs time to say one thing before the next. */
const AT_MOST_EVERY_MS = 3000

export function Announcer({ state, headline, alerts, done }: AnnouncerProps) {
  const [said, setSaid] = useState('')
  const newest = state.changes[0]?.id
  const told = useRef({ headline, alerts, newest, done, isLost: false })
  const isLost = state.lost !== undefined
  useEffect(() => {
    const timer = setTimeout(() => {
      const sentence = announcementOf(told.current, {
        headline,
        alerts,
        changes: state.changes,
        done,
        isLost,
      })
      told.current = { headline, alerts, newest, done, isLost }
      if (sentence !== '') setSaid(sentence)
    }, AT_MOST_EVERY_MS / 3)
    return () => clearTimeout(timer)
  }, [headline, alerts, newest, done, isLost, state.changes])
  return (
    <p class="hidden" role="status" aria-live="polite" id="announcer">
      {said}
    </p>
  )
}
