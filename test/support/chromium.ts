// Chromium without a screen, for tests of the page: what it loads, and what its policy forbids, is kept for the test.
import { accessSync, constants } from 'node:fs'
import type { TestContext } from 'node:test'
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core'

const PROGRAM = '/usr/bin/chromium'
/** Nothing of its own asks the network; what a sandbox needs is not there in a container. */
const ARGUMENTS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]
/** Longest wait for what a page must show; generous, since the machine may be busy. */
export const PAGE_DEADLINE_MS = 20_000

/** Why no test with a browser can run here; undefined: it can. Where the project is checked there must be one. */
export function whyNoChromium(): string | undefined {
  try {
    accessSync(PROGRAM, constants.X_OK)
    return undefined
  } catch {
    if (process.env['CI']) throw new Error(`${PROGRAM} is missing`)
    return `${PROGRAM} is not installed`
  }
}

export interface Watched {
  /** URLs of all requests, of all pages. */
  readonly requests: string[]
  /** Uncaught errors, and what the content security policy has refused. */
  readonly faults: string[]
}

export class TestBrowser {
  readonly watched: Watched = { requests: [], faults: [] }
  readonly #browser: Browser

  constructor(browser: Browser) {
    this.#browser = browser
  }

  /** A page in a profile of its own; a token is put where the page keeps it for its tab. */
  async open(
    url: string,
    { token, ...options }: BrowserContextOptions & { token?: string } = {},
  ): Promise<Page> {
    const context = await this.#browser.newContext({ viewport: { width: 1440, height: 900 }, ...options })
    context.setDefaultTimeout(PAGE_DEADLINE_MS)
    if (token !== undefined)
      await context.addInitScript(`sessionStorage.setItem('failover.token', ${JSON.stringify(token)})`)
    const page = await context.newPage()
    page.on('request', (request) => this.watched.requests.push(request.url()))
    page.on('pageerror', (error) => this.watched.faults.push(error.message))
    page.on('console', (message) => {
      if (/Content Security Policy|TrustedHTML|TrustedScript/.test(message.text()))
        this.watched.faults.push(message.text())
    })
    await page.goto(url)
    return page
  }

  close(): Promise<void> {
    return this.#browser.close()
  }
}

/** Closed after the test, with all of its pages. */
export async function launchChromium(t: TestContext): Promise<TestBrowser> {
  const browser = new TestBrowser(await chromium.launch({ executablePath: PROGRAM, args: ARGUMENTS }))
  t.after(() => browser.close())
  return browser
}
