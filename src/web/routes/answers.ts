// How the routes of the API refuse a request.
import type * as z from 'zod'
import type { OperatorProblem } from '../../control/operator.ts'
import { problemResponse } from './problem.ts'

export function refusal({ problem }: OperatorProblem): Response {
  return problemResponse(problem.code, problem.sentence)
}

export function badRequest(sentence: string, error: z.ZodError): Response {
  const problems = error.issues.map((issue) => [...issue.path, issue.message].join(': '))
  return problemResponse('bad-request', sentence, problems)
}
