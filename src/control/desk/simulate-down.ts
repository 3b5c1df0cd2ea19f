// `failover simulate down`: what would be answered with servers down, of one moment, in steps between which the daemon goes on.
import { UNKNOWN_VERDICT, type Verdict } from '../../health/verdict.ts'
import { quote } from '../../zone/nearest.ts'
import { networkFromText } from '../../zone/network.ts'
import type { Daemon } from '../daemon.ts'
import type { OperatorProblem, PoolForecast, SimulateReport } from '../operator.ts'
import { type Decreed, decreedAt } from '../plan/decreed.ts'
import type { PlannedPool, ServicePlan } from '../plan/service-plan.ts'
import { windowsOf } from '../publish/in-service.ts'
import { nothingMatches } from './decree.ts'
import { fallenBy } from './fallen.ts'
import { differenceOf, foresight, type World } from './forecast.ts'

/** A quarter of a millisecond. */
const POOLS_PER_STEP = 10

type Asked = Pick<Daemon, 'service' | 'verdicts' | 'overrides' | 'windowOf'>

/**
 * Only pools that hang on what is down are looked at: all others stay what they are. The facts are those of the moment
 * at which it is known which these are; of what changes later nothing is in the report.
 */
export function* simulateDown(
  daemon: Asked,
  down: readonly string[],
  clock: () => number = Date.now,
): Generator<void, SimulateReport | OperatorProblem> {
  const { plan } = daemon.service
  const fallen = yield* fallenBy(down, plan)
  if (fallen.unknown.length > 0) return yield* notFound(fallen.unknown, plan)
  const pools = [...plan.pools.values()].filter(({ pool }) => fallen.touched.has(pool.key))
  const nowMs = clock()
  const { decreed, ...now } = momentOf(daemon, plan, pools, nowMs)
  const dead: Verdict = { ...UNKNOWN_VERDICT, state: 'down', sinceMs: nowMs, bads: 1 }
  const verdictOf: World['verdictOf'] = (id) => (fallen.targets.has(id) ? dead : now.verdictOf(id))
  const before = foresight(now, decreed)
  const after = foresight({ ...now, verdictOf, dead: fallen.addresses }, decreed)
  const changed: PoolForecast[] = []
  for (const [i, planned] of pools.entries()) {
    changed.push(...differenceOf(before(planned), after(planned)))
    if (i % POOLS_PER_STEP === 0) yield
  }
  return {
    down: { addresses: [...fallen.addresses], targets: [...fallen.targets] },
    presumed: [],
    pools: changed,
  }
}

/** Everything that may change later is copied. */
function momentOf(
  { service: { publisher }, verdicts, overrides, windowOf }: Asked,
  plan: ServicePlan,
  pools: readonly PlannedPool[],
  nowMs: number,
): Omit<World, 'overrides'> & { readonly decreed: Decreed } {
  const known = new Map(verdicts)
  const windows = new Map(windowsOf(plan).map((window) => [window, windowOf(window, nowMs)]))
  const standings = new Map(pools.map(({ pool }) => [pool.key, publisher.publicationOf(pool).standings]))
  const overridden = overrides.overridden(plan, nowMs)
  const facts = (window: Parameters<World['windowOf']>[0]) => windows.get(window) ?? windowOf(window, nowMs)
  return {
    plan,
    verdictOf: (id) => known.get(id),
    windowOf: facts,
    standingsOf: ({ pool }) => standings.get(pool.key),
    dead: new Set(),
    decreed: decreedAt(facts, () => overridden, nowMs),
  }
}

/** For so many a near one is looked up, among all names that there are; the others are named only. */
const MAX_EXPLAINED = 5

function* notFound(unknown: readonly string[], plan: ServicePlan): Generator<void, OperatorProblem> {
  const sentences: string[] = []
  for (const selector of unknown.slice(0, MAX_EXPLAINED)) {
    const parsed = networkFromText(selector)
    const isMisspelt = parsed !== undefined && 'corrected' in parsed
    sentences.push(
      isMisspelt
        ? `${quote(selector)} is no network: write ${parsed.corrected}`
        : yield* nothingMatches(selector, plan),
    )
  }
  const others = unknown.slice(MAX_EXPLAINED).map(quote).join(', ')
  if (others !== '') sentences.push(`nor is there anything that matches ${others}`)
  return { problem: { code: 'not-found', sentence: sentences.join('; ') } }
}
