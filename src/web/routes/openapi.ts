// GET /openapi.json: the API described as OpenAPI 3.1; nothing of that is read or made before somebody asks for it.
import type { Hono } from 'hono'

/** `isLocal`: on the Unix socket, where no token is asked for and more can be. */
export function addOpenApi(app: Hono, isLocal: boolean): void {
  let made: Promise<string> | undefined
  app.get('/openapi.json', async (context) => {
    made ??= make(isLocal)
    return context.body(await made, 200, { 'content-type': 'application/json' })
  })
}

async function make(isLocal: boolean): Promise<string> {
  const { openApiOf } = await import('../schemas/document.ts')
  return JSON.stringify(openApiOf(isLocal))
}
