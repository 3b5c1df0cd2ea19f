// The tiers of a pool as lanes, the better one first, with every member and the targets on which it hangs.
import type { MemberStatus, PoolStatus, TargetStatus } from '../../control/operator.ts'
import { endingText } from '../view/change-text.ts'
import { type Lane, type LaneMember, lanesOf } from '../view/lanes.ts'
import { overrideOf } from '../view/member-override.ts'
import { latencyText } from '../view/strip.ts'
import { wholeSpan } from '../view/times.ts'
import { useDesk } from './context.ts'
import { Mark } from './mark.tsx'
import { OutcomeStrip } from './strip.tsx'

/** Of a lane that is not open; the rest is counted. */
const MAX_MEMBERS = 6
const MAX_TARGETS = 3

export function Lanes({ pool, isOpen }: { readonly pool: PoolStatus; readonly isOpen: boolean }) {
  const { targets } = useDesk()
  return (
    <div class="lanes">
      {lanesOf(pool, targets).map((lane) => (
        <LaneBox key={lane.tier} lane={lane} pool={pool} isOpen={isOpen} />
      ))}
    </div>
  )
}

interface LaneProps {
  readonly lane: Lane
  readonly pool: PoolStatus
  readonly isOpen: boolean
}

function LaneBox({ lane, pool, isOpen }: LaneProps) {
  const { title, answers, members } = lane
  const shown = isOpen ? members : members.slice(0, MAX_MEMBERS)
  const hidden = members.length - shown.length
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset is for what can be filled in, and a section would be a landmark
    <div
      class={answers ? 'lane lane-answers' : 'lane'}
      role="group"
      aria-label={`${title}${answers ? ', answers now' : ''}`}
    >
      <p class="lane-title">
        {title} {answers && <span class="lane-now">answers</span>}
      </p>
      <ul>
        {shown.map((one, index) => (
          <Member key={`${index} ${one.member.data}`} one={one} pool={pool} isOpen={isOpen} />
        ))}
        {hidden > 0 && <li class="more">and {hidden} more: open the pool to see them</li>}
      </ul>
    </div>
  )
}

interface MemberProps {
  readonly one: LaneMember
  readonly pool: PoolStatus
  readonly isOpen: boolean
}

function Member({ one: { member, targets }, pool, isOpen }: MemberProps) {
  const { mayOperate, begin } = useDesk()
  const shown = isOpen ? targets : targets.slice(0, MAX_TARGETS)
  const hidden = targets.length - shown.length
  return (
    <li class="member">
      <p class="member-head">
        <Mark kind={markOf(member)} />
        <span class={member.published ? 'data answer' : 'data'}>{member.data}</span>
        {member.weight !== undefined && <span class="weight">×{member.weight}</span>}{' '}
        <span class="member-word">{wordOf(member)}</span>
      </p>
      <div class="targets">
        {shown.map((target) => (
          <TargetLine key={target.id} target={target} address={member.data} />
        ))}
        {targets.length === 0 && <p class="more">{member.why}</p>}
        {hidden > 0 && <p class="more">and {hidden} more</p>}
        <Decreed pool={pool} member={member} />
        {member.stale !== undefined && (
          <p class="note">
            <strong class="stale">stale</strong>: {member.stale}
          </p>
        )}
        {isOpen && targets.length > 0 && <p class="member-why">{member.why}</p>}
      </div>
      {mayOperate && (
        <button
          type="button"
          class="small quiet"
          aria-label={`Override ${member.data} in ${pool.name} ${pool.type}`}
          onClick={() => begin({ kind: 'override', pool, member })}
        >
          Override …
        </button>
      )}
    </li>
  )
}

function Decreed({ pool, member }: Pick<MemberProps, 'pool'> & { readonly member: MemberStatus }) {
  const { status, nowMs } = useDesk()
  const override = overrideOf(pool, member, status.overrides ?? [])
  if (override === undefined) return null
  const { decree, who, why, endsAtMs } = override
  const left = endsAtMs === undefined ? 'until undone' : `${wholeSpan(endsAtMs - nowMs)} left`
  return (
    <p class="note">
      <strong class={`decree decree-${decree}`}>{decree}</strong> by {who}, {left}: {why}
    </p>
  )
}

function TargetLine({ target, address }: { readonly target: TargetStatus; readonly address: string }) {
  const { nowMs, outcomes } = useDesk()
  const { id, check, state, sinceMs, last, heldUntilMs } = target
  const newest = outcomes.get(id)?.outcomes.at(-1) ?? last
  const since = sinceMs > 0 ? ` ${wholeSpan(nowMs - sinceMs)}` : ''
  return (
    <div class="target">
      <span class={`target-state state-${state}`}>
        <span class="check">{target.address === address ? check : id}</span>{' '}
        <span class="state">
          {state}
          {since}
        </span>
      </span>
      <OutcomeStrip target={id} />
      <span class="latency">{newest?.ending === 'ok' ? latencyText(newest.latencyMs) : ''}</span>
      {newest !== undefined && newest.ending !== 'ok' && (
        <span class="note">{endingText(newest.ending)}</span>
      )}
      {heldUntilMs !== undefined && heldUntilMs > nowMs && (
        <span class="note">held for {wholeSpan(heldUntilMs - nowMs)} for flapping</span>
      )}
      {target.doubted === true && <span class="note">its fall is not believed</span>}
      {target.blames !== undefined && <span class="note">out: needs {target.blames.join(', ')}</span>}
    </div>
  )
}

function markOf({ available, drained, degraded }: MemberStatus) {
  if (!available) return 'down'
  return drained === true || degraded === true ? 'degraded' : 'up'
}

function wordOf({ available, drained, degraded, published }: MemberStatus): string {
  if (!available) return published ? 'out, answered' : 'out'
  const word = drained === true ? 'drained' : degraded === true ? 'slow' : 'healthy'
  if (!published) return word
  return word === 'healthy' ? 'answered' : `${word}, answered`
}
