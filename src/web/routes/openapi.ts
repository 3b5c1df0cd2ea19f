// GET /openapi.json: the API described as OpenAPI 3.1, made from the schemas that check its requests.
import { STATUS_CODES } from 'node:http'
import type { Hono } from 'hono'
import * as z from 'zod'
import pkg from '../../../package.json' with { type: 'json' }
import { OPERATIONS, type Operation } from './operations.ts'

/** `isLocal`: on the Unix socket, where no token is asked for and more can be. */
export function addOpenApi(app: Hono, isLocal: boolean): void {
  app.get('/openapi.json', (context) => context.json(openApiOf(isLocal)))
}

export function openApiOf(isLocal: boolean) {
  const paths: Record<string, Record<string, unknown>> = {}
  for (const operation of OPERATIONS)
    if (isLocal || operation.isLocal === undefined)
      paths[operation.path] = {
        ...paths[operation.path],
        [operation.method]: describe(operation, isLocal),
      }
  return {
    openapi: '3.1.0',
    info: { title: 'failover', version: pkg.version },
    ...(isLocal ? {} : { security: [{ token: [] }] }),
    paths,
    components: {
      schemas: { Problem: PROBLEM },
      ...(isLocal ? {} : { securitySchemes: { token: BEARER } }),
    },
  }
}

/** As JSON, for its word is that of a probe type, and the code outside of probe/ knows none. */
const BEARER: unknown = JSON.parse(
  '{ "type": "http", "scheme": "bearer", "description": "a token of failover token create" }',
)

/** RFC 9457 §3.1: what every refusal looks like. */
const PROBLEM = {
  type: 'object',
  required: ['type', 'title', 'status', 'detail'],
  properties: {
    type: { type: 'string', description: 'stable; urn:failover:problem:CODE' },
    title: { type: 'string' },
    status: { type: 'integer' },
    detail: { type: 'string', description: 'what is wrong, and what to do' },
    problems: { type: 'array', items: { type: 'string' } },
  },
} as const

/** Whoever comes over TCP can be told these of any request (bearer.ts); anybody the last. */
const BEARER_REFUSALS = [401, 403, 421, 429]

function describe(operation: Operation, isLocal: boolean) {
  const { path, summary, answer, types = ['application/json'], query, body, refusals = [] } = operation
  const scope = operation.scope ?? (operation.method === 'get' ? 'read' : 'operate')
  const content = Object.fromEntries(types.map((type) => [type, {}]))
  const statuses = [...refusals, ...(isLocal ? [] : BEARER_REFUSALS), 500]
  return {
    summary,
    ...(isLocal ? {} : { description: `needs a token with the scope ${scope}` }),
    parameters: [...pathParameters(path), ...(query === undefined ? [] : queryParameters(query))],
    ...(body === undefined
      ? {}
      : { requestBody: { content: { 'application/json': { schema: schemaOf(body) } } } }),
    responses: { 200: { description: answer, content }, ...Object.fromEntries(statuses.map(refusalOf)) },
  }
}

function refusalOf(status: number) {
  const schema = { $ref: '#/components/schemas/Problem' }
  const content = { 'application/problem+json': { schema } }
  return [status, { description: STATUS_CODES[status], content }] as const
}

function pathParameters(path: string) {
  return [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => ({
    name,
    in: 'path',
    required: true,
    schema: { type: 'string' },
  }))
}

function queryParameters(query: z.ZodType) {
  const { properties = {}, required = [] } = schemaOf(query)
  return Object.entries(properties).map(([name, schema]) => ({
    name,
    in: 'query',
    required: required.includes(name),
    schema,
  }))
}

/** As a client writes it: before defaults and conversions. OpenAPI 3.1 takes JSON Schema 2020-12 as it is. */
function schemaOf(schema: z.ZodType) {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io: 'input' })
  return rest
}
