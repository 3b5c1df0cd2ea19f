// How one comes to the page, over TCP and through the socket, and what it says when nobody answers any more.
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { type AddressInfo, connect, createServer } from 'node:net'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { whyNoChromium } from '../support/chromium.ts'
import { PRIMARY } from '../support/web-pool.ts'
import { type Desk, flawsOf, poolOf, reads, startDesk } from './desk.ts'

const POOL = 'www.corp.example. A'

test('the door of the page', { skip: whyNoChromium() ?? false }, async (t) => {
  const desk = await startDesk(t)
  await t.test('over TCP a token is asked for, and a wrong one is told', () => asksForToken(desk))
  await t.test('a token that may only read sees everything, and no button that would fail', () =>
    onlyReads(desk),
  )
  await t.test('a token that is revoked closes the page to its bearer', () => isRevoked(desk))
  await t.test('through the socket, as ssh -L brings it, no token is asked for', (t) =>
    throughSocket(t, desk),
  )
  await t.test('the connection is lost: the page says how old it is, and comes back by itself', () =>
    comesBack(desk),
  )
  assert.deepEqual(desk.browser.watched.faults, [])
})

async function asksForToken({ browser, origin, tokens }: Desk): Promise<void> {
  const page = await browser.open(origin)
  const field = page.getByLabel('Token')
  await field.fill('wrong')
  await page.getByRole('button', { name: 'Open' }).click()
  await reads(page.getByRole('alert'), /This token is not known/)
  assert.deepEqual(await flawsOf(page), [])
  await field.fill(tokens.operate)
  await page.keyboard.press('Enter')
  await poolOf(page, POOL).waitFor()
  const kept = (shelf: string): Promise<unknown> => page.evaluate(`${shelf}.getItem('failover.token')`)
  assert.deepEqual([await kept('sessionStorage'), await kept('localStorage')], [tokens.operate, null])

  await page.getByRole('button', { name: 'Forget the token' }).click()
  await page.getByLabel('Token').fill(tokens.operate)
  await page.getByLabel(/Keep it on this device/).check()
  await page.getByRole('button', { name: 'Open' }).click()
  await poolOf(page, POOL).waitFor()
  assert.deepEqual([await kept('sessionStorage'), await kept('localStorage')], [null, tokens.operate])
  await page.context().close()
}

async function onlyReads({ browser, origin, tokens }: Desk): Promise<void> {
  const page = await browser.open(origin, { token: tokens.read })
  await poolOf(page, POOL).waitFor()
  await reads(page.getByRole('banner'), /wallboard.*may only look/)
  assert.equal(await page.getByRole('button', { name: /Override|Undo|Fail back/ }).count(), 0)
  await page.context().close()
}

async function isRevoked({ browser, origin, daemon }: Desk): Promise<void> {
  const made = await daemon.cli('token', 'create', 'passing', '--scope', 'read')
  const page = await browser.open(origin, { token: made.stdout.trim() })
  await poolOf(page, POOL).waitFor()
  assert.equal((await daemon.cli('token', 'revoke', 'passing')).code, 0)
  await reads(page.getByRole('alert'), /This token is not known, or its time is over/)
  assert.equal(await page.evaluate("sessionStorage.getItem('failover.token')"), null)
  await page.context().close()
}

async function throughSocket(t: TestContext, { browser, daemon }: Desk): Promise<void> {
  const forward = createServer((near) => {
    const far = connect(join(daemon.folder, 'failover.sock'))
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const)
      one.pipe(other).on('error', () => one.destroy())
  })
  await once(forward.listen(0, '127.0.0.1'), 'listening')
  t.after(() => forward.close())
  const page = await browser.open(`http://127.0.0.1:${(forward.address() as AddressInfo).port}`)
  await poolOf(page, POOL).waitFor()
  await page.getByRole('button', { name: `Override ${PRIMARY} in ${POOL}` }).waitFor()
  await page.context().close()
}

async function comesBack({ browser, origin, tokens, daemon }: Desk): Promise<void> {
  const page = await browser.open(origin, { token: tokens.read })
  await reads(page.getByRole('banner'), /live/)
  await daemon.kill()
  const lost = page.locator('[data-warning=lost]')
  await reads(lost, /Connection lost: the daemon does not answer\. What you see is \d+s old\. Trying again/)
  await reads(page.getByRole('banner'), /not connected/)
  await daemon.start()
  await lost.waitFor({ state: 'hidden' })
  await reads(page.getByRole('banner'), /live/)
  await page.context().close()
}
