// POST /v1/backup?file=PATH: has the daemon copy its database while it is in use.
import type { Hono } from 'hono'
import * as z from 'zod'
import type { Operator } from '../../control/operator.ts'
import { badRequest, refusal } from './answers.ts'

/** PATH_MAX of Linux. */
const MAX_PATH_CHARACTERS = 4096

export const backupQuery = z.strictObject({
  file: z
    .string({ error: 'expected the path of a file' })
    .min(1)
    .max(MAX_PATH_CHARACTERS)
    .regex(/^\/[^\0]*$/, { error: 'expected an absolute path' })
    .describe('An absolute path on the machine of the daemon, written by its user.'),
})

export function addBackup(app: Hono, operator: Pick<Operator, 'backup'>): void {
  app.post('/v1/backup', async (context) => {
    const query = backupQuery.safeParse(context.req.query())
    if (!query.success) return badRequest('the query cannot be understood', query.error)
    const result = await operator.backup(query.data)
    return 'problem' in result ? refusal(result) : context.json(result)
  })
}
