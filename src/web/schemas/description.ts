// The description of the API as an answer of the API: the outermost keys of OpenAPI 3.1.
import * as z from 'zod'
import { text } from './units.ts'

export interface OpenApi {
  readonly openapi: string
  readonly info: Readonly<Record<string, unknown>>
  readonly tags: readonly unknown[]
  /** Absent on the Unix socket, where no token is asked for. */
  readonly security?: readonly unknown[]
  readonly paths: Readonly<Record<string, unknown>>
  readonly components: Readonly<Record<string, unknown>>
}

const named = z.record(z.string(), z.unknown())

export const description = z
  .object({
    openapi: text('The version of the specification.'),
    info: named.describe('What is described, and its version.'),
    tags: z.array(z.unknown()).describe('The groups of operations.'),
    security: z
      .array(z.unknown())
      .describe('Absent on the Unix socket, where no token is asked for.')
      .exactOptional(),
    paths: named.describe('The operations, by path and method.'),
    components: named.describe('What operations refer to, by name.'),
  })
  .describe('This description, as OpenAPI 3.1 says.')
