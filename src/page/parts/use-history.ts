// The pages of the history that are shown: the newest is asked for anew with every change, older ones on demand.
import { useEffect, useState } from 'preact/hooks'
import type { HistoryReport } from '../../control/operator.ts'
import { problemText } from '../api/problem.ts'
import type { Place } from '../state/place.ts'
import { historyPath, merged } from '../view/timeline.ts'
import { useDesk } from './context.ts'

export interface History {
  /** Undefined: nothing has been answered yet. */
  readonly pages: readonly HistoryReport[] | undefined
  readonly problem: string | undefined
  /** Undefined: there is nothing older. */
  readonly older: (() => void) | undefined
}

interface Told {
  readonly of: string
  readonly pages: readonly HistoryReport[]
}

/** `newest`: the id of the newest change; whether that belongs to what is asked for only the daemon knows. */
export function useHistory(filter: Pick<Place, 'kind' | 'about'>, newest: number): History {
  const { client } = useDesk()
  const [told, setTold] = useState<Told>()
  const [problem, setProblem] = useState<string>()
  const path = historyPath(filter)
  useEffect(() => {
    let isGone = false
    const ask = async (): Promise<void> => {
      const asked = await client.ask<HistoryReport>(path)
      if (isGone || newest < 0) return
      setProblem('problem' in asked ? problemText(asked.problem) : undefined)
      if ('problem' in asked) return
      setTold((before) => ({
        of: path,
        pages: merged(before?.of === path ? before.pages : [], asked.answer),
      }))
    }
    void ask()
    return () => {
      isGone = true
    }
  }, [client, path, newest])
  const pages = told?.of === path ? told.pages : undefined
  const next = pages?.at(-1)?.next
  const askOlder = async (): Promise<void> => {
    const asked = await client.ask<HistoryReport>(historyPath(filter, next))
    setProblem('problem' in asked ? problemText(asked.problem) : undefined)
    if ('problem' in asked) return
    setTold((before) => (before?.of === path ? { of: path, pages: [...before.pages, asked.answer] } : before))
  }
  return { pages, problem, older: next === undefined ? undefined : () => void askOlder() }
}
