// What every refusal looks like: problem details (RFC 9457 §3.1), as routes/problem.ts declares them.
import * as z from 'zod'
import { text, texts } from './units.ts'

export const problem = z
  .object({
    type: z.string().meta({
      description: 'Stable: `urn:failover:problem:` and a code, of which scripts may tell refusals apart.',
      format: 'uri',
    }),
    title: text('The words that HTTP has for the status.'),
    status: z.int().min(400).max(599).describe('The status of the response.'),
    detail: text('What is wrong, and what to do.'),
    instance: z
      .string()
      .meta({
        description:
          'The id of the request, under which the log tells more. Its last part is the `X-Request-Id`; absent, when the request did not come whole.',
        format: 'uri',
      })
      .exactOptional(),
    problems: texts('Every finding about the request, one line each.').exactOptional(),
  })
  .describe('Why a request was refused.')
