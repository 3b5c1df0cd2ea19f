// Of a pool that is open: every step from what the zone file declares to what is answered, as `failover explain` tells it.
import { useEffect, useState } from 'preact/hooks'
import type { Explanation as Explained, PoolStatus } from '../../control/operator.ts'
import { keyOf } from '../view/pool-list.ts'
import { useDesk } from './context.ts'

export function Explanation({ pool }: { readonly pool: PoolStatus }) {
  const { client, go } = useDesk()
  const { name, type, why } = pool
  const [told, setTold] = useState<Explained | string>()
  // Anew when the reason has changed: the steps lead to it.
  useEffect(() => {
    let isGone = false
    const ask = async (): Promise<void> => {
      const query = new URLSearchParams({ name, type })
      const asked = await client.ask<Explained>(`/v1/explain?${query}`)
      if (!isGone) setTold('answer' in asked ? asked.answer : asked.problem.sentence)
    }
    void ask()
    return () => {
      isGone = true
    }
  }, [client, name, type, why])
  return (
    <div class="explanation">
      {typeof told === 'string' && <p>{told}</p>}
      {typeof told === 'object' && (
        <ol>
          {told.steps.map(({ fact, sentence, place }, index) => (
            <li key={index}>
              <span class="fact">{fact}</span> {sentence}{' '}
              {place !== undefined && <span class="place">{place}</span>}
            </li>
          ))}
        </ol>
      )}
      <button
        type="button"
        class="link"
        onClick={() => go({ view: 'timeline', about: keyOf(pool).replace(/\. /, ' '), open: '' })}
      >
        Timeline of this pool
      </button>
    </div>
  )
}
