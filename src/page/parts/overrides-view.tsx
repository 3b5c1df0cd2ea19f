// What people have decreed, with who, why and how much longer, and the maintenance that is planned.
import type { MaintenanceStatus, OverrideStatus } from '../../control/operator.ts'
import { agoText, hourText, wholeSpan } from '../view/times.ts'
import { useDesk } from './context.ts'

export function OverridesView() {
  const { status } = useDesk()
  const { overrides = [], maintenance = [] } = status
  return (
    <>
      <section aria-labelledby="overrides-title">
        <h2 id="overrides-title">Overrides</h2>
        {overrides.length === 0 ? (
          <p class="empty">Nobody has overridden anything.</p>
        ) : (
          <ul class="rows">
            {overrides.map((one) => (
              <Override key={one.id} one={one} />
            ))}
          </ul>
        )}
      </section>
      {maintenance.length > 0 && (
        <section aria-labelledby="maintenance-title">
          <h2 id="maintenance-title">Maintenance</h2>
          <ul class="rows">
            {maintenance.map((one) => (
              <Maintenance key={`${one.address} ${one.when}`} one={one} />
            ))}
          </ul>
        </section>
      )}
    </>
  )
}

function Override({ one }: { readonly one: OverrideStatus }) {
  const { nowMs, mayOperate, begin } = useDesk()
  const { target, decree, who, why, startedAtMs, endsAtMs, pools } = one
  return (
    <li class="card plain">
      <p>
        <strong class={`decree decree-${decree}`}>{decree}</strong> <span class="data">{target}</span>{' '}
        <Countdown endsAtMs={endsAtMs} />
        {mayOperate && (
          <button
            type="button"
            class="small"
            aria-label={`Undo ${decree} of ${target}`}
            onClick={() => begin({ kind: 'undo', target, decree })}
          >
            Undo …
          </button>
        )}
      </p>
      <p class="why">
        {why}, by {who}, {agoText(startedAtMs, nowMs)}
      </p>
      <p class="pools">{pools.length === 0 ? 'It matches nothing any more.' : pools.join(' · ')}</p>
    </li>
  )
}

export function Countdown({ endsAtMs }: { readonly endsAtMs: number | undefined }) {
  const { nowMs } = useDesk()
  if (endsAtMs === undefined) return <span class="countdown">until somebody undoes it</span>
  return (
    <span class="countdown">
      {wholeSpan(endsAtMs - nowMs)} left, until {hourText(endsAtMs, nowMs)}
    </span>
  )
}

function Maintenance({ one }: { readonly one: MaintenanceStatus }) {
  const { nowMs } = useDesk()
  const { address, why, openUntilMs, opensAtMs, lengthMs } = one
  return (
    <li class="card plain">
      <p>
        <strong>{openUntilMs === undefined ? 'planned' : 'open'}</strong> <span class="data">{address}</span>{' '}
        {openUntilMs !== undefined && <Countdown endsAtMs={openUntilMs} />}
        {openUntilMs === undefined && opensAtMs !== undefined && (
          <span class="countdown">
            in {wholeSpan(opensAtMs - nowMs)}, for {wholeSpan(lengthMs)}
          </span>
        )}
      </p>
      <p class="why">{why}</p>
    </li>
  )
}
