// Asks the API, with the token where there is one; every answer is a value, none is thrown.
import { NOBODY, type Problem, problemOf } from './problem.ts'

export type Asked<Answer> = { readonly answer: Answer } | { readonly problem: Problem }

export interface ClientOptions {
  readonly tokenOf: () => string | undefined
  /** That of the window when not said. */
  readonly fetch?: typeof globalThis.fetch
}

export interface RequestOptions {
  readonly method?: 'GET' | 'POST'
  readonly body?: unknown
  readonly headers?: Readonly<Record<string, string>>
  readonly signal?: AbortSignal
}

/** Longer than any answer takes of a daemon that is well. */
const PATIENCE_MS = 10_000

export class Client {
  readonly #tokenOf: () => string | undefined
  readonly #fetch: typeof globalThis.fetch

  constructor({ tokenOf, fetch = (...args) => globalThis.fetch(...args) }: ClientOptions) {
    this.#tokenOf = tokenOf
    this.#fetch = fetch
  }

  async ask<Answer>(path: string, options: RequestOptions = {}): Promise<Asked<Answer>> {
    const asked = await this.response(path, { signal: AbortSignal.timeout(PATIENCE_MS), ...options })
    if ('problem' in asked) return asked
    const body = await bodyOf(asked.answer)
    if (body === undefined) return { problem: NOBODY }
    return asked.answer.ok
      ? { answer: body.json as Answer }
      : { problem: problemOf(asked.answer.status, body.json) }
  }

  /** Also of refusals; its body is not read yet. */
  async response(
    path: string,
    { method = 'GET', body, headers, signal }: RequestOptions,
  ): Promise<Asked<Response>> {
    const token = this.#tokenOf()
    const request: RequestInit = {
      method,
      // Nothing that a cache has kept: what we show must be true now.
      cache: 'no-store',
      credentials: 'omit',
      redirect: 'error',
      headers: {
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      ...(signal === undefined ? {} : { signal }),
    }
    try {
      return { answer: await this.#fetch(path, request) }
    } catch {
      return { problem: NOBODY }
    }
  }
}

/** Undefined: the connection ended before the answer did. */
async function bodyOf(response: Response): Promise<{ readonly json: unknown } | undefined> {
  try {
    const text = await response.text()
    return { json: jsonIn(text) }
  } catch {
    return undefined
  }
}

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
