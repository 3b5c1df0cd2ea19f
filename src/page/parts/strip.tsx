// The last outcomes of a target: its latency as a line, and a tick for each probe, the newest at the right.
import { stripOf } from '../view/strip.ts'
import { useDesk } from './context.ts'

export function OutcomeStrip({ target }: { readonly target: string }) {
  const { outcomes } = useDesk()
  const { passed, failed, line, width, height, sentence } = stripOf(outcomes.get(target)?.outcomes ?? [])
  return (
    <svg
      class="strip"
      viewBox={`0 0 ${width} ${height}`}
      width={width}
      height={height}
      role="img"
      aria-label={sentence}
    >
      <path class="strip-line" d={line} />
      <path class="strip-passed" d={passed} />
      <path class="strip-failed" d={failed} />
    </svg>
  )
}
