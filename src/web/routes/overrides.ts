// The routes on which people decree: drain, force down, force up, undo, failback; who does is what the socket says.
import type { Hono, MiddlewareHandler } from 'hono'
import * as z from 'zod'
import type { Operator } from '../../control/operator.ts'
import { mayOnlyRead } from '../listen/stranger.ts'
import { type UserOf, user, whoAsks } from '../listen/who.ts'
import { badRequest, refusal } from './answers.ts'
import { explainQuery } from './app-queries.ts'
import { limitedBody, parsedBody } from './json-body.ts'

const MAX_TARGET_CHARACTERS = 1200
const MAX_WHY_CHARACTERS = 1024
const MAX_TIME_CHARACTERS = 40

const target = z
  .string({ error: 'expected a target, an address, a server name or a pool member' })
  .trim()
  .min(1, { error: 'expected a text that is not empty' })
  .max(MAX_TARGET_CHARACTERS, { error: `longer than ${MAX_TARGET_CHARACTERS} characters` })
  .describe(
    '`ADDRESS/CHECK`, an address, the owner of address records, or `OWNER TYPE DATA`; each with `*` for any characters.',
  )

function time(what: string) {
  return z.string({ error: 'expected a text' }).max(MAX_TIME_CHARACTERS).describe(what).exactOptional()
}

const dryRun = z
  .boolean({ error: 'expected true or false' })
  .default(false)
  .describe('Nothing is changed: what would be is told.')

const why = z
  .string({ error: 'expected a text' })
  .trim()
  .min(1, { error: 'expected a text that is not empty' })
  .max(MAX_WHY_CHARACTERS, { error: `longer than ${MAX_WHY_CHARACTERS} characters` })
  .describe('For those who will read it.')

const parts = {
  decree: z
    .enum(['drain', 'force-down', 'force-up'], { error: 'expected drain, force-down or force-up' })
    .describe('What is to hold.'),
  target,
  for: time('A duration, `2h`, or `ever`; either this or `until`.'),
  until: time('A moment as RFC 3339 writes it; either this or `for`.'),
  user,
  dryRun,
}

const decreeBody = z
  .strictObject({ ...parts, why })
  .refine(({ for: span, until }) => (span === undefined) !== (until === undefined), {
    error: 'expected either for, a duration such as "2h" or "ever", or until, a moment',
  })

/** Whoever asks what would come of it need not know yet why and for how long. */
const dryDecreeBody = z
  .strictObject({ ...parts, why: why.default('') })
  .refine(({ for: span, until }) => span === undefined || until === undefined, {
    error: 'expected for, a duration, or until, a moment, and not both',
  })
  .transform((body) => (body.for === undefined && body.until === undefined ? { ...body, for: 'ever' } : body))

/** What either of the two takes, as it is published. */
export const decreeOrDryRun = z.strictObject({ ...parts, why: why.exactOptional() }).meta({
  description: 'What is decreed. A dry run needs neither why nor an end.',
  not: { required: ['for', 'until'] },
  if: { properties: { dryRun: { const: true } }, required: ['dryRun'] },
  else: { required: ['why'], anyOf: [{ required: ['for'] }, { required: ['until'] }] },
})

export const undoBody = z.strictObject({ target, user, dryRun }).describe('Whose overrides end.')

export const failbackBody = z.strictObject({ dryRun }).describe('Nothing at all lets the pool go back.')

const limited = limitedBody('a decree')

/** Stands before each of these routes: a token that may only read is heard when nothing is to be changed. */
const mayChange: MiddlewareHandler = async (context, next) => {
  const isDry = isDryRun(parsedBody(await context.req.text()))
  context.set('isDryRun', isDry)
  return mayOnlyRead(context, isDry) ?? next()
}

export function addOverrides(
  app: Hono,
  operator: Pick<Operator, 'decree' | 'undo' | 'failback'>,
  userOf: UserOf = () => undefined,
): void {
  app.post('/v1/overrides', limited, mayChange, async (context) => {
    const said = parsedBody(await context.req.text())
    const body = (isDryRun(said) ? dryDecreeBody : decreeBody).safeParse(said)
    if (!body.success) return badRequest('the decree cannot be understood', body.error)
    const { user: claimed, dryRun, ...decree } = body.data
    const who = whoAsks(context, userOf, claimed)
    context.set('change', decree)
    const result = operator.decree({ ...decree, who, ...(dryRun ? { dryRun } : {}) })
    return 'problem' in result ? refusal(result) : context.json(result)
  })
  app.post('/v1/overrides/undo', limited, mayChange, async (context) => {
    const said = parsedBody(await context.req.text())
    const body = undoBody.safeParse(said)
    if (!body.success) return badRequest('what to undo cannot be understood', body.error)
    const { user: claimed, target, dryRun } = body.data
    const who = whoAsks(context, userOf, claimed)
    context.set('change', { undo: target })
    const result = operator.undo({ target, who, ...(dryRun ? { dryRun } : {}) })
    return 'problem' in result ? refusal(result) : context.json(result)
  })
  app.post('/v1/pools/:name/:type/failback', limited, mayChange, async (context) => {
    const said = parsedBody(await context.req.text())
    const pool = explainQuery.safeParse(context.req.param())
    if (!pool.success) return badRequest('the pool cannot be understood', pool.error)
    const body = failbackBody.safeParse(said)
    if (!body.success) return badRequest('what to let go back cannot be understood', body.error)
    const { dryRun } = body.data
    const result = operator.failback({ ...pool.data, ...(dryRun ? { dryRun } : {}) })
    return 'problem' in result ? refusal(result) : context.json(result)
  })
}

function isDryRun(body: unknown): boolean {
  return typeof body === 'object' && body !== null && 'dryRun' in body && body.dryRun === true
}
