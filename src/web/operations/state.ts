// The routes about what is declared, measured and answered.
import { explainQuery } from '../routes/app-queries.ts'
import { reportBody } from '../routes/reports.ts'
import type { Operation } from './operation.ts'

export const STATE_OPERATIONS: readonly Operation[] = [
  {
    method: 'get',
    path: '/v1/status',
    id: 'getStatus',
    tag: 'state',
    schema: 'Status',
    summary: 'what is up, what is answered, and why',
    answer: 'the status; its ETag changes with a state or an answer; 304 when If-None-Match has it',
    hasTag: true,
  },
  {
    method: 'get',
    path: '/v1/explain',
    id: 'explain',
    tag: 'state',
    schema: 'Explanation',
    summary: 'every step from what the zone file declares to what is answered, now or at a past instant',
    answer: 'the steps and the answer; with at also what is not known of that time',
    query: explainQuery,
    refusals: [503],
  },
  {
    method: 'post',
    path: '/v1/reports/{target}',
    id: 'report',
    tag: 'state',
    schema: 'ReportReceipt',
    summary: 'say that a target of a push check is well, or why it is not',
    answer: 'the targets for which it was taken',
    body: reportBody,
    isChange: false,
    refusals: [404, 503],
  },
]
