// What fires, and how it goes with those who are told.
import type { AlertsReport, ReceiverStatus } from '../../control/operator.ts'
import { type AlertRow, alertRows } from '../view/alert-list.ts'
import { alertsText, peopleIn, receiverState } from '../view/receiver-state.ts'
import { agoText, hourText } from '../view/times.ts'
import { useDesk } from './context.ts'
import { Mark } from './mark.tsx'
import { PlaceLink } from './place-link.tsx'

/** `report` is undefined until the daemon has told of alerts for the first time. */
export function AlertsView({ report }: { readonly report: AlertsReport | undefined }) {
  return (
    <div class="alerts">
      <section aria-labelledby="alerts-title">
        <h2 id="alerts-title">Alerts</h2>
        {report === undefined ? <p class="empty">Asking for the alerts …</p> : <Firing report={report} />}
      </section>
      <section aria-labelledby="receivers-title">
        <h2 id="receivers-title">Receivers</h2>
        {report !== undefined && <Receivers receivers={report.receivers} />}
      </section>
    </div>
  )
}

function Firing({ report }: { readonly report: AlertsReport }) {
  const { rows, more } = alertRows(report)
  if (rows.length === 0) return <p class="empty">No alert fires.</p>
  return (
    <>
      <ul class="rows">
        {rows.map((row) => (
          <AlertCard key={row.alert.key} row={row} />
        ))}
      </ul>
      {more > 0 && (
        <p class="more">
          And {alertsText(more)} more: <code>failover alerts list --limit 20000</code> lists all of them.
        </p>
      )}
    </>
  )
}

function AlertCard({ row: { alert, tone, pools, morePools } }: { readonly row: AlertRow }) {
  const { nowMs } = useDesk()
  const { severity, kind, target, summary, detail, heldBack, firedAtMs } = alert
  return (
    <li>
      <article class={`card plain alert tone-${tone}`} aria-label={`${severity}: ${summary}`}>
        <p class="alert-head">
          <Mark kind={tone} /> <strong class="word">{severity}</strong>{' '}
          <time class="countdown" dateTime={new Date(firedAtMs).toISOString()}>
            {agoText(firedAtMs, nowMs)}, at {hourText(firedAtMs, nowMs)}
          </time>
        </p>
        <h3 class="summary">{summary}</h3>
        {detail !== '' && <p class="why">{detail}</p>}
        {heldBack !== undefined && (
          <p class="held">
            Held back, nobody is told: {heldBack.why}, {agoText(heldBack.sinceMs, nowMs)}
          </p>
        )}
        <ul class="alert-links" aria-label={`About ${target}`}>
          {pools.map((pool) => (
            <li key={pool}>
              <PlaceLink to={{ view: 'pools', open: pool, text: '', shown: 'all', zone: '' }} class="data">
                {pool}
              </PlaceLink>
            </li>
          ))}
          {morePools > 0 && <li class="more">and {morePools} more pools</li>}
          {kind === 'target' && (
            <li>
              <PlaceLink to={{ view: 'timeline', about: target, kind: '' }}>Timeline of {target}</PlaceLink>
            </li>
          )}
        </ul>
      </article>
    </li>
  )
}

function Receivers({ receivers }: Pick<AlertsReport, 'receivers'>) {
  return (
    <>
      {peopleIn(receivers).length === 0 && (
        <p class="empty">Nobody is told of alerts: failover.yaml names no receiver.</p>
      )}
      <ul class="rows">
        {receivers.map((one) => (
          <Receiver key={one.name} receiver={one} />
        ))}
      </ul>
    </>
  )
}

function Receiver({ receiver }: { readonly receiver: ReceiverStatus }) {
  const { nowMs } = useDesk()
  const { tone, word, sentence } = receiverState(receiver, nowMs)
  return (
    <li class={`card plain receiver tone-${tone}`}>
      <h3>
        <Mark kind={tone} /> {receiver.name} <span class="word">{word}</span>
      </h3>
      {sentence !== '' && <p class="receiver-state">{sentence}</p>}
      <p class="why">{receiver.channel}</p>
    </li>
  )
}
