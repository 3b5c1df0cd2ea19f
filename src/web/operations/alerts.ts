// The routes about what fires, and who is told.
import { alertsQuery } from '../routes/alerts.ts'
import type { Operation } from './operation.ts'

export const ALERTS_OPERATIONS: readonly Operation[] = [
  {
    method: 'get',
    path: '/v1/alerts',
    id: 'listAlerts',
    tag: 'alerts',
    schema: 'AlertsReport',
    summary:
      'the alerts that are firing, the worst first, a page at a time, and how it goes with those who are told',
    answer: 'a page of alerts, and the receivers; next is the cursor of the page that follows',
    query: alertsQuery,
  },
  {
    method: 'post',
    path: '/v1/alerts/receivers/{receiver}/test',
    id: 'testAlert',
    tag: 'alerts',
    schema: 'AlertTestReport',
    summary: 'send a receiver a notification that says that it is a test',
    answer: 'what became of it',
    refusals: [404],
  },
]
