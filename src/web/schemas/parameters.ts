// Parameters of operations: of the path, of the query, and of the header.
import * as z from 'zod'
import type { Operation } from '../operations/operation.ts'

/** What stands in the path of a route; a `/` in it is written as %2F. */
const IN_PATH: Readonly<Record<string, string>> = {
  origin: 'A zone; the dot at its end may be left out.',
  name: 'The name of a pool; the dot at its end may be left out.',
  type: 'The type of the records of a pool: A, MX, TYPE123, …',
  receiver: 'A receiver of alerts, by its name in failover.yaml, or watchdog.',
  target: 'A target, as ADDRESS/CHECK or CHECK/ADDRESS.',
}

export const HEADER_PARAMETERS = {
  IfNoneMatch: {
    name: 'If-None-Match',
    in: 'header',
    description:
      'The ETag of an answer that is known: as long as it would be the same, 304 comes without a body.',
    schema: { type: 'string' },
  },
  LastEventId: {
    name: 'Last-Event-ID',
    in: 'header',
    description: 'The id of the last event that was taken: it goes on behind it. It goes before the query.',
    schema: { type: 'string', pattern: '^\\d{1,15}$' },
  },
} as const

export function parametersOf({ path, query, hasTag, types = [] }: Operation): readonly unknown[] {
  return [
    ...pathParameters(path),
    ...(query === undefined ? [] : queryParameters(query)),
    ...(hasTag ? [referenceTo('IfNoneMatch')] : []),
    ...(types.includes('text/event-stream') ? [referenceTo('LastEventId')] : []),
  ]
}

function referenceTo(name: keyof typeof HEADER_PARAMETERS) {
  return { $ref: `#/components/parameters/${name}` }
}

function pathParameters(path: string) {
  return [...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => ({
    name,
    in: 'path',
    required: true,
    description: IN_PATH[name],
    schema: { type: 'string' },
  }))
}

function queryParameters(query: z.ZodType) {
  const { properties = {}, required = [] } = z.toJSONSchema(query, { io: 'input' })
  return Object.entries(properties).map(([name, schema]) => {
    const { description, ...rest } = typeof schema === 'boolean' ? {} : schema
    return { name, in: 'query', required: required.includes(name), description, schema: rest }
  })
}
