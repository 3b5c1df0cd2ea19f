// Lets a pool that waits go back to its better tier now.
import type { FailbackReport, PoolStatus } from '../../control/operator.ts'
import { problemText } from '../api/problem.ts'
import { failbackConsequence } from '../view/consequence.ts'
import { doneText, failbackPath } from '../view/deed.ts'
import { keyOf } from '../view/pool-list.ts'
import { Confirm } from './confirm.tsx'
import { ConsequenceBox } from './consequence-box.tsx'
import { useDesk } from './context.ts'
import { unforeseen, useDryRun } from './dry-run.ts'

export interface FailbackFormProps {
  readonly pool: PoolStatus
  readonly onClose: (done?: string) => void
}

const DRY_RUN = JSON.stringify({ dryRun: true })

function consequencesIn(report: FailbackReport) {
  return [failbackConsequence(report)]
}

export function FailbackForm({ pool, onClose }: FailbackFormProps) {
  const { client } = useDesk()
  const path = failbackPath(pool)
  const foreseen = useDryRun(client, path, DRY_RUN, consequencesIn)
  const act = async (): Promise<string | undefined> => {
    const asked = await client.ask<FailbackReport>(path, { method: 'POST' })
    if ('problem' in asked) return problemText(asked.problem)
    onClose(doneText(asked.answer))
    return undefined
  }
  return (
    <form class="deed" onSubmit={(event) => event.preventDefault()}>
      <h2 id="deed-title">Fail back {keyOf(pool)}</h2>
      <ConsequenceBox foreseen={foreseen} />
      <Confirm
        title="Fail back"
        typed={undefined}
        missing={unforeseen(foreseen)}
        act={act}
        onCancel={() => onClose()}
      />
    </form>
  )
}
