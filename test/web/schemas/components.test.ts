// The schemas of answers: that they say what the interfaces say, of everything something, and nothing twice.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { openApiOf } from '../../../src/web/schemas/document.ts'
import { filesBelow, importsOf, ROOT_FOLDER } from '../../support/source-tree.ts'

interface Schema {
  readonly type?: string
  readonly description?: string
  readonly $ref?: string
  readonly properties?: Readonly<Record<string, Schema>>
}

const SCHEMAS: Readonly<Record<string, Schema>> = JSON.parse(
  JSON.stringify(openApiOf(true).components.schemas),
)
const DECLARED_IN = [
  'src/control/operator.ts',
  'src/control/operator-requests.ts',
  'src/control/operator-findings.ts',
  'src/control/operator-series.ts',
  'src/web/routes/problem.ts',
  'src/store/transitions.ts',
]

/** `Status`, `Status.atMs` and what their comments say; of members only the outermost. */
function commentsIn(file: string): [string, string][] {
  const source = readFileSync(join(ROOT_FOLDER, file), 'utf8')
  const interfaces = source.matchAll(/(?:^\/\*\* ([^\n]*) \*\/\n)?^export interface (\w+) \{\n(.*?)^\}/gms)
  return [...interfaces].flatMap(([, comment = '', name = '', members = '']) => {
    const known = members.matchAll(/^ {2}\/\*\* ([^\n]*) \*\/\n {2}readonly (\w+)/gm)
    const of = [...known].map(([, said = '', key = '']): [string, string] => [`${name}.${key}`, said])
    return [[name, comment] as [string, string], ...of].filter(([, said]) => said !== '')
  })
}

/** Every schema of an object, with where it stands. */
function objectsIn(value: unknown, place: string): [string, Schema][] {
  if (typeof value !== 'object' || value === null) return []
  const inner = Object.entries(value).flatMap(([key, one]) => objectsIn(one, `${place}.${key}`))
  return 'properties' in value ? [[place, value as Schema], ...inner] : inner
}

const OBJECTS = Object.entries(SCHEMAS).flatMap(([name, schema]) => objectsIn(schema, name))

test('what the comment of an interface or of a member says, its schema says too', () => {
  const comments = DECLARED_IN.flatMap(commentsIn).map(
    ([place, said]) =>
      [
        place.replace(/^Transition\b/, 'TransitionReport').replace(/^ProblemDetails\b/, 'Problem'),
        said,
      ] as const,
  )
  let held = 0
  for (const [place, said] of comments) {
    const [name = '', key] = place.split('.')
    const schema = key === undefined ? SCHEMAS[name] : SCHEMAS[name]?.properties?.[key]
    if (SCHEMAS[name] === undefined) continue
    const { description = SCHEMAS[schema?.$ref?.replace(/.*\//, '') ?? '']?.description ?? '' } = schema ?? {}
    assert.ok(
      description.startsWith(said.replace(/^RFC 9457 .*/, '')),
      `${place}: "${description}" is not "${said}"`,
    )
    held++
  }
  assert.ok(held > 60, `only ${held} comments were found`)
})

test('of every answer and of every member of it something is said', () => {
  for (const [name, { description }] of Object.entries(SCHEMAS)) assert.ok(description, name)
  for (const [place, { properties = {} }] of OBJECTS.filter(([where]) => !/\.(?:oneOf|if)\b/.test(where)))
    for (const [key, schema] of Object.entries(properties))
      assert.ok(schema.description ?? '$ref' in schema, `${place}.${key}: it has no description`)
})

test('no schema of an object stands twice: what is the same has a name', () => {
  const places = new Map<string, string>()
  for (const [place, schema] of OBJECTS) {
    const text = JSON.stringify(schema)
    assert.equal(
      places.get(text),
      undefined,
      `${place} is ${places.get(text)}: make it an entry of components.ts`,
    )
    places.set(text, place)
  }
})

test('the schemas of answers are read when somebody asks for the description, and not before', () => {
  const early = filesBelow('src')
    .filter(({ path }) => !path.startsWith('src/web/schemas/'))
    .flatMap(importsOf)
    .filter(({ target, typesOnly }) => target.startsWith('src/web/schemas/') && !typesOnly)
  assert.deepEqual(
    early.map(({ place, target }) => `${place.replace(/:\d+$/, '')} ${target}`),
    ['src/web/routes/openapi.ts src/web/schemas/document.ts'],
  )
  assert.match(
    readFileSync(join(ROOT_FOLDER, 'src/web/routes/openapi.ts'), 'utf8'),
    /await import\('\.\.\/schemas\/document\.ts'\)/,
  )
})
