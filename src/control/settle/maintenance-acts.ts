// The beginnings and ends of maintenance as transitions, and what status tells of them. Pure.
import type { Act } from '../../store/store.ts'
import type { Maintenance } from '../../zone/zone.ts'
import type { MaintenanceStatus } from '../operator.ts'
import type { ServicePlan } from '../plan/service-plan.ts'
import type { WindowFactOf } from '../plan/window-clock.ts'

/** The addresses that are in maintenance at this moment, with the reason. */
export function inMaintenance(
  all: readonly Maintenance[],
  windowOf: WindowFactOf,
  nowMs: number,
): ReadonlyMap<string, string> {
  const open = all.filter(({ window }) => windowOf(window, nowMs).openUntilMs !== undefined)
  return new Map(open.map(({ address, why }) => [address, why]))
}

export function maintenanceActs(
  before: ReadonlyMap<string, string>,
  after: ReadonlyMap<string, string>,
  nowMs: number,
): Act[] {
  const act = (target: string, from: string, to: string, reason: string): Act => {
    return { atMs: nowMs, kind: 'maintenance', target, from, to, reason, detail: '' }
  }
  const begun = [...after].filter(([address]) => !before.has(address))
  const ended = [...before].filter(([address]) => !after.has(address))
  return [
    ...begun.map(([address, why]) => act(address, 'none', 'drain', why)),
    ...ended.map(([address, why]) => act(address, 'drain', 'none', why)),
  ]
}

/** Addresses whose maintenance changes no answer. */
export function idleMaintenance({ maintenance, pools }: ServicePlan): readonly string[] {
  const idle = new Set(maintenance.map(({ address }) => address))
  for (const { needs } of pools.values())
    for (const { maintenance } of needs) for (const { address } of maintenance) idle.delete(address)
  return [...idle]
}

export function maintenanceStatus(
  { address, window, why }: Maintenance,
  windowOf: WindowFactOf,
  nowMs: number,
): MaintenanceStatus {
  const { openUntilMs, opensAtMs } = windowOf(window, nowMs)
  return {
    address,
    when: window.when,
    lengthMs: window.lengthMs,
    why,
    ...(openUntilMs === undefined ? {} : { openUntilMs }),
    ...(opensAtMs === undefined ? {} : { opensAtMs }),
  }
}
