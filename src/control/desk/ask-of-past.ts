// `failover explain NAME --at TIME`: asked here, found out in a thread that reads the database for itself.
import type { Store } from '../../store/store.ts'
import type { Explanation, OperatorProblem } from '../operator.ts'
import type { ExplainPastJob } from '../past/explain-past.ts'
import type { Aside } from './aside.ts'
import { momentText } from './moment.ts'

export function askOfPast(
  aside: Aside,
  { path }: Pick<Store, 'path'>,
  request: ExplainPastJob['request'],
  nowMs: number,
): Promise<Explanation | OperatorProblem> {
  const { atMs } = request
  if (atMs > nowMs) {
    const sentence = `${momentText(atMs)} is yet to come: what would be answered then, simulate may tell`
    return Promise.resolve({ problem: { code: 'bad-request', sentence } })
  }
  return aside.run((loader) => loader.explainPast({ databaseFile: path, request }))
}
