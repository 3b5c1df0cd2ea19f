// The routes about what fires, and who is told.
import type { Operation } from './operation.ts'

export const ALERTS_OPERATIONS: readonly Operation[] = [
  {
    method: 'get',
    path: '/v1/alerts',
    id: 'listAlerts',
    tag: 'alerts',
    schema: 'AlertsReport',
    summary: 'the alerts that are firing, and how it goes with those who are told',
    answer: 'the alerts, the worst first, and the receivers',
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
