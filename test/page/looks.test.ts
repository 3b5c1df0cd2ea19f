// How the page looks: every view at three widths, in light and dark, and what axe says of it; the screenshots are kept.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { whyNoChromium } from '../support/chromium.ts'
import { PRIMARY, STANDBY } from '../support/web-pool.ts'
import { inspect, MORE, reads, startDesk } from './desk.ts'

const VIEWS = [
  ['pools', '/'],
  ['pool', `/?pool=${encodeURIComponent('www.corp.example. A')}`],
  ['alerts-quiet', '/?view=alerts'],
  ['timeline', '/?view=timeline'],
  ['overrides', '/?view=overrides'],
  ['zones', '/?view=zones'],
] as const

test('every view fits 360, 768 and 1440 pixels, and axe finds no flaw, in light and dark', {
  skip: whyNoChromium() ?? false,
}, async (t) => {
  const { browser, origin, tokens, daemon } = await startDesk(t, { more: MORE })
  assert.equal((await daemon.cli('force-down', PRIMARY, '--for', '1h', '--why', 'new disks')).code, 0)
  const page = await browser.open(origin, { token: tokens.operate })
  for (const [name, path] of VIEWS)
    await t.test(name, async () => {
      await page.goto(`${origin}${path}`)
      await page.getByRole('main').getByRole('heading', { level: 2 }).first().waitFor({ state: 'attached' })
      if (name.startsWith('pool'))
        await page
          .getByRole('img', { name: /last \d+ probes/ })
          .first()
          .waitFor()
      await inspect(page, name)
    })
  await t.test('dialog', async () => {
    await page.goto(origin)
    await page.getByRole('button', { name: `Override ${STANDBY} in alone.corp.example. A` }).click()
    await reads(page.getByRole('dialog'), /left with nothing healthy/)
    await inspect(page, 'dialog')
  })
  await t.test('token', async () => {
    const outside = await browser.open(origin)
    await outside.getByLabel('Token').waitFor()
    await inspect(outside, 'token')
    await outside.context().close()
  })
  await t.test('lost', async () => {
    await page.keyboard.press('Escape')
    await daemon.kill()
    await reads(page.getByRole('banner'), /not connected/)
    await inspect(page, 'lost')
  })
})
