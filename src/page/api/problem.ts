// Why a request came to nothing: the problem details of the API (RFC 9457), or that nobody answered.

export interface Problem {
  /** Of the HTTP answer; 0: there was none. */
  readonly status: number
  readonly sentence: string
  readonly details: readonly string[]
}

export const NOBODY: Problem = { status: 0, sentence: 'the daemon does not answer', details: [] }

/** `body` is whatever came: a proxy in between may have answered with a page of its own. */
export function problemOf(status: number, body: unknown): Problem {
  const { detail, problems } = (typeof body === 'object' && body !== null ? body : {}) as Record<
    string,
    unknown
  >
  return {
    status,
    sentence: typeof detail === 'string' ? detail : `the answer was ${status}, without a reason`,
    details: Array.isArray(problems) ? problems.filter((one) => typeof one === 'string') : [],
  }
}

export function problemText({ sentence, details }: Problem): string {
  return [sentence, ...details].join('; ')
}
