// How a query says how much it wants at most.
import * as z from 'zod'

export function limitUpTo(most: number) {
  return z
    .string()
    .regex(/^\d{1,9}$/, { error: 'expected a whole number' })
    .transform(Number)
    .refine((limit) => limit >= 1 && limit <= most, { error: `expected 1 to ${most}` })
    .describe(`At most so many in one answer: 1 to ${most}.`)
}
