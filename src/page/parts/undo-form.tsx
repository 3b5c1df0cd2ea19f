// Ends an override before its time.
import type { UndoReport } from '../../control/operator.ts'
import { problemText } from '../api/problem.ts'
import { consequencesOf, needsTyping } from '../view/consequence.ts'
import { type Decree, doneText, undoBody } from '../view/deed.ts'
import { Confirm } from './confirm.tsx'
import { ConsequenceBox } from './consequence-box.tsx'
import { useDesk } from './context.ts'
import { unforeseen, useDryRun } from './dry-run.ts'

export interface UndoFormProps {
  readonly target: string
  readonly decree: Decree
  readonly onClose: (done?: string) => void
}

const PATH = '/v1/overrides/undo'

function consequencesIn({ pools }: UndoReport) {
  return consequencesOf(pools)
}

export function UndoForm({ target, decree, onClose }: UndoFormProps) {
  const { client } = useDesk()
  const foreseen = useDryRun(client, PATH, JSON.stringify(undoBody(target, true)), consequencesIn)
  const act = async (): Promise<string | undefined> => {
    const asked = await client.ask<UndoReport>(PATH, { method: 'POST', body: undoBody(target, false) })
    if ('problem' in asked) return problemText(asked.problem)
    onClose(doneText(asked.answer))
    return undefined
  }
  return (
    <form class="deed" onSubmit={(event) => event.preventDefault()}>
      <h2 id="deed-title">
        Undo {decree} of {target}
      </h2>
      <ConsequenceBox foreseen={foreseen} />
      <Confirm
        title="Undo"
        typed={needsTyping(foreseen.consequences ?? []) ? target : undefined}
        missing={unforeseen(foreseen)}
        act={act}
        onCancel={() => onClose()}
      />
    </form>
  )
}
