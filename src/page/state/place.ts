// Where the reader is, as the URL says it: so it can be sent to a colleague, and the back button goes back.

export const VIEWS = ['pools', 'alerts', 'timeline', 'overrides', 'zones'] as const
export type View = (typeof VIEWS)[number]

export const SHOWN = ['all', 'trouble', 'nothing', 'alone', 'notice', 'fine'] as const
export type Shown = (typeof SHOWN)[number]

export interface Place {
  readonly view: View
  /** What is searched for. */
  readonly text: string
  readonly shown: Shown
  /** The origin of a zone; empty: all. */
  readonly zone: string
  /** The pool that is open, `name type`; empty: none. */
  readonly open: string
  /** Of the timeline: one kind of transition; empty: all. */
  readonly kind: string
  /** Of the timeline: what it is about, as `failover history` takes it; empty: everything. */
  readonly about: string
}

export const HOME: Place = { view: 'pools', text: '', shown: 'all', zone: '', open: '', kind: '', about: '' }

/** Whatever cannot be understood is as if it was not said. */
export function placeFrom(search: string): Place {
  const query = new URLSearchParams(search)
  const text = (key: string): string => query.get(key) ?? ''
  return {
    view: VIEWS.find((view) => view === query.get('view')) ?? HOME.view,
    text: text('text'),
    shown: SHOWN.find((shown) => shown === query.get('show')) ?? HOME.shown,
    zone: text('zone'),
    open: text('pool'),
    kind: text('kind'),
    about: text('about'),
  }
}

/** `/` or `/?…`: only what differs from where everybody begins. */
export function urlOf({ view, text, shown, zone, open, kind, about }: Place): string {
  const said = Object.entries({
    view: view === HOME.view ? '' : view,
    text,
    show: shown === HOME.shown ? '' : shown,
    zone,
    pool: open,
    kind,
    about,
  }).filter(([, value]) => value !== '')
  return said.length === 0 ? '/' : `/?${new URLSearchParams(said)}`
}

/** Whether the way from one to the other is a step of its own for the back button; typing is not. */
export function isStep(from: Place, to: Place): boolean {
  return urlOf({ ...from, text: '', about: '' }) !== urlOf({ ...to, text: '', about: '' })
}
