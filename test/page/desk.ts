// What the tests of the page share: a daemon with the API over TCP, a token for each scope, and the page of it in Chromium.
import assert from 'node:assert/strict'
import type { TestContext } from 'node:test'
import axe from 'axe-core'
import type { Locator, Page } from 'playwright-core'
import { launchChromium, type TestBrowser } from '../support/chromium.ts'
import { freePort } from '../support/free-port.ts'
import { startWebPool, type WebPool } from '../support/web-pool.ts'

export interface Desk extends WebPool {
  readonly browser: TestBrowser
  /** Of the API, and so of the page. */
  readonly origin: string
  readonly tokens: { readonly read: string; readonly operate: string }
}

/** `more` are further lines of the zone; the servers are those of startWebPool. */
export async function startDesk(t: TestContext, more = ''): Promise<Desk> {
  const port = await freePort('127.0.0.1')
  const pool = await startWebPool(t, { more, config: `api: { listen: ['127.0.0.1:${port}'] }` })
  const [read, operate, browser] = await Promise.all([
    makeToken(pool, 'wallboard', 'read'),
    makeToken(pool, 'kim', 'operate'),
    launchChromium(t),
  ])
  return { ...pool, browser, origin: `http://127.0.0.1:${port}`, tokens: { read, operate } }
}

async function makeToken({ daemon }: WebPool, name: string, scope: string): Promise<string> {
  const made = await daemon.cli('token', 'create', name, '--scope', scope)
  assert.equal(made.code, 0, made.stderr)
  return made.stdout.trim()
}

export function poolOf(page: Page, name: string): Locator {
  return page.getByRole('article', { name: `${name}: ` })
}

/** Waits until the text is there, however it is broken into lines and elements. */
export async function reads(place: Locator, pattern: RegExp): Promise<void> {
  await place.filter({ hasText: pattern }).first().waitFor()
}

/** What axe finds, one line each: the rule, and where. */
export async function flawsOf(page: Page): Promise<readonly string[]> {
  await page.evaluate(axe.source)
  return page.evaluate(
    `axe.run(document, { resultTypes: ['violations'] }).then(({ violations }) =>
      violations.flatMap(({ id, nodes }) => nodes.map(({ html, failureSummary }) => id + ': ' + html + ' ' + failureSummary)))`,
  )
}

/** The text of what has the focus. */
export function focused(page: Page): Promise<string> {
  return page.evaluate(
    '(document.activeElement?.getAttribute("aria-label") ?? document.activeElement?.textContent ?? "").trim()',
  )
}
