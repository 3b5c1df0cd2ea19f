// What is answered to a person who decrees, undoes, or lets a pool go back, as control/operator.ts declares it.
import * as z from 'zod'
import { count, id, instant, mark, pool, seconds, text, texts } from './units.ts'

export const overrideStatus = z
  .object({
    id: id('Grows with time; never used twice.'),
    target: text('As it was typed.'),
    decree: z.enum(['drain', 'force-down', 'force-up']).describe('What is to hold.'),
    who: text('Who has decreed it: `alice`, `deploy (token)`.'),
    why: text('As it was typed.'),
    startedAtMs: instant(),
    endsAtMs: instant('Absent: for ever, until somebody undoes it.').exactOptional(),
    pools: z
      .array(pool())
      .describe(
        'The pools that have a member of which it speaks, `name type` each; empty: nothing matches it any more.',
      ),
  })
  .describe('What a person has decreed.')

export const decreedOverride = overrideStatus
  .extend({ id: id('Grows with time; never used twice.').exactOptional() })
  .describe('Without an id where nothing was changed.')

const dryRun = mark('Nothing was changed.')

export const poolMove = z
  .object({
    pool: pool(),
    was: texts('Data of the records that were answered before.'),
    answers: texts('Data of the records that are answered after.'),
    ttlSeconds: seconds('As answered.'),
    why: text('One sentence: why this is the answer.'),
    settled: texts('What it answers when every drain has taken its time; until then `answers`.'),
    healthyBefore: count(
      'How many members are available and not drained, before and when every drain has taken its time.',
    ),
    healthy: count('As many then.'),
    nothingLeft: z.boolean().describe('No healthy member is left of those that there were.'),
    losesRedundancy: z.boolean().describe('One healthy member is left of several.'),
  })
  .describe('What a pool answered before and answers after, or would answer.')

export const decreeReport = z
  .object({
    dryRun,
    override: decreedOverride,
    pools: z.array(poolMove).describe('Those for which something changes.'),
  })
  .describe('An override that holds now.')

export const undoReport = z
  .object({
    dryRun,
    ended: z.array(overrideStatus).describe('Those that hold no longer.'),
    pools: z.array(poolMove).describe('Those for which something changes.'),
  })
  .describe('Overrides that were ended before their time.')

export const failbackReport = z
  .object({
    dryRun,
    pool: pool('`www.corp.example. A`'),
    was: texts('Data of the records that were answered before.'),
    answers: texts('Data of the records that are answered after.'),
  })
  .describe('A pool that went back to its better tier.')
