// What a decree or its end changes in each pool: told before it is done, or when it is done, in the same words. Pure.
import type { PoolMove } from '../operator.ts'
import { poolName } from '../plan/pool-name.ts'
import { answersOf, type Foreseen, lossOf } from './forecast.ts'
import { poolWhy } from './sentences.ts'

type ByPool = ReadonlyMap<string, Foreseen>

export interface Course {
  readonly before: ByPool
  readonly after: ByPool
  /** Once drains have taken their time. */
  readonly settled: ByPool
  /** Keys of the pools in which something may have changed by this; what changes in others has other reasons. */
  readonly touched: ReadonlySet<string>
}

/** Of the pools that are meant, by their keys, and of all others in which something changes. */
export function movesOf({ before, after, settled, touched }: Course, meant: ReadonlySet<string>): PoolMove[] {
  return [...after].flatMap(([key, now]) => {
    if (!touched.has(key)) return []
    const [was, then] = [before.get(key) ?? now, settled.get(key) ?? now]
    return meant.has(key) || isChanged(was, now) || isChanged(was, then) ? [moveOf(was, now, then)] : []
  })
}

function isChanged(was: Foreseen, now: Foreseen): boolean {
  return was.healthy !== now.healthy || answersOf(was).join() !== answersOf(now).join()
}

function moveOf(was: Foreseen, now: Foreseen, then: Foreseen): PoolMove {
  const { planned, publication } = now
  return {
    pool: poolName(planned),
    was: answersOf(was),
    answers: answersOf(now),
    ttlSeconds: publication.ttlSeconds,
    why: poolWhy(planned.pool, publication),
    settled: answersOf(then),
    healthyBefore: was.healthy,
    healthy: then.healthy,
    ...lossOf(was.healthy, then.healthy),
  }
}
