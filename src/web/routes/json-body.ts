// The JSON in the body of a request, bounded; a schema says what it must be.
import { bodyLimit } from 'hono/body-limit'
import { problemResponse } from './problem.ts'

const MAX_BODY_OCTETS = 4096

/** `what` is refused when it is longer. */
export function limitedBody(what: string): ReturnType<typeof bodyLimit> {
  return bodyLimit({
    maxSize: MAX_BODY_OCTETS,
    onError: () => problemResponse('too-large', `${what} has at most ${MAX_BODY_OCTETS} octets`),
  })
}

/** What is no JSON is undefined, which no schema takes; nothing at all is an object without keys. */
export function parsedBody(text: string): unknown {
  if (text.trim() === '') return {}
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
