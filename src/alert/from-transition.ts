// Which alerts a transition begins, and which it ends.
//
// | kind        | begins                                | key                | severity | ends                      |
// |-------------|---------------------------------------|--------------------|----------|---------------------------|
// | verdict     | to down                               | target TARGET      | warning  | to up or degraded         |
// | redundancy  | from several to one, from none to one | spare POOL         | warning  | to several                |
// |             | to none                               | pool POOL          | critical | to one or several         |
// | standby     | to stale                              | standby MEMBER     | warning  | to proved or none         |
// | doubt       | to doubt                              | doubt              | critical | to anything else          |
// | refusal     | to refused                            | zone ORIGIN        | warning  | to none                   |
// | override    | to a decree                           | override TARGET    | info     | to none, to another one   |
// | maintenance | to drain                              | maintenance ADDRESS| info     | to none                   |
//
// A pool in which nothing is healthy has no spare either; that is told when it is all that is wrong.
import { ENDINGS } from '../health/outcome.ts'
import type { Condition } from './alert.ts'

/** As the history has it. */
export interface Happening {
  readonly id: number
  readonly atMs: number
  readonly kind: string
  readonly target: string
  readonly from: string
  readonly to: string
  readonly reason: string
  readonly detail: string
}

export interface Effect {
  readonly begins?: Condition
  /** Keys. */
  readonly ends: readonly string[]
}

const NOTHING: Effect = { ends: [] }

export function effectOf(happening: Happening): Effect {
  return EFFECTS[happening.kind]?.(happening) ?? NOTHING
}

const EFFECTS: Readonly<Record<string, (happening: Happening) => Effect>> = {
  verdict: ofVerdict,
  redundancy: ofRedundancy,
  standby: ofStandby,
  doubt: ofDoubt,
  refusal: ofRefusal,
  override: ofOverride,
  maintenance: ofMaintenance,
}

function ofVerdict({ target, to, reason, detail }: Happening): Effect {
  const key = `target ${target}`
  if (to === 'up' || to === 'degraded') return { ends: [key] }
  if (to !== 'down') return NOTHING
  const ending = Object.hasOwn(ENDINGS, reason) ? ENDINGS[reason as keyof typeof ENDINGS] : reason
  const condition = { key, kind: 'target', severity: 'warning', target } as const
  return {
    begins: { ...condition, summary: `${target} is down`, detail: joined(ending, detail) },
    ends: [],
  }
}

function ofRedundancy({ target, to, detail }: Happening): Effect {
  const [spare, pool] = [`spare ${target}`, `pool ${target}`]
  if (to === 'several') return { ends: [spare, pool] }
  const condition = { kind: 'pool', target, detail } as const
  if (to === 'one')
    return {
      begins: { ...condition, key: spare, severity: 'warning', summary: `${target} has no spare left` },
      ends: [pool],
    }
  if (to !== 'none') return NOTHING
  return {
    begins: { ...condition, key: pool, severity: 'critical', summary: `nothing is healthy in ${target}` },
    ends: [],
  }
}

function ofStandby({ target, to, reason, detail }: Happening): Effect {
  const key = `standby ${target}`
  if (to !== 'stale') return { ends: [key] }
  const condition = { key, kind: 'standby', severity: 'warning', target } as const
  return {
    begins: {
      ...condition,
      summary: `${target} may not be able to take over`,
      detail: joined(reason, detail),
    },
    ends: [],
  }
}

function ofDoubt({ target, to, detail }: Happening): Effect {
  if (to !== 'doubt') return { ends: ['doubt'] }
  const summary = 'failover may be cut off itself: no verdict goes down'
  return { begins: { key: 'doubt', kind: 'doubt', severity: 'critical', target, summary, detail }, ends: [] }
}

function ofRefusal({ target, to, reason, detail }: Happening): Effect {
  const key = `zone ${target}`
  if (to !== 'refused') return { ends: [key] }
  const summary = `${target} is served as it was: ${reason} is refused`
  return { begins: { key, kind: 'zone', severity: 'warning', target, summary, detail }, ends: [] }
}

function ofOverride({ target, to, reason, detail }: Happening): Effect {
  const key = `override ${target}`
  if (to === 'none') return { ends: [key] }
  const summary = `${to} of ${target} by ${detail}`
  return {
    begins: { key, kind: 'override', severity: 'info', target, summary, detail: reason },
    ends: [key],
  }
}

function ofMaintenance({ target, to, reason }: Happening): Effect {
  const key = `maintenance ${target}`
  if (to !== 'drain') return { ends: [key] }
  const summary = `${target} is in maintenance`
  return { begins: { key, kind: 'maintenance', severity: 'info', target, summary, detail: reason }, ends: [] }
}

function joined(...parts: readonly string[]): string {
  return parts.filter((part) => part !== '').join(': ')
}
