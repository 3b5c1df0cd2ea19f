// Two thousand pools: only what is on the screen is in the document, and everything is found.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { whyNoChromium } from '../support/chromium.ts'
import { PRIMARY, STANDBY } from '../support/web-pool.ts'
import { flawsOf, poolOf, reads, startDesk } from './desk.ts'

const POOLS = 2000
/** Of the window of the test and what is rendered beyond it. */
const MAX_ROWS = 40
const MAX_ELEMENTS = 2000

function manyPools(): string {
  return Array.from({ length: POOLS }, (_, n) => {
    const name = `p${String(n).padStart(4, '0')}`
    return `${name} 30 A ${PRIMARY} ;@ primary check=web\n${name} 30 A ${STANDBY} ;@ standby check=web`
  }).join('\n')
}

test('two thousand pools', { skip: whyNoChromium() ?? false }, async (t) => {
  const { browser, origin, tokens, primary } = await startDesk(t, { more: manyPools() })
  const page = await browser.open(origin, { token: tokens.read })
  await reads(page.getByRole('heading', { level: 1 }), /All 2001 pools answer with a healthy server/)
  const rows = page.getByRole('list', { name: /Pools/ }).getByRole('listitem')
  const isSmall = async (): Promise<void> => {
    const articles = await page.getByRole('article').count()
    assert.ok(articles > 4 && articles < MAX_ROWS, `${articles} rows`)
    const elements = await page.evaluate<number>('document.querySelectorAll("*").length')
    assert.ok(elements < MAX_ELEMENTS, `${elements} elements`)
  }

  await t.test('the document stays small wherever one scrolls', async () => {
    await isSmall()
    await page.evaluate('window.scrollTo(0, document.documentElement.scrollHeight / 2)')
    await poolOf(page, 'p1000.corp.example. A').waitFor()
    await isSmall()
    await page.evaluate('window.scrollTo(0, document.documentElement.scrollHeight)')
    await poolOf(page, 'www.corp.example. A').waitFor()
    await isSmall()
    assert.equal(await page.locator('[aria-posinset="2001"][aria-setsize="2001"]').count(), 1)
  })

  await t.test('the keys lead to the first and to the last of them', async () => {
    await poolOf(page, 'www.corp.example. A').getByRole('button', { expanded: false }).focus()
    await page.keyboard.press('Home')
    await reads(page.locator(':focus'), /^p0000\./)
    await page.keyboard.press('ArrowDown')
    await reads(page.locator(':focus'), /^p0001\./)
    await page.keyboard.press('End')
    await reads(page.locator(':focus'), /^www\./)
  })

  await t.test('the search finds one, and a link to a pool leads to it', async () => {
    await page.getByLabel('Search pools').fill('p1234')
    await reads(page.getByRole('status'), /1 of 2001 pools/)
    assert.equal(await rows.filter({ hasText: 'p1234.corp.example' }).count(), 1)
    const linked = await browser.open(`${origin}/?pool=p1500.corp.example.+A`, { token: tokens.read })
    await reads(poolOf(linked, 'p1500.corp.example. A'), /declared.*published/)
    assert.ok((await linked.evaluate<number>('window.scrollY')) > 1000)
    await linked.context().close()
  })

  await t.test(
    'a server on which all of them hang dies: the headline says so, and the document stays small',
    async () => {
      await page.getByLabel('Search pools').fill('')
      await primary.kill()
      await reads(page.getByRole('heading', { level: 1 }), /2001 pools without redundancy/)
      await reads(poolOf(page, 'p0000.corp.example. A'), new RegExp(`answers ${STANDBY} `))
      await page.evaluate('window.scrollTo(0, 0)')
      await isSmall()
      assert.deepEqual(await flawsOf(page), [])
      assert.deepEqual(browser.watched.faults, [])
    },
  )
})
