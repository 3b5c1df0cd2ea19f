// What is said of one route of the API: what it takes and gives, in words and by the very schemas that check requests.
import type * as z from 'zod'
import type { ComponentName } from '../schemas/components.ts'

/** The groups of operations. */
export const TAGS = {
  state: 'What is declared, measured and answered.',
  overrides: 'What people decree, and what that would change.',
  history: 'What has changed, when and why.',
  zones: 'Zone files and the zones that were made of them.',
  alerts: 'What fires, and who is told.',
  tokens: 'Who may ask from other machines.',
  node: 'The process itself.',
} as const

export interface Operation {
  readonly method: 'get' | 'post'
  /** As OpenAPI writes it: `/v1/zones/{origin}/export`. */
  readonly path: string
  /** What a generated client calls it; stable. */
  readonly id: string
  readonly tag: keyof typeof TAGS
  readonly summary: string
  /** What comes with 200. */
  readonly answer: string
  /** What that is as JSON, or, of server-sent events, the data of one; `none`: it is text only. An entry of schemas/components.ts. */
  readonly schema: ComponentName | 'none'
  /** `application/json` when not said; of several the first is what is sent to who accepts anything. */
  readonly types?: readonly string[]
  readonly query?: z.ZodType
  /** Keys of the query that may be given more than once. */
  readonly repeated?: readonly string[]
  readonly body?: z.ZodType
  /** Statuses of refusals, beside those that every request of its form can meet. */
  readonly refusals?: readonly number[]
  /**
   * That of a token that it needs; by its method where it is not said. `read, to change operate`: the route lets a dry
   * run pass, and has to refuse the rest by itself (`mayOnlyRead`).
   */
  readonly scope?: 'read' | 'read, to change operate'
  /** `false`: although it is no GET, it changes nothing that a person decides, and is not audited. */
  readonly isChange?: false
  /** It has an ETag, and answers 304. */
  readonly hasTag?: true
  /** Not there over TCP. */
  readonly isLocal?: true
}
