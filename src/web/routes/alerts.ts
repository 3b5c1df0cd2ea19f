// The routes of alerts: what fires and who is told, and a notification to see whether it arrives.
import type { Hono } from 'hono'
import * as z from 'zod'
import { ALERT_KINDS, ALERT_STATES, SEVERITIES } from '../../alert/alert.ts'
import type { Operator } from '../../control/operator.ts'
import { badRequest, refusal } from './answers.ts'
import { limitUpTo } from './limit-parameter.ts'

/** A name may be written with 4 characters for each of its 255 octets; a type or a check stands beside it. */
const MAX_SUBJECT_CHARACTERS = 2048
const MAX_LIMIT = 1000

const CURSOR = new RegExp(`^(?:${SEVERITIES.join('|')}):-?[0-9]{1,15}$`)

/** Some of these words, with commas between. */
function someOf<const Words extends readonly string[]>(words: Words) {
  const sentence = `ome of ${words.join(', ')}, with commas between`
  const word = `(?:${words.join('|')})`
  return z
    .string()
    .meta({ description: `S${sentence}.`, pattern: `^${word}(?:,${word})*$` })
    .transform((text) => text.split(','))
    .pipe(z.array(z.enum(words, { error: `expected s${sentence}` })))
    .exactOptional()
}

export const alertsQuery = z
  .strictObject({
    state: z
      .enum(ALERT_STATES, { error: `expected one of ${ALERT_STATES.join(', ')}` })
      .describe(
        'firing, which is the default; held: those that fire and of which nobody is told; resolved: over, and still to be told.',
      )
      .exactOptional(),
    severity: someOf(SEVERITIES),
    kind: someOf(ALERT_KINDS),
    subject: z
      .string()
      .trim()
      .min(1)
      .max(MAX_SUBJECT_CHARACTERS)
      .describe('A target, an address, a name with or without a type, or a zone; `*` for any characters.')
      .exactOptional(),
    limit: limitUpTo(MAX_LIMIT).exactOptional(),
    cursor: z
      .string()
      .regex(CURSOR, { error: 'expected the next of another page' })
      .describe('`next` of the page before.')
      .exactOptional(),
  })
  .transform(({ severity, kind, ...rest }) => ({
    ...rest,
    ...(severity === undefined ? {} : { severities: severity }),
    ...(kind === undefined ? {} : { kinds: kind }),
  }))

export function addAlerts(app: Hono, operator: Pick<Operator, 'alerts' | 'testAlert'>): void {
  app.get('/v1/alerts', (context) => {
    const query = alertsQuery.safeParse(context.req.query())
    if (!query.success) return badRequest('the query cannot be understood', query.error)
    return context.json(operator.alerts(query.data))
  })
  app.post('/v1/alerts/receivers/:receiver/test', async (context) => {
    const result = await operator.testAlert({ receiver: context.req.param('receiver') })
    return 'problem' in result ? refusal(result) : context.json(result)
  })
}
