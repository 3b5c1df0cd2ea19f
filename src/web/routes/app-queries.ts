// What may be asked of a name and of a zone.
import { isIP } from 'node:net'
import * as z from 'zod'
import { moment } from './moment-parameter.ts'

/** RFC 1035 §2.3.4 allows 255 octets; each may be written as `\DDD`. */
const MAX_NAME_CHARACTERS = 4 * 255
const MAX_TYPE_CHARACTERS = 16

const explainParameters = z.strictObject({
  name: z
    .string({ error: 'expected a name' })
    .min(1)
    .max(MAX_NAME_CHARACTERS)
    .describe('A domain name; the dot at its end may be left out.'),
  type: z
    .string()
    .min(1)
    .max(MAX_TYPE_CHARACTERS)
    .describe('A mnemonic or TYPE123; A when absent.')
    .exactOptional(),
  from: z
    .string()
    .refine((text) => isIP(text) !== 0, { error: 'expected an IPv4 or IPv6 address' })
    .meta({
      description: "The client's address; absent: a client that no `for=` matches.",
      anyOf: [{ format: 'ipv4' }, { format: 'ipv6' }],
    })
    .exactOptional(),
  at: moment('A past instant; now when absent.'),
})

export const explainQuery = explainParameters.transform(({ at, ...rest }) => ({
  ...rest,
  ...(at === undefined ? {} : { atMs: at }),
}))

/** A switch says what it switches: `declared=true`. */
export const exportQuery = z.strictObject({
  declared: z
    .enum(['true', 'false'])
    .default('false')
    .describe('Everything that the file declares, instead of what is answered now.'),
})
