// GET /openapi.json: the API described as OpenAPI 3.1; nothing of that is read or made before somebody asks for it.
import { createHash } from 'node:crypto'
import type { Hono } from 'hono'
import { isKnown, tagOf } from './status.ts'

interface Described {
  readonly text: string
  readonly tag: string
}

/** `isLocal`: on the Unix socket, where no token is asked for and more can be. */
export function addOpenApi(app: Hono, isLocal: boolean): void {
  let made: Promise<Described> | undefined
  app.get('/openapi.json', async (context) => {
    made ??= make(isLocal)
    const { text, tag } = await made
    const headers = { etag: tag, 'cache-control': 'no-cache' }
    if (isKnown(context.req.header('if-none-match') ?? '', tag)) return context.body(null, 304, headers)
    return context.body(text, 200, { ...headers, 'content-type': 'application/json' })
  })
}

async function make(isLocal: boolean): Promise<Described> {
  const { openApiOf } = await import('../schemas/document.ts')
  const text = JSON.stringify(openApiOf(isLocal))
  return { text, tag: tagOf(createHash('sha256').update(text).digest('base64url')) }
}
