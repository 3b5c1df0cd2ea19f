// Notices when maintenance begins and ends, also what began or ended while the daemon did not run.
import type { Log } from '../../log.ts'
import type { Act, Store } from '../../store/store.ts'
import type { WindowFactOf } from '../plan/window-clock.ts'
import type { InService } from '../publish/in-service.ts'
import { inMaintenance, maintenanceActs } from './maintenance-acts.ts'

export interface MaintenanceAlarmOptions {
  readonly store: Store
  readonly log: Log
  readonly service: () => InService
  readonly windowOf: WindowFactOf
}

export class MaintenanceAlarm {
  readonly #options: MaintenanceAlarmOptions
  /** Addresses, with the reason; undefined before the first look. */
  #open: ReadonlyMap<string, string> | undefined

  constructor(options: MaintenanceAlarmOptions) {
    this.#options = options
  }

  /** What has begun or ended since the last look. */
  acts(nowMs: number): readonly Act[] {
    const { service, windowOf } = this.#options
    const open = inMaintenance(service().plan.maintenance, windowOf, nowMs)
    const before = this.#open ?? this.#openBefore()
    this.#open = open
    return maintenanceActs(before, open, nowMs)
  }

  /** What the history says: a restart is no second beginning, and an end that nobody saw is made up for. */
  #openBefore(): ReadonlyMap<string, string> {
    const { service, store, log } = this.#options
    try {
      const begun = service().plan.maintenance.flatMap(({ address }) =>
        store.transitions.read({ about: { kind: 'maintenance', target: address }, limit: 1 }),
      )
      return new Map(begun.filter(({ to }) => to === 'drain').map(({ target, reason }) => [target, reason]))
    } catch (error) {
      log.error({ err: error }, 'the history could not be read')
      return new Map()
    }
  }
}
