// The routes about what people decree, and what that would change.
import { decreeOrDryRun, failbackBody, undoBody } from '../routes/overrides.ts'
import { simulateBody } from '../routes/simulate.ts'
import type { Operation } from './operation.ts'

export const OVERRIDES_OPERATIONS: readonly Operation[] = [
  {
    method: 'post',
    path: '/v1/pools/{name}/{type}/failback',
    id: 'failback',
    tag: 'overrides',
    schema: 'FailbackReport',
    summary: 'let a pool that waits go back to its better tier now',
    answer: 'what the pool answered and answers now; with dryRun, what it would',
    body: failbackBody,
    refusals: [404, 409],
    scope: 'read, to change operate',
  },
  {
    method: 'post',
    path: '/v1/overrides',
    id: 'decree',
    tag: 'overrides',
    schema: 'DecreeReport',
    summary: 'drain, force down or force up; a dry run needs neither why nor for or until',
    answer: 'the override, and what it changes in each pool; with dryRun, what it would change',
    scope: 'read, to change operate',
    body: decreeOrDryRun,
    refusals: [404, 503],
  },
  {
    method: 'post',
    path: '/v1/overrides/undo',
    id: 'undo',
    tag: 'overrides',
    schema: 'UndoReport',
    summary: 'end overrides before their time',
    answer: 'those that have ended, and what that changes in each pool; with dryRun, what it would change',
    scope: 'read, to change operate',
    body: undoBody,
    refusals: [404, 503],
  },
  {
    method: 'post',
    path: '/v1/simulate',
    id: 'simulate',
    tag: 'overrides',
    schema: 'SimulateReport',
    summary: 'what would be answered with targets down, or, on the socket, by another zone file',
    answer: 'what each pool answers now and then; nothing is changed',
    scope: 'read',
    body: simulateBody,
    isChange: false,
    refusals: [404],
  },
]
