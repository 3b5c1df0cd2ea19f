// What somebody on call sees: the headline, the warnings, and one of the views.
import { useEffect, useMemo, useState } from 'preact/hooks'
import type { Status } from '../../control/operator.ts'
import type { Client } from '../api/client.ts'
import type { State } from '../state/state.ts'
import { sortedReport } from '../view/alert-list.ts'
import { alertsLineOf, quietText } from '../view/alerts-line.ts'
import type { Deed } from '../view/deed.ts'
import { type Headline, headlineOf } from '../view/headline.ts'
import { targetsById } from '../view/lanes.ts'
import { AlertsView } from './alerts-view.tsx'
import { Announcer } from './announcer.tsx'
import { Changes } from './changes.tsx'
import { type DeskContext, DeskProvider } from './context.ts'
import { DeedDialog } from './deed-dialog.tsx'
import { Header, Navigation } from './header.tsx'
import { useMedia, useNow, usePlace } from './hooks.ts'
import { OverridesView } from './overrides-view.tsx'
import { PoolsView } from './pools-view.tsx'
import { TimelineView } from './timeline-view.tsx'
import { Warnings } from './warnings.tsx'
import { ZonesView } from './zones-view.tsx'

export interface DeskProps {
  readonly state: State
  readonly status: Status
  readonly client: Client
  readonly look: () => void
  readonly watch: (targets: readonly string[]) => void
  readonly leave: (() => void) | undefined
}

const ASIDE = '(min-width: 1280px)'
const ASIDE_CHANGES = 30

export function Desk({ state, status, client, look, watch, leave }: DeskProps) {
  const ownMs = useNow()
  const [place, go] = usePlace()
  const [deed, begin] = useState<Deed>()
  const [done, setDone] = useState('')
  const hasAside = useMedia(ASIDE) && place.view === 'pools'
  const targets = useMemo(() => targetsById(status.targets), [status.targets])
  const headline = useMemo(() => headlineOf(status), [status])
  const nowMs = ownMs + state.clockAheadMs
  const { alerts, line, quiet } = useAlerts(state, nowMs)
  useSearchKey()
  useTitle(headline)
  useEffect(() => {
    if (place.view !== 'pools') watch([])
  }, [place.view, watch])
  const desk: DeskContext = {
    client,
    status,
    targets,
    outcomes: state.outcomes,
    place,
    go,
    nowMs,
    mayOperate: state.who?.scope === 'operate',
    begin,
  }
  return (
    <DeskProvider value={desk}>
      <a class="skip" href="#view">
        Skip to the {place.view}
      </a>
      <Header state={state} headline={headline} quiet={quiet} leave={leave} />
      <Warnings state={state} ownMs={ownMs} line={line} />
      <Navigation firing={alerts?.total ?? 0} />
      <div class={`${hasAside ? 'with-aside' : ''} ${state.lost === undefined ? '' : 'is-old'}`}>
        <main id="view" tabIndex={-1}>
          {place.view === 'pools' && <PoolsView watch={watch} />}
          {place.view === 'alerts' && <AlertsView report={alerts} />}
          {place.view === 'timeline' && <TimelineView newest={state.changes[0]?.id ?? 0} />}
          {place.view === 'overrides' && <OverridesView />}
          {place.view === 'zones' && <ZonesView />}
        </main>
        {hasAside && (
          <aside aria-label="Now">
            <OverridesView />
            <section aria-labelledby="latest-title">
              <h2 id="latest-title">Latest transitions</h2>
              <Changes changes={state.changes.slice(0, ASIDE_CHANGES)} />
            </section>
          </aside>
        )}
      </div>
      <Announcer state={state} headline={headline.sentence} alerts={line?.aloud ?? quiet} done={done} />
      {deed !== undefined && (
        <DeedDialog
          deed={deed}
          onClose={(sentence) => {
            begin(undefined)
            if (sentence === undefined) return
            setDone(sentence)
            look()
          }}
        />
      )}
    </DeskProvider>
  )
}

/** What is said of alerts: in a line of its own, or else in a word among the facts. */
function useAlerts({ alerts: told }: State, nowMs: number) {
  const alerts = useMemo(() => told && sortedReport(told), [told])
  const line = alerts && alertsLineOf(alerts, nowMs)
  return { alerts, line, quiet: alerts === undefined || line !== undefined ? '' : quietText(alerts) }
}

function useTitle({ tone, sentence }: Headline): void {
  useEffect(() => {
    document.title = `${tone === 'fine' ? '' : '● '}${sentence} · failover`
  }, [tone, sentence])
}

/** `/` goes to the search, as in other tools; Escape leaves it empty. */
function useSearchKey(): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      const { target } = event
      const isTyping = target instanceof HTMLElement && target.matches('input, select, textarea')
      if (event.key !== '/' || isTyping || event.ctrlKey || event.metaKey || event.altKey) return
      const search = document.getElementById('search')
      if (search === null) return
      event.preventDefault()
      search.focus()
    }
    document.addEventListener('keydown', onKey)
    return () => document.removeEventListener('keydown', onKey)
  }, [])
}
