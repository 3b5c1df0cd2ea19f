// One pool: what is answered now and why, and its tiers as lanes; more of it when it is open.
import type { PoolRow } from '../view/pool-list.ts'
import { wholeSpan } from '../view/times.ts'
import { useDesk } from './context.ts'
import { LastDay } from './day.tsx'
import { Explanation } from './explanation.tsx'
import { Lanes } from './lanes.tsx'
import { Mark } from './mark.tsx'

export function PoolCard({ row: { key, pool, trouble, word } }: { readonly row: PoolRow }) {
  const { place, go, mayOperate, begin } = useDesk()
  const isOpen = place.open === key
  const { shrunkTtl, waiting } = pool
  return (
    <article class={`card tone-${trouble}`} aria-label={`${key}: ${word}`}>
      <div class="card-head">
        <h3>
          <button
            type="button"
            class="card-toggle"
            aria-expanded={isOpen}
            onClick={() => go({ open: isOpen ? '' : key })}
          >
            <Mark kind={trouble} />
            <span class="pool-name">{pool.name.replace(/\.$/, '')}</span>{' '}
            <span class="pool-type">{pool.type}</span>
          </button>
        </h3>
        <p class="word">{word}</p>
        <Answers row={{ key, pool, trouble, word }} />
        <p class="why">{shrunkTtl === undefined ? pool.why : `${pool.why}. TTL: ${shrunkTtl.why}`}</p>
        {waiting !== undefined && mayOperate && (
          <button type="button" class="small" onClick={() => begin({ kind: 'failback', pool })}>
            Fail back …
          </button>
        )}
      </div>
      <Lanes pool={pool} isOpen={isOpen} />
      {isOpen && <LastDay pool={pool} />}
      {isOpen && <Explanation pool={pool} />}
    </article>
  )
}

function Answers({ row: { pool } }: { readonly row: PoolRow }) {
  const { nowMs } = useDesk()
  const { answers, waiting, shrunkTtl } = pool
  const ttl = answers[0]?.ttlSeconds
  const left = waiting?.untilMs === undefined ? '' : ` (${wholeSpan(waiting.untilMs - nowMs)} left)`
  return (
    <p class="answers">
      <span class="label">answers</span>{' '}
      {answers.length === 0 ? (
        <strong>nothing</strong>
      ) : (
        answers.map(({ data }) => (
          <span key={data} class="data answer">
            {data}
          </span>
        ))
      )}{' '}
      {ttl !== undefined && (
        <span class="ttl">
          TTL {ttl} s{shrunkTtl !== undefined && ` of ${shrunkTtl.declaredSeconds} s`}
        </span>
      )}
      {left}
    </p>
  )
}
