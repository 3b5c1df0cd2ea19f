// The facts as they are, for forecasts that begin with them; and what is in service, in the form of a forecast.
import type { Daemon } from '../daemon.ts'
import type { ServicePlan } from '../plan/service-plan.ts'
import { type InService, standingsKept } from '../publish/in-service.ts'
import { type Foreseen, foresee, type World } from './forecast.ts'

/** `nowMs`: wall clock. */
export function worldOf({ service, verdicts, overrides, windowOf }: Daemon, nowMs: number): World {
  return {
    plan: service.plan,
    verdictOf: (id) => verdicts.get(id),
    overrides: overrides.at(nowMs),
    windowOf,
    standingsOf: standingsIn(service),
    dead: new Set(),
  }
}

function standingsIn(service: InService): World['standingsOf'] {
  return (planned) => standingsKept(planned, service)
}

type ByPool = ReadonlyMap<string, Foreseen>

/** Of the pools of this plan. */
export function asPublished({ service: { publisher } }: Pick<Daemon, 'service'>, plan: ServicePlan): ByPool {
  return new Map(
    [...plan.pools].map(([key, planned]) => {
      const { pool } = planned
      const publication = publisher.publicationOf(pool)
      return [key, { planned, publication, healthy: publisher.healthyIn(pool), deadAnswers: [] }]
    }),
  )
}

/** Once every drain has taken its time. */
export function settled(world: World, nowMs: number): ByPool {
  return foresee({ ...world, isSettled: true }, nowMs)
}
