// Everything fails at once: the page says that failover doubts itself, what is not believed, and that nobody is told.
import { test } from 'node:test'
import { whyNoChromium } from '../support/chromium.ts'
import { freePort } from '../support/free-port.ts'
import { startServers } from '../support/server.ts'
import { becomes, PRIMARY, STANDBY } from '../support/web-pool.ts'
import { inspect, poolOf, reads, startDesk, TIMING } from './desk.ts'

const POOL = 'www.corp.example. A'
const CANARY = '127.0.0.50'

test('the banner of self-doubt', { skip: whyNoChromium() ?? false }, async (t) => {
  const port = await freePort(CANARY)
  const [canary] = await startServers(t, 'http', port, [CANARY])
  const { browser, origin, tokens, daemon, primary, standby } = await startDesk(t, {
    more: `;@ check gateway tcp port=${port} address=${CANARY} ${TIMING} canary=yes`,
  })
  await becomes(daemon, `${CANARY}/gateway`, 'up')
  const page = await browser.open(origin, { token: tokens.read })
  const pool = poolOf(page, POOL)
  const banner = page.locator('[data-warning=doubt]')
  const line = page.locator('[data-warning=alerts]')

  await t.test('stands above every view while all canaries fail, and the answer stays', async () => {
    await reads(pool, /as it should be/)
    // The canary first: nothing falls that it has not vouched for since.
    for (const server of [canary, primary, standby]) await server?.kill()
    await reads(
      banner,
      /In doubt about ourselves for \d.*: the only canary fails: it may be we who are cut off/,
    )
    for (const lane of ['Primary', 'Standby'])
      await reads(pool.getByRole('group', { name: lane }), /its fall is not believed/)
    await reads(pool.locator('.answers'), new RegExp(`answers ${PRIMARY}`))
    await reads(page.getByRole('heading', { level: 1 }), /^In doubt about ourselves: no verdict goes down$/)
    await page.getByRole('link', { name: 'Timeline' }).click()
    await reads(banner, /In doubt/)
    await page.goBack()
  })
  await t.test('is an alert of which nobody is told when there is no receiver', async () => {
    await reads(
      line,
      /1 critical alert fires: failover may be cut off itself.* Nobody is told: .* no receiver/,
    )
    await inspect(page, 'doubt')
  })
  await t.test('goes when a canary passes: what fails is believed then', async () => {
    await canary?.start()
    await banner.waitFor({ state: 'hidden' })
    await reads(pool, /nothing healthy/)
    await reads(line, new RegExp(`nothing is healthy in ${POOL}`))
    await standby.start()
    await reads(pool.locator('.answers'), new RegExp(`answers ${STANDBY}`))
  })
})
