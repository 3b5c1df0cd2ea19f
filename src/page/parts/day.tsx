// Of a pool that is open: the last day of each of its targets, from the stored latency history.
import { useEffect, useState } from 'preact/hooks'
import type { OutcomeReport, PoolStatus, SamplesReport } from '../../control/operator.ts'
import { problemText } from '../api/problem.ts'
import { DAY_MS, dayLineOf } from '../view/day-line.ts'
import { useDesk } from './context.ts'

/** A pool may hang on hundreds; each is a request. */
const MAX_TARGETS = 12

export function LastDay({ pool }: { readonly pool: PoolStatus }) {
  const targets = [...new Set(pool.members.flatMap(({ targets: ids = [] }) => ids))]
  if (targets.length === 0) return null
  return (
    <ul class="days" aria-label="Latency of the last day">
      {targets.slice(0, MAX_TARGETS).map((target) => (
        <Day key={target} target={target} />
      ))}
    </ul>
  )
}

function Day({ target }: { readonly target: string }) {
  const { nowMs } = useDesk()
  const { samples, problem } = useSamples(target)
  if (samples === undefined) return <li>{problem ?? `${target}: reading …`}</li>
  const { line, failed, width, height, sentence } = dayLineOf(samples, nowMs)
  return (
    <li>
      <span class="data">{target}</span>
      <svg class="strip" viewBox={`0 0 ${width} ${height}`} width={width} height={height} aria-hidden="true">
        <path class="strip-line" d={line} />
        <path class="strip-failed" d={failed} />
      </svg>
      <span class="why">{sentence}</span>
    </li>
  )
}

/** Once, when the pool is opened: a sample comes about every minute. */
function useSamples(target: string) {
  const { client, nowMs } = useDesk()
  const [sinceMs] = useState(Math.round(nowMs - DAY_MS))
  const [samples, setSamples] = useState<readonly OutcomeReport[]>()
  const [problem, setProblem] = useState<string>()
  useEffect(() => {
    let isGone = false
    const ask = async (): Promise<void> => {
      const query = new URLSearchParams({ target, since: String(sinceMs) })
      const asked = await client.ask<SamplesReport>(`/v1/samples?${query}`)
      if (isGone) return
      if ('answer' in asked) setSamples(asked.answer.samples)
      else setProblem(problemText(asked.problem))
    }
    void ask()
    return () => {
      isGone = true
    }
  }, [client, target, sinceMs])
  return { samples, problem }
}
