// What an HTTP request asks for: a DNS message in its URL, one in its body, or nothing that is served (RFC 8484 §4.1).

import { MAX_TCP_MESSAGE } from './limits.ts'

export const DOH_PATH = '/dns-query'
export const DOH_TYPE = 'application/dns-message'
export const DOH_METHODS = 'GET, HEAD, POST'

export interface HttpHead {
  readonly method: string
  /** Path and query. */
  readonly target: string
  readonly contentType: string | undefined
  readonly contentLength: string | undefined
}

export type Refusal = 400 | 404 | 405 | 413 | 415

export type DohRequest =
  | { readonly message: Buffer }
  | { readonly messageIn: 'body' }
  | { readonly refusal: Refusal }

export function readDohRequest(head: HttpHead): DohRequest {
  const queryAt = head.target.indexOf('?')
  const path = queryAt < 0 ? head.target : head.target.slice(0, queryAt)
  if (path !== DOH_PATH) return { refusal: 404 }
  if (head.method === 'GET' || head.method === 'HEAD')
    return messageInQuery(queryAt < 0 ? '' : head.target.slice(queryAt + 1))
  if (head.method !== 'POST') return { refusal: 405 }
  const type = head.contentType?.split(';')[0]?.trim().toLowerCase()
  if (type !== DOH_TYPE) return { refusal: 415 }
  return Number(head.contentLength ?? 0) > MAX_TCP_MESSAGE ? { refusal: 413 } : { messageIn: 'body' }
}

/** RFC 8484 §6: base64url without padding, in the variable `dns`. */
function messageInQuery(query: string): DohRequest {
  const [text = '', ...more] = new URLSearchParams(query).getAll('dns')
  if (more.length > 0 || !/^[A-Za-z0-9_-]+$/.test(text) || text.length % 4 === 1) return { refusal: 400 }
  const message = Buffer.from(text, 'base64url')
  return message.length > MAX_TCP_MESSAGE ? { refusal: 413 } : { message }
}
