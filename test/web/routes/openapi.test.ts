// The description of the API, held against the API.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Hono } from 'hono'
import { createLog } from '../../../src/log.ts'
import { addRoutes, createApp } from '../../../src/web/app.ts'
import { OPERATIONS } from '../../../src/web/operations/registry.ts'
import { addOpenApi } from '../../../src/web/routes/openapi.ts'
import { addSimulate } from '../../../src/web/routes/simulate.ts'
import { openApiOf } from '../../../src/web/schemas/document.ts'
import { fakeOperator } from '../../support/fake-operator.ts'

interface Described {
  readonly openapi: string
  readonly components: { readonly schemas: Readonly<Record<string, DescribedSchema>> }
  readonly paths: Readonly<Record<string, Readonly<Record<string, DescribedOperation>>>>
}

interface DescribedOperation {
  readonly parameters: readonly { readonly in: string; readonly name: string; readonly required: boolean }[]
  readonly requestBody?: {
    readonly content: { readonly 'application/json': { readonly schema: { readonly $ref: string } } }
  }
}

interface DescribedSchema {
  readonly required: readonly string[]
  readonly properties: { readonly decree: { readonly enum: readonly string[] } }
  readonly additionalProperties: boolean
}

const metrics = { read: async () => ({ text: '', contentType: 'text/plain' }), requested: () => undefined }

/** `GET /v1/zones/{origin}/export`; middleware, which is there for every method, is left out. */
function routesOf(app: Hono): string[] {
  const routes = app.routes.filter(({ method }) => method !== 'ALL')
  const named = routes.map(({ method, path }) => `${method} ${path.replace(/:(\w+)(\{[^}]*\})?/g, '{$1}')}`)
  return [...new Set(named)].sort()
}

function described(isLocal: boolean): string[] {
  return Object.entries((openApiOf(isLocal) as unknown as Described).paths)
    .flatMap(([path, methods]) => Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`))
    .sort()
}

test('every route of the Unix socket is described, and nothing else', () => {
  const app = createApp(fakeOperator(), createLog('silent'), undefined, metrics)
  assert.deepEqual(described(true), routesOf(app))
})

test('over TCP what stays on the socket is not described', () => {
  const app = new Hono()
  addRoutes(app, fakeOperator(), undefined, metrics)
  addSimulate(app, fakeOperator(), false)
  addOpenApi(app, false)
  assert.deepEqual(described(false), routesOf(app))
  assert.deepEqual(
    OPERATIONS.filter(({ isLocal }) => isLocal).map(({ method, path }) => `${method} ${path}`),
    ['get /v1/tokens', 'post /v1/tokens', 'post /v1/tokens/revoke', 'post /v1/backup'],
  )
})

test('parameters and bodies are those that the routes check', async () => {
  const app = createApp(fakeOperator(), createLog('silent'))
  const answer = await app.request('/openapi.json')
  const { openapi, paths, components } = (await answer.json()) as Described
  assert.equal(openapi, '3.1.0')
  const operation = (path: string, method: string) => paths[path]?.[method]
  const named = (path: string, method: string) =>
    operation(path, method)?.parameters.map((one) => [one.in, one.name, one.required])
  assert.deepEqual(named('/v1/explain', 'get'), [
    ['query', 'name', true],
    ['query', 'type', false],
    ['query', 'from', false],
    ['query', 'at', false],
  ])
  assert.deepEqual(named('/v1/zones/{origin}/export', 'get'), [
    ['path', 'origin', true],
    ['query', 'declared', false],
  ])
  const { $ref = '' } =
    operation('/v1/overrides', 'post')?.requestBody?.content['application/json'].schema ?? {}
  const schema = components.schemas[$ref.replace('#/components/schemas/', '')]
  assert.deepEqual(schema?.required, ['decree', 'target'])
  assert.deepEqual(schema?.properties.decree.enum, ['drain', 'force-down', 'force-up'])
  assert.equal(schema?.additionalProperties, false)
})

test('every reference leads to something, and over TCP every request needs a token', () => {
  const description = openApiOf(false)
  const references = [...JSON.stringify(description).matchAll(/"\$ref":"#\/components\/schemas\/(\w+)"/g)]
  assert.ok(references.length > 0)
  for (const [, name = ''] of references) assert.ok(name in description.components.schemas, name)
  assert.deepEqual(description.security, [{ token: [] }])
  assert.ok('token' in (description.components.securitySchemes ?? {}))
  assert.equal(openApiOf(true).security, undefined)
})

test('RFC 9110 §13.1.2: the description has a tag that stands for its text, and is not sent again to who knows it', async () => {
  const ask = (app: Hono, known?: string) =>
    app.request('/openapi.json', { headers: known === undefined ? {} : { 'if-none-match': known } })
  const [local, remote] = [new Hono(), new Hono()]
  addOpenApi(local, true)
  addOpenApi(remote, false)
  const tag = (await ask(local)).headers.get('etag') ?? ''
  assert.match(tag, /^W\/"[\w-]{43}"$/)
  const again = await ask(local, `"other", ${tag}`)
  assert.deepEqual([again.status, await again.text(), again.headers.get('etag')], [304, '', tag])
  assert.equal((await ask(remote, tag)).status, 200, 'over TCP it is another one')
})
