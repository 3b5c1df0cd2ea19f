// The operator's page at /, and its files below /page/: for whoever reaches the API, without a token, for they hold no data.
import type { Context, Hono } from 'hono'
import { problemResponse } from '../routes/problem.ts'
import { isKnown } from '../routes/status.ts'
import { type Coding, type PageFiles, readPageFiles } from './page-files.ts'

export interface PageOptions {
  /** Whether the routes of the API ask for a token; the page asks its reader for one then. */
  readonly needsToken: boolean
  readonly read?: () => Promise<PageFiles | undefined>
}

/** Nothing but what we serve ourselves; no code and no style in the HTML, nor made of text by the code. */
export const PAGE_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "connect-src 'self'",
  "img-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  "trusted-types 'none'",
].join('; ')

const HEADERS = {
  'content-security-policy': PAGE_POLICY,
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(), geolocation=(), microphone=()',
  'cache-control': 'no-cache',
  vary: 'accept-encoding',
} as const

const NOT_BUILT = 'the page was not built: run npm run page, or npm run build, where the program is'

export function addPage(app: Hono, { needsToken, read = () => readPageFiles() }: PageOptions): void {
  let reading: Promise<PageFiles | undefined> | undefined
  const filesOnce = async (): Promise<PageFiles | undefined> => {
    reading ??= read()
    try {
      const files = await reading
      // It may be built while we run.
      if (files === undefined) reading = undefined
      return files
    } catch (error) {
      reading = undefined
      throw error
    }
  }
  app.get('/', async (context) => answerFile(context, await filesOnce(), 'index.html'))
  // Before anything else is asked: a request without a token would count as a wrong one.
  app.get('/page/door.json', (context) => context.json({ needsToken }))
  app.get('/page/:file', async (context) => answerFile(context, await filesOnce(), context.req.param('file')))
}

function answerFile({ req }: Context, files: PageFiles | undefined, name: string): Response {
  if (files === undefined) return problemResponse('unavailable', NOT_BUILT)
  const file = files.get(name)
  if (file === undefined) return problemResponse('not-found', `the page has no file ${name}`)
  const coding = codingFor(req.header('accept-encoding') ?? '')
  // RFC 9110 §8.8.3.3: another coding is another representation, with a tag of its own.
  const etag = `"${file.digest}-${coding}"`
  if (isKnown(req.header('if-none-match') ?? '', etag))
    return new Response(null, { status: 304, headers: { ...HEADERS, etag } })
  const encoding = coding === 'identity' ? {} : { 'content-encoding': coding }
  const headers = { ...HEADERS, ...encoding, etag, 'content-type': file.type }
  return new Response(file.coded.get(coding) ?? null, { headers })
}

/** RFC 9110 §12.5.3: the best of those that are named, unless with a weight of zero. */
export function codingFor(accepted: string): Coding {
  const weights = new Map(
    accepted.split(',').map((entry) => {
      const [word = '', weight = ''] = entry
        .trim()
        .toLowerCase()
        .split(/\s*;\s*q=/)
      return [word, weight === '' ? 1 : Number(weight)] as const
    }),
  )
  return (['br', 'gzip'] as const).find((coding) => (weights.get(coding) ?? 0) > 0) ?? 'identity'
}
