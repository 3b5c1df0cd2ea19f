// Asks what would come of an act, a moment after the last keystroke; an answer that is out of date is dropped.
import { useEffect, useState } from 'preact/hooks'
import type { Client } from '../api/client.ts'
import { problemText } from '../api/problem.ts'
import type { Consequence } from '../view/consequence.ts'

const AFTER_MS = 250

export interface Foreseen {
  readonly consequences: readonly Consequence[] | undefined
  readonly problem: string | undefined
}

const ASKING: Foreseen = { consequences: undefined, problem: undefined }

/** `body` as JSON text: another text is another question. `read` is one and the same function each time. */
export function useDryRun<Report>(
  client: Client,
  path: string,
  body: string,
  read: (report: Report) => readonly Consequence[],
): Foreseen {
  const [told, setTold] = useState<{ readonly of: string; readonly foreseen: Foreseen }>()
  useEffect(() => {
    let isGone = false
    const ask = async (): Promise<void> => {
      const asked = await client.ask<Report>(path, { method: 'POST', body: JSON.parse(body) })
      if (isGone) return
      const foreseen =
        'answer' in asked
          ? { consequences: read(asked.answer), problem: undefined }
          : { consequences: undefined, problem: problemText(asked.problem) }
      setTold({ of: body, foreseen })
    }
    const timer = setTimeout(() => void ask(), AFTER_MS)
    return () => {
      isGone = true
      clearTimeout(timer)
    }
  }, [client, path, body, read])
  return told?.of === body ? told.foreseen : ASKING
}

/** Why nothing can be confirmed yet; undefined: what it would change is known. */
export function unforeseen({ consequences, problem }: Foreseen): string | undefined {
  if (consequences !== undefined) return undefined
  return problem === undefined ? 'Waiting for what it would change.' : 'This cannot be done.'
}
