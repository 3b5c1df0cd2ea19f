// GET /v1/history: the transitions, newest first, filtered, a page at a time.
import type { Hono } from 'hono'
import * as z from 'zod'
import type { Operator } from '../../control/operator.ts'
import { TRANSITION_KINDS } from '../../store/transition-kinds.ts'
import { badRequest, refusal } from './answers.ts'
import { limitUpTo } from './limit-parameter.ts'
import { inMs, moment } from './moment-parameter.ts'

/** A name may be written with 4 characters for each of its 255 octets; a type or a check stands beside it. */
const MAX_SUBJECT_CHARACTERS = 2048
const MAX_LIMIT = 1000

const KINDS = TRANSITION_KINDS.join(', ')

const KIND = `(?:${TRANSITION_KINDS.join('|')})`

export const historyQuery = z
  .strictObject({
    subject: z
      .string()
      .trim()
      .min(1)
      .max(MAX_SUBJECT_CHARACTERS)
      .describe('A target, an address, a name with or without a type, or the origin of a zone.')
      .exactOptional(),
    kind: z
      .string()
      .meta({ description: `Some of ${KINDS}, with commas between.`, pattern: `^${KIND}(?:,${KIND})*$` })
      .transform((text) => text.split(','))
      .pipe(z.array(z.enum(TRANSITION_KINDS, { error: `expected some of ${KINDS}, with commas between` })))
      .exactOptional(),
    since: moment('At or after.'),
    until: moment('Before.'),
    limit: limitUpTo(MAX_LIMIT).exactOptional(),
    cursor: z
      .string()
      .regex(/^\d{1,15}$/, { error: 'expected a whole number' })
      .transform(Number)
      .describe('`next` of the page before.')
      .exactOptional(),
  })
  .transform(({ kind, since, until, ...rest }) => ({
    ...rest,
    ...(kind === undefined ? {} : { kinds: kind }),
    ...inMs({ since, until }),
  }))

export function addHistory(app: Hono, operator: Pick<Operator, 'history'>): void {
  app.get('/v1/history', (context) => {
    const query = historyQuery.safeParse(context.req.query())
    if (!query.success) return badRequest('the query cannot be understood', query.error)
    const result = operator.history(query.data)
    return 'problem' in result ? refusal(result) : context.json(result)
  })
}
