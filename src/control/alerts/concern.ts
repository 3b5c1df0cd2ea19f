// Whom an alert concerns, by what is in service when it begins; and whether what it says is still so.

import type { Alert, Concern, Condition } from '../../alert/alert.ts'
import { nameToText } from '../../dns/name.ts'
import type { Daemon } from '../daemon.ts'
import { poolName } from '../plan/pool-name.ts'
import { select } from '../plan/selector.ts'
import type { PlannedPool, ServicePlan } from '../plan/service-plan.ts'
import type { InService } from '../publish/in-service.ts'
import { inMaintenance } from '../settle/maintenance-acts.ts'
import { redundancyOf } from '../settle/redundancy.ts'
import type { Planned } from './planned.ts'
import { poolNamed } from './pools-by-name.ts'

export function concernOf(
  condition: Pick<Condition, 'key' | 'kind' | 'target' | 'detail'>,
  { plan, publisher }: Pick<InService, 'plan' | 'publisher'>,
  { whyHeld, whyPoor }: Pick<Planned, 'whyHeld' | 'whyPoor'>,
): Concern {
  const { key, kind, target, detail } = condition
  if (kind === 'zone') return { zones: [target], pools: [] }
  const concerned = poolsBehind(kind, target, plan)
  const concern = {
    zones: [...new Set(concerned.map(({ origin }) => nameToText(origin)))],
    pools: [...new Set(concerned.map(poolName))],
  }
  const [pool] = concerned
  if (pool !== undefined && key.startsWith('spare '))
    return { ...concern, ...mildness(detail, whyPoor(pool)) }
  const planned = whyHeld({ kind, target })
  return {
    ...concern,
    ...(kind === 'target' ? gravity(detail, concerned, publisher) : {}),
    ...(planned === undefined ? {} : { planned }),
  }
}

/** Who takes a member out knows that the other one is alone then. */
function mildness(detail: string, why: string | undefined): Partial<Concern> {
  return why === undefined ? {} : { severity: 'info', detail: `${detail}, because one is ${why}` }
}

function gravity(
  detail: string,
  concerned: readonly PlannedPool[],
  publisher: InService['publisher'],
): Partial<Concern> {
  // Of a pool of one no transition tells that nothing is healthy in it: its only target does.
  const dead = concerned.filter(({ pool }) => pool.members.length === 1 && publisher.healthyIn(pool) === 0)
  if (dead.length === 0) return {}
  const alone = `nobody else is in ${dead.slice(0, MAX_DEAD).map(poolName).join(', ')}`
  return { severity: 'critical', detail: detail === '' ? alone : `${detail}; ${alone}` }
}

/** Pools of one that are named; the others stand among those that it concerns. */
const MAX_DEAD = 3

function poolsBehind(kind: Condition['kind'], target: string, plan: ServicePlan): readonly PlannedPool[] {
  if (kind === 'target') return poolsOfKeys(plan.poolsOf.get(target) ?? [], plan)
  if (kind === 'pool' || kind === 'standby') return [poolNamed(target, plan) ?? []].flat()
  if (kind === 'doubt' || kind === 'store' || kind === 'zone') return []
  return select(target, plan).members.map(({ planned }) => planned)
}

function poolsOfKeys(keys: Iterable<string>, plan: ServicePlan): PlannedPool[] {
  return [...keys].flatMap((key) => plan.pools.get(key) ?? [])
}

type Facts = Pick<Daemon, 'service' | 'verdicts' | 'belief' | 'overrides' | 'windowOf' | 'standbys'>

/** Undefined: it is so. The history does not say of what a reload or a restart has taken away that it is over. */
export function whyOver(alert: Alert, facts: Facts, nowMs: number): string | undefined {
  const { plan } = facts.service
  const { kind, target } = alert
  switch (kind) {
    case 'target':
      return plan.targets.has(target) ? unless(isDown(facts, target), 'it is not down any more') : GONE
    case 'pool':
      return poolNamed(target, plan) !== undefined
        ? unless(isPoor(alert, facts), 'its members are others')
        : GONE
    case 'standby': {
      const planned = poolNamed(target, plan)
      if (planned === undefined) return GONE
      return unless(facts.standbys.staleIn(planned).has(target), 'it is not stale any more')
    }
    case 'doubt':
      return unless(facts.belief.trust.state === 'doubt', 'failover was started again')
    case 'store':
      return undefined
    case 'zone': {
      const zone = facts.service.zones.find(({ origin }) => nameToText(origin) === target)
      return zone === undefined ? GONE : unless(zone.stale, 'its file is good')
    }
    case 'override':
      return unless(
        facts.overrides.at(nowMs).some((one) => one.target === target),
        'it has ended',
      )
    case 'maintenance':
      return unless(inMaintenance(plan.maintenance, facts.windowOf, nowMs).has(target), 'it is over')
  }
}

const GONE = 'no zone names it any more'

function unless(isSo: boolean, why: string): string | undefined {
  return isSo ? undefined : why
}

function isDown({ verdicts }: Facts, target: string): boolean {
  return verdicts.get(target)?.state === 'down'
}

/** As poor as the alert says, or poorer. */
function isPoor({ key, target }: Alert, { service }: Facts): boolean {
  const planned = poolNamed(target, service.plan)
  const redundancy = planned && redundancyOf(planned, service.publisher)
  return redundancy === 'none' || (redundancy === 'one' && key.startsWith('spare '))
}
