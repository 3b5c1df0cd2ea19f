// The page in a real browser, against a real daemon whose servers are really killed.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { whyNoChromium } from '../support/chromium.ts'
import { corpZone } from '../support/daemon.ts'
import { PRIMARY, STANDBY, WWW, webCheck, wwwRecords } from '../support/web-pool.ts'
import { type Desk, focused, MORE, poolOf, reads, startDesk, TIMING } from './desk.ts'

const ZONE_FILE = 'corp.example.zone'
const POOL = 'www.corp.example. A'

test('the page', { skip: whyNoChromium() ?? false }, async (t) => {
  const desk = await startDesk(t, { more: MORE })
  await t.test('a server is killed: the page shows it, what is answered now, and why', () => serverDies(desk))
  await t.test('a pool that waits for a person is failed back by one', () => failsBack(desk))
  await t.test('an override tells first what it would change, and is undone the same way', () =>
    overrides(desk),
  )
  await t.test('who would leave a pool with nothing healthy must type what he means', () => nothingLeft(desk))
  await t.test('all of it goes by keyboard alone', () => byKeyboard(desk))
  await t.test('what is searched for stands in the URL, and the back button goes back', () => inTheUrl(desk))
  await t.test('a zone file that is refused is told, with the line and a caret under it', () =>
    refusedFile(desk),
  )
  await t.test('nothing was asked of others, and the policy was never broken', () => {
    const { watched } = desk.browser
    assert.deepEqual(watched.faults, [])
    const elsewhere = watched.requests.filter((url) => new URL(url).hostname !== '127.0.0.1')
    assert.deepEqual([elsewhere, watched.requests.length > 50], [[], true])
  })
})

async function serverDies({ browser, origin, tokens, primary }: Desk): Promise<void> {
  const page = await browser.open(origin, { token: tokens.operate })
  const pool = poolOf(page, POOL)
  await reads(pool, /as it should be/)
  await reads(pool.locator('.answers'), new RegExp(`answers ${PRIMARY} TTL 30 s`))
  const line = page.locator('[data-warning=alerts]')
  await reads(page.getByRole('banner'), /no alert fires/)
  await line.waitFor({ state: 'hidden' })
  // What is said aloud is followed by other things soon.
  const heard = reads(page.locator('#announcer'), /without redundancy/)
  await Promise.all([heard, primary.kill()])
  await reads(pool, /no redundancy/)
  await reads(pool.locator('.answers'), new RegExp(`answers ${STANDBY} `))
  await reads(pool, /no primary is available: the standby answers/)
  await reads(pool.getByRole('group', { name: 'Primary' }), /web down.*connection refused/)
  const strip = pool.getByRole('img', { name: /last \d+ probes: [1-9]\d* failed/ })
  await strip.waitFor()
  await reads(page.getByRole('heading', { level: 1 }), /2 pools without redundancy/)
  await reads(page.getByRole('complementary'), new RegExp(`${PRIMARY}/web is down`))
  await reads(line, /\d alerts fire.*Nobody is told: failover\.yaml names no receiver/)
  await primary.start()
  await reads(pool, /as it should be/)
  await line.waitFor({ state: 'hidden' })
  await reads(
    page.getByRole('heading', { level: 1 }),
    /All 3 pools answer with a healthy server; one is not as usual/,
  )
  await page.context().close()
}

async function failsBack({ browser, origin, tokens, daemon }: Desk): Promise<void> {
  const page = await browser.open(origin, { token: tokens.operate })
  const pool = poolOf(page, 'back.corp.example. A')
  await reads(pool, /waits for failback/)
  await pool.getByRole('button', { name: 'Fail back …' }).click()
  const dialog = page.getByRole('dialog', { name: 'Fail back back.corp.example. A' })
  await reads(dialog, new RegExp(`${STANDBY} → ${PRIMARY}`))
  assert.deepEqual((await daemon.ask('back.corp.example A')).data, [STANDBY], 'nothing is done yet')
  await dialog.getByRole('button', { name: 'Fail back' }).click()
  await reads(pool, /as it should be/)
  assert.deepEqual((await daemon.ask('back.corp.example A')).data, [PRIMARY])
  await page.context().close()
}

async function overrides({ browser, origin, tokens, daemon }: Desk): Promise<void> {
  const page = await browser.open(origin, { token: tokens.operate })
  await page.getByRole('button', { name: `Override ${PRIMARY} in ${POOL}` }).click()
  const dialog = page.getByRole('dialog', { name: `Override ${PRIMARY}` })
  await dialog.getByRole('radio', { name: /Force down/ }).check()
  await reads(dialog, new RegExp(`${PRIMARY} → ${STANDBY}`))
  await reads(dialog, /no redundancy left/)
  const confirm = dialog.getByRole('button', { name: `Force down ${PRIMARY}` })
  assert.equal(await confirm.isDisabled(), true, 'without a reason')
  assert.deepEqual((await daemon.ask(WWW)).data, [PRIMARY], 'nothing is done yet')
  await dialog.getByLabel('Why').fill('it loses data')
  await dialog.getByRole('button', { name: '30m' }).click()
  await confirm.click()
  await dialog.waitFor({ state: 'hidden' })
  assert.deepEqual((await daemon.ask(WWW)).data, [STANDBY])

  await reads(
    poolOf(page, POOL).getByRole('group', { name: 'Primary' }),
    /out.*force-down by kim \(token\), (29m \d+s|30m) left: it loses data/,
  )
  await page.getByRole('link', { name: /Overrides/ }).click()
  const override = page.getByRole('main').getByRole('listitem')
  await reads(
    override,
    new RegExp(`force-down ${PRIMARY} (29m \\d+s|30m) left, until .*it loses data, by kim \\(token\\)`),
  )
  await override.getByRole('button', { name: `Undo force-down of ${PRIMARY}` }).click()
  const undo = page.getByRole('dialog', { name: `Undo force-down of ${PRIMARY}` })
  await reads(undo, new RegExp(`${STANDBY} → ${PRIMARY}`))
  await undo.getByRole('button', { name: 'Undo' }).click()
  await reads(page.getByRole('main'), /Nobody has overridden anything/)
  assert.deepEqual((await daemon.ask(WWW)).data, [PRIMARY])
  await page.context().close()
}

async function nothingLeft({ browser, origin, tokens, daemon }: Desk): Promise<void> {
  const page = await browser.open(origin, { token: tokens.operate })
  await page.getByRole('button', { name: `Override ${STANDBY} in alone.corp.example. A` }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('radio', { name: /Force down/ }).check()
  await dialog.getByLabel('Why').fill('new disks')
  await reads(dialog, /1 pool left with nothing healthy/)
  const confirm = dialog.getByRole('button', { name: `Force down ${STANDBY}` })
  assert.equal(await confirm.isDisabled(), true)
  const typed = dialog.getByLabel(/A pool would be left with nothing healthy/)
  await typed.fill(PRIMARY)
  assert.equal(await confirm.isDisabled(), true, 'another was typed')
  await typed.fill(STANDBY)
  assert.equal(await confirm.isDisabled(), false)
  await page.keyboard.press('Escape')
  await dialog.waitFor({ state: 'hidden' })
  assert.match((await daemon.cli('status', '--json')).stdout, /^(?!.*"overrides")/s, 'Escape does nothing')
  await page.context().close()
}

async function byKeyboard({ browser, origin, tokens, daemon }: Desk): Promise<void> {
  const page = await browser.open(origin, { token: tokens.operate })
  await poolOf(page, POOL).waitFor()
  const press = async (...keys: readonly string[]): Promise<void> => {
    for (const key of keys) await page.keyboard.press(key)
  }
  await press('Tab')
  assert.equal(await focused(page), 'Skip to the pools')
  await press('/')
  await page.keyboard.type('corp.example')
  await press('Tab', 'Tab', 'Tab')
  assert.match(await focused(page), /^back\.corp\.example A/, 'it waits again, and so it is first')
  await press('ArrowDown')
  assert.match(await focused(page), /^alone\.corp\.example A/)
  await press('ArrowDown')
  assert.match(await focused(page), /^www\.corp\.example A/)
  await press('Enter')
  await reads(poolOf(page, POOL), /declared.*published.*Timeline of this pool/)
  await press('Enter', 'Tab')
  assert.equal(await focused(page), `Override ${PRIMARY} in ${POOL}`)
  await press('Enter')
  const dialog = page.getByRole('dialog')
  await dialog.waitFor()
  await press('ArrowDown')
  await reads(dialog, new RegExp(`${PRIMARY} → ${STANDBY}`))
  await dialog.getByLabel('Why').focus()
  await page.keyboard.type('by hand')
  await press('Tab', 'Tab', 'Enter')
  await dialog.waitFor({ state: 'hidden' })
  // The focus comes back to where it was, though its row has moved.
  await page.locator(`:focus[aria-label="Override ${PRIMARY} in ${POOL}"]`).waitFor()
  await reads(poolOf(page, POOL), /standby answers|no redundancy/)
  assert.equal(await focused(page), `Override ${PRIMARY} in ${POOL}`)
  await daemon.waitForAnswer(WWW, STANDBY)
  assert.equal((await daemon.cli('undo', PRIMARY)).code, 0)
  await page.context().close()
}

async function inTheUrl({ browser, origin, tokens }: Desk): Promise<void> {
  const page = await browser.open(`${origin}/?text=alone`, { token: tokens.read })
  await reads(page.getByRole('status'), /1 of 3 pools/)
  assert.equal(await poolOf(page, POOL).count(), 0)
  await page.getByLabel('Search pools').fill('www')
  await poolOf(page, POOL).waitFor()
  assert.equal(new URL(page.url()).search, '?text=www')
  await page.getByRole('link', { name: 'Timeline' }).click()
  await reads(page.getByRole('main'), /override.*force-down ended/)
  await page.getByLabel('Kind').selectOption('override')
  await page.goBack()
  assert.equal(new URL(page.url()).searchParams.get('kind'), null)
  await page.goBack()
  await poolOf(page, POOL).waitFor()
  assert.equal(await page.getByLabel('Search pools').inputValue(), 'www')
  await page.context().close()
}

async function refusedFile({ browser, origin, tokens, daemon, port }: Desk): Promise<void> {
  const page = await browser.open(origin, { token: tokens.read })
  const good = `${webCheck(port, TIMING)}\n${wwwRecords()}\n${MORE}`
  daemon.writeZone(ZONE_FILE, corpZone(`${good}\nbad A 127.0.0.300`))
  await reads(
    page.locator('[data-warning=zones]'),
    /refused\. corp\.example\.zone: the last good zone stays in service/,
  )
  await page.getByRole('button', { name: 'Where and why' }).click()
  await reads(page.getByRole('main'), /127\.0\.0\.300 is not an IPv4 address/)
  assert.equal(await page.locator('.finding pre').textContent(), 'bad A 127.0.0.300\n      ^~~~~~~~~~~')
  daemon.writeZone(ZONE_FILE, corpZone(good))
  await page.locator('[data-warning=zones]').waitFor({ state: 'hidden' })
  await page.locator('.finding').waitFor({ state: 'hidden' })
  await page.context().close()
}
