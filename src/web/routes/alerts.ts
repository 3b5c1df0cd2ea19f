// The routes of alerts: what fires and who is told, and a notification to see whether it arrives.
import type { Hono } from 'hono'
import type { Operator } from '../../control/operator.ts'
import { refusal } from './answers.ts'

export function addAlerts(app: Hono, operator: Pick<Operator, 'alerts' | 'testAlert'>): void {
  app.get('/v1/alerts', (context) => context.json(operator.alerts()))
  app.post('/v1/alerts/receivers/:receiver/test', async (context) => {
    const result = await operator.testAlert({ receiver: context.req.param('receiver') })
    return 'problem' in result ? refusal(result) : context.json(result)
  })
}
