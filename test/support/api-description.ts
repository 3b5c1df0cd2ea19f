// Holds answers of the API against what /openapi.json says of them, by a validator that knows nothing of our schemas.
import assert from 'node:assert/strict'
import { Ajv2020 } from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'
import type { Told } from './http-ask.ts'

interface Content {
  readonly schema: object
  readonly 'x-event-data'?: object
}

export interface DescribedOperation {
  readonly operationId: string
  readonly requestBody?: { readonly required: boolean; readonly content: Readonly<Record<string, Content>> }
  readonly responses: Readonly<Record<string, Reference | DescribedResponse>>
}

interface Reference {
  readonly $ref: string
}

interface DescribedResponse {
  readonly headers?: Readonly<Record<string, unknown>>
  readonly content?: Readonly<Record<string, Content>>
}

export interface ApiDocument {
  readonly paths: Readonly<Record<string, Readonly<Record<string, DescribedOperation>>>>
  readonly components: {
    readonly schemas: Readonly<Record<string, object>>
    readonly responses: Readonly<Record<string, DescribedResponse>>
  }
}

/** Header fields that every answer has, whatever the description says. */
const ALWAYS = ['X-Request-Id']

export class ApiDescription {
  readonly document: ApiDocument
  readonly #ajv = new Ajv2020({ strict: false, allErrors: true })

  constructor(document: ApiDocument) {
    this.document = document
    addFormats.default(this.#ajv)
    this.#ajv.addSchema({ $id: 'api', components: { schemas: closed(document.components.schemas) } })
  }

  /** By their ids. */
  operations(): Map<string, DescribedOperation & { readonly method: string; readonly path: string }> {
    const found = Object.entries(this.document.paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, one]) => [one.operationId, { ...one, method, path }] as const),
    )
    return new Map(found)
  }

  assertAnswer(operation: DescribedOperation, { status, headers, text }: Told): void {
    const what = `${operation.operationId}, ${status}`
    const response = this.#responseOf(operation, status)
    for (const name of [...ALWAYS, ...Object.keys(response.headers ?? {})])
      assert.ok(name.toLowerCase() in headers, `${what}: the description promises ${name}`)
    if (response.content === undefined) {
      assert.equal(text, '', `${what}: no body is described`)
      return
    }
    const type = headers['content-type']?.replace(/;.*$/, '') ?? ''
    const content = response.content[type]
    assert.ok(content, `${what}: ${type} is not described`)
    const events = content['x-event-data']
    if (events === undefined)
      this.#assertValid(content.schema, type.endsWith('json') ? JSON.parse(text) : text, what)
    else
      for (const [, data = ''] of text.matchAll(/^data: (.*)$/gm))
        this.#assertValid(events, JSON.parse(data), what)
  }

  /** Whether the description takes this for a body of that operation. */
  takes({ requestBody }: DescribedOperation, body: unknown): boolean {
    const schema = requestBody?.content['application/json']?.schema
    return schema !== undefined && this.#validator(schema)(body)
  }

  #responseOf({ operationId, responses }: DescribedOperation, status: number): DescribedResponse {
    const response = responses[status]
    assert.ok(response, `${operationId}: ${status} is not described`)
    if (!('$ref' in response)) return response
    const name = response.$ref.replace('#/components/responses/', '')
    const referred = this.document.components.responses[name]
    assert.ok(referred, `${operationId}: ${response.$ref} leads nowhere`)
    return referred
  }

  #assertValid(schema: object, value: unknown, what: string): void {
    const validate = this.#validator(schema)
    assert.ok(validate(value), `${what}: ${this.#ajv.errorsText(validate.errors)}: ${JSON.stringify(value)}`)
  }

  #validator(schema: object) {
    const text = JSON.stringify(schema).replaceAll('"#/components/', '"api#/components/')
    return this.#ajv.compile(JSON.parse(text) as object)
  }
}

/** With no member but those that are described: clients pass over what they do not know, a test must not. */
function closed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(closed)
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.fromEntries(Object.entries(value).map(([key, one]) => [key, closed(one)]))
  const isObject = entries['type'] === 'object' && 'properties' in entries
  return isObject ? { additionalProperties: false, ...entries } : entries
}
