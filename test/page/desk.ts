// What the tests of the page share: a daemon with the API over TCP, a token for each scope, and the page of it in Chromium.
import assert from 'node:assert/strict'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import axe from 'axe-core'
import type { Locator, Page } from 'playwright-core'
import { launchChromium, type TestBrowser } from '../support/chromium.ts'
import { freePort } from '../support/free-port.ts'
import { ROOT_FOLDER } from '../support/source-tree.ts'
import { STANDBY, startWebPool, type WebPool, wwwRecords } from '../support/web-pool.ts'

/** Kept for whoever wants to look at them. */
const SCREENSHOTS = join(ROOT_FOLDER, 'test/out/page')

export interface Desk extends WebPool {
  readonly browser: TestBrowser
  /** Of the API, and so of the page. */
  readonly origin: string
  readonly tokens: { readonly read: string; readonly operate: string }
}

/** Whoever looks at what the page shows does not look at what a busy machine does to a probe: only a refusal fails. */
export const TIMING = 'every=1s timeout=1s fall=2 rise=1'

/** One pool without a standby, and one that waits for a person before it goes back. */
export const MORE = `alone 30 A ${STANDBY} ;@ check=web
;@ pool back A failback=manual
${wwwRecords().replaceAll('www', 'back')}`

export interface DeskSetup {
  /** Further lines of the zone. */
  readonly more?: string
  /** Further lines of failover.yaml. */
  readonly config?: string
}

/** The servers are those of startWebPool. */
export async function startDesk(t: TestContext, { more = '', config = '' }: DeskSetup = {}): Promise<Desk> {
  const port = await freePort('127.0.0.1')
  const pool = await startWebPool(t, {
    more,
    timing: TIMING,
    config: `api: { listen: ['127.0.0.1:${port}'] }\n${config}`,
  })
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

/** That it fits three widths in light and dark, and axe finds no flaw; a screenshot of each is kept. */
export async function inspect(page: Page, name: string): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme })
    for (const width of [360, 768, 1440]) {
      await page.setViewportSize({ width, height: 900 })
      await page.screenshot({ path: join(SCREENSHOTS, `${name}-${width}-${colorScheme}.png`) })
      const needed = await page.evaluate<number>('document.documentElement.scrollWidth')
      assert.ok(needed <= width, `${name} at ${width} needs ${needed}`)
    }
    assert.deepEqual(await flawsOf(page), [], `${name}, ${colorScheme}`)
  }
}

/** The text of what has the focus. */
export function focused(page: Page): Promise<string> {
  return page.evaluate(
    '(document.activeElement?.getAttribute("aria-label") ?? document.activeElement?.textContent ?? "").trim()',
  )
}
