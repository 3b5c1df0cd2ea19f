// Alerts on the page: what fires, who is told by a real receiver that fails and is well again, and what waits.
import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import type { Page } from 'playwright-core'
import { whyNoChromium } from '../support/chromium.ts'
import { type HookServer, startHook } from '../support/inbox.ts'
import { DEADLINE_MS } from '../support/own-process.ts'
import { PRIMARY, STANDBY } from '../support/web-pool.ts'
import { type Desk, inspect, poolOf, reads, startDesk } from './desk.ts'

const POOL = 'www.corp.example. A'
const OUT_OF_ORDER = { status: 500, body: 'out of order' }

interface Scene extends Desk {
  readonly page: Page
  readonly hook: HookServer
}

test('alerts on the page', { skip: whyNoChromium() ?? false }, async (t) => {
  const scene = await startScene(t)
  await t.test('nothing fires: a word among the facts, and nothing above the views', () => isQuiet(scene))
  await t.test('a server is killed and the receiver fails: the page says that nobody is told, and why', () =>
    nobodyIsTold(scene),
  )
  await t.test('the receiver is well again: the page says when it was told', () => receiverIsWell(scene))
  await t.test('an alert leads to its pool, and to the timeline of its target, by URLs of their own', () =>
    leadsOn(scene),
  )
  await t.test('an alert that is resolved leaves the page', () => resolvedLeaves(scene))
  await t.test('a standby that is not well for long is shown as stale, and the pool without redundancy', () =>
    staleStandby(scene),
  )
  await t.test('what somebody has planned is held back, with the reason', () => heldBack(scene))
  await t.test('alerts fit 360, 768 and 1440 pixels, and axe finds no flaw, in light and dark', () =>
    wellMade(scene),
  )
  assert.deepEqual(scene.browser.watched.faults, [])
})

async function startScene(t: TestContext): Promise<Scene> {
  const hook = await startHook(t)
  const desk = await startDesk(t, {
    config: `stale-standby: 5s
alerts:
  group: 0s
  watchdog: { url: '${hook.url}/life', every: 1h }
  receivers: [{ name: on-call, webhook: { url: '${hook.url}/alerts', template: slack } }]`,
  })
  const page = await desk.browser.open(`${desk.origin}/?view=alerts`, { token: desk.tokens.operate })
  return { ...desk, hook, page }
}

function lineOf(page: Page) {
  return page.locator('[data-warning=alerts]')
}

function alertOf(page: Page, summary: string) {
  return page.getByRole('article', { name: new RegExp(`: ${summary}$`) })
}

function receiverOf(page: Page, name: string) {
  return page.getByRole('region', { name: 'Receivers' }).getByRole('listitem').filter({ hasText: name })
}

async function isQuiet({ page }: Scene): Promise<void> {
  await reads(page.getByRole('banner'), /no alert fires/)
  await reads(page.getByRole('main'), /No alert fires\./)
  await reads(receiverOf(page, 'on-call'), /never told yet.*webhook to http:\/\/127\.0\.0\.1:\d+$/)
  await reads(receiverOf(page, 'watchdog'), /signs of life are taken/)
  await lineOf(page).waitFor({ state: 'hidden' })
}

async function nobodyIsTold({ page, hook, primary }: Scene): Promise<void> {
  hook.answer = OUT_OF_ORDER
  // What is said aloud is followed by other things soon.
  const heard = reads(page.locator('#announcer'), /Nobody is told/)
  await Promise.all([heard, primary.kill()])
  await reads(alertOf(page, `${PRIMARY}/web is down`), /warning.*connection refused/)
  await reads(alertOf(page, `${POOL} has no spare left`), /warning/)
  await reads(
    lineOf(page),
    /\d alerts fire: .* Nobody is told: on-call fails for \d.*: HTTP 500: out of order\./,
  )
  await reads(
    receiverOf(page, 'on-call'),
    /failing.*HTTP 500: out of order · \d alerts? waits?, tried .* · never told before/,
  )
  await reads(page.getByRole('link', { name: /^Alerts/ }), /^Alerts \d$/)
}

async function receiverIsWell({ page, hook }: Scene): Promise<void> {
  hook.answer = { status: 204 }
  const line = lineOf(page).filter({ hasText: /Told (just now|\d.* ago): on-call/ })
  // It is tried again after seconds, and then after twice as long.
  await line.waitFor({ timeout: 2 * DEADLINE_MS })
  await reads(receiverOf(page, 'on-call'), /well.*last told/)
}

async function leadsOn({ page }: Scene): Promise<void> {
  const down = alertOf(page, `${PRIMARY}/web is down`)
  await down.getByRole('link', { name: POOL }).click()
  await reads(poolOf(page, POOL), /no redundancy.*declared.*published/)
  await lineOf(page).getByRole('link', { name: 'See the alerts' }).click()
  await page.waitForURL(/\?view=alerts$/)
  await down.getByRole('link', { name: `Timeline of ${PRIMARY}/web` }).click()
  await reads(page.getByRole('main').getByRole('listitem'), new RegExp(`${PRIMARY}/web is down`))
  await page.goBack()
  await down.waitFor()
}

async function resolvedLeaves({ page, primary }: Scene): Promise<void> {
  await primary.start()
  await reads(page.getByRole('main'), /No alert fires\./)
  await lineOf(page).waitFor({ state: 'hidden' })
  await reads(page.getByRole('banner'), /no alert fires/)
}

async function staleStandby({ page, origin, hook, standby }: Scene): Promise<void> {
  hook.answer = OUT_OF_ORDER
  await standby.kill()
  await reads(
    alertOf(page, `${POOL} ${STANDBY} may not be able to take over`),
    new RegExp(`${STANDBY}/web last passed at`),
  )
  await reads(receiverOf(page, 'on-call'), /failing/)
  await page.goto(origin)
  const pool = poolOf(page, POOL)
  await reads(pool, /no redundancy/)
  await reads(
    pool.getByRole('group', { name: 'Standby' }),
    new RegExp(`stale: ${STANDBY}/web last passed at`),
  )
  await reads(page.getByRole('heading', { level: 1 }), /1 pool without redundancy/)
}

async function heldBack({ page, origin, daemon }: Scene): Promise<void> {
  await daemon.cli('drain', STANDBY, '--for', '1h', '--why', 'new disks')
  await page.goto(`${origin}/?view=alerts`)
  await reads(
    alertOf(page, `${STANDBY}/web is down`),
    /Held back, nobody is told: drained by .*: new disks, (just now|\d.* ago)/,
  )
}

async function wellMade({ page, origin }: Scene): Promise<void> {
  await inspect(page, 'alerts')
  await page.goto(origin)
  await page
    .getByRole('img', { name: /last \d+ probes/ })
    .first()
    .waitFor()
  await inspect(page, 'stale')
}
