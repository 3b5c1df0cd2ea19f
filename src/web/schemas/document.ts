// The API described as OpenAPI 3.1, made from the schemas that check its requests and those of its answers.
import * as z from 'zod'
import pkg from '../../../package.json' with { type: 'json' }
import { type Operation, TAGS } from '../operations/operation.ts'
import { OPERATIONS } from '../operations/registry.ts'
import { COMPONENTS } from './components.ts'
import type { OpenApi } from './description.ts'
import { exampleOf } from './examples.ts'
import { HEADER_PARAMETERS, parametersOf } from './parameters.ts'
import { HEADERS, refusalsOf, responseOf, responsesOf } from './responses.ts'

/** `isLocal`: on the Unix socket, where no token is asked for and more can be. */
export function openApiOf(isLocal: boolean) {
  const operations = OPERATIONS.filter((operation) => isLocal || operation.isLocal === undefined)
  const paths: Record<string, Record<string, unknown>> = {}
  for (const operation of operations)
    paths[operation.path] = { ...paths[operation.path], [operation.method]: describe(operation, isLocal) }
  return {
    openapi: '3.1.0',
    info: { title: 'failover', version: pkg.version, description: PROMISE },
    tags: Object.entries(TAGS).map(([name, description]) => ({ name, description })),
    ...(isLocal ? {} : { security: [{ token: [] }] }),
    paths,
    components: {
      schemas: schemasOf(operations),
      parameters: HEADER_PARAMETERS,
      headers: HEADERS,
      responses: responsesOf(),
      ...(isLocal ? {} : { securitySchemes: { token: BEARER } }),
    },
  } satisfies OpenApi
}

const PROMISE = [
  'Below /v1 answers get further members, and no member goes or changes what it means: pass over what you do not know.',
  'A request is held to its schema, and a key that is not in it is refused.',
  'Every refusal is a problem detail (RFC 9457); its `type` says which one, and is stable.',
].join('\n')

/** As JSON, for its word is that of a probe type, and the code outside of probe/ knows none. */
const BEARER: unknown = JSON.parse(
  '{ "type": "http", "scheme": "bearer", "description": "A token of failover token create." }',
)

function describe(operation: Operation, isLocal: boolean) {
  const { id, tag, summary, method, body } = operation
  const scope = operation.scope ?? (method === 'get' ? 'read' : 'operate')
  const refusals = refusalsOf(operation, isLocal).map((status) => [status, responseOf(status)])
  return {
    operationId: id,
    tags: [tag],
    summary,
    ...(isLocal ? {} : { description: `needs a token with the scope ${scope}` }),
    parameters: parametersOf(operation),
    ...(body === undefined ? {} : { requestBody: requestBodyOf(id, body) }),
    responses: { 200: answerOf(operation), ...notModified(operation), ...Object.fromEntries(refusals) },
  }
}

function requestBodyOf(id: string, body: z.ZodType) {
  const schema = { $ref: referenceTo(bodyName(id)) }
  const content = { 'application/json': { schema, ...exampleOf(id, 'request') } }
  return { required: !body.safeParse({}).success, content }
}

function answerOf(operation: Operation) {
  const { answer, types = ['application/json'], hasTag } = operation
  const content = Object.fromEntries(types.map((type) => [type, contentOf(operation, type)]))
  return {
    description: answer,
    headers: {
      'X-Request-Id': { $ref: '#/components/headers/RequestId' },
      'Cache-Control': { $ref: '#/components/headers/CacheControl' },
      ...(hasTag ? { ETag: { $ref: '#/components/headers/ETag' } } : {}),
      ...(types.length > 1 ? { Vary: { $ref: '#/components/headers/Vary' } } : {}),
    },
    content,
  }
}

function contentOf({ id, schema }: Operation, type: string) {
  if (type === 'text/event-stream') return { schema: EVENTS, 'x-event-data': schemaOf(schema) }
  if (type !== 'application/json') return { schema: { type: 'string' } }
  return { schema: schemaOf(schema), ...exampleOf(id, 'answer') }
}

function schemaOf(name: Operation['schema']) {
  return name === 'none' ? {} : { $ref: referenceTo(name) }
}

/** Of OpenAPI 3.1 nothing but words says what a stream consists of: 3.2 is the first that has more. */
const EVENTS = {
  type: 'string',
  description:
    'Server-sent events. `id` is the id of a transition, `event` its kind, `data` the transition as JSON, in one line. A comment comes when nothing has happened for 15 s; `retry` is what a client waits before it comes back.',
}

function notModified({ hasTag }: Operation) {
  if (!hasTag) return {}
  const headers = {
    'X-Request-Id': { $ref: '#/components/headers/RequestId' },
    ETag: { $ref: '#/components/headers/ETag' },
  }
  return { 304: { description: 'It is still what If-None-Match names.', headers } }
}

function bodyName(id: string): string {
  return `${id.charAt(0).toUpperCase()}${id.slice(1)}Body`
}

function referenceTo(name: string): string {
  return `#/components/schemas/${name}`
}

/** As a client writes and reads it: before defaults and conversions. OpenAPI 3.1 takes JSON Schema 2020-12 as it is. */
function schemasOf(operations: readonly Operation[]): Record<string, unknown> {
  const registry = z.registry<{ readonly id: string }>()
  for (const [id, schema] of Object.entries(COMPONENTS)) registry.add(schema, { id })
  for (const { id, body } of operations) if (body !== undefined) registry.add(body, { id: bodyName(id) })
  const { schemas } = z.toJSONSchema(registry, { io: 'input', uri: referenceTo })
  return Object.fromEntries(
    Object.entries(schemas).map(([name, { $schema: _, $id: __, ...schema }]) => [name, schema]),
  )
}
