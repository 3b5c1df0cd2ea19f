// What nobody has taken yet is not lost: neither when it is given up, nor when we are stopped while it is sent.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { AlertsReport } from '../../src/control/operator.ts'
import { fieldOf, makeSecret, type Posted, startHook, startMailServer } from '../support/inbox.ts'
import { PRIMARY, startWebPool } from '../support/web-pool.ts'

interface Told {
  readonly id: string
  readonly type: string
  readonly alerts: readonly { readonly key: string; readonly state: string; readonly repeated: boolean }[]
}

function toldBy({ body }: Posted): Told {
  return JSON.parse(body) as Told
}

function saysDown(posted: Posted): boolean {
  return toldBy(posted).alerts.some(({ key, state }) => key === `target ${PRIMARY}/web` && state === 'firing')
}

test('what was given up is told again, over kill -9 and with repeat off, once anything arrives', async (t) => {
  const hook = await startHook(t)
  hook.answer = { status: 410 }
  const { daemon, primary } = await startWebPool(t, {
    config: `alerts:
  group: 0s
  repeat: off
  receivers: [{ name: hook, webhook: { url: '${hook.url}', secret: ${makeSecret(t)} }, kinds: [target] }]`,
  })
  await primary.kill()
  const first = await hook.find('that it is down', saysDown)
  await daemon.waitForLog('given up', ({ msg }) => msg === 'notification given up')
  const { receivers } = JSON.parse((await daemon.cli('alerts', '--json')).stdout) as AlertsReport
  assert.deepEqual([receivers[0]?.givenUp, receivers[0]?.pending], [1, undefined])
  await daemon.kill()

  hook.answer = { status: 204 }
  const before = hook.items.length
  await daemon.start()
  assert.equal((await daemon.cli('alerts', 'test', 'hook')).code, 0)
  const again = await hook.find('that it is down, once more', saysDown, before)
  assert.notEqual(toldBy(again).id, toldBy(first).id)
  assert.equal(toldBy(again).alerts[0]?.repeated, false)
  assert.equal(toldBy(hook.items[before] as Posted).type, 'failover.test')
})

test('a stop in the middle of a mail ends at once, and the mail comes again with the same id', async (t) => {
  const post = await startMailServer(t, { authOptional: true, disabledCommands: ['STARTTLS', 'AUTH'] })
  post.isSilent = true
  const { daemon, primary } = await startWebPool(t, {
    config: `alerts:
  group: 0s
  receivers:
    - name: post
      mail: { server: '127.0.0.1:${post.port}', tls: none, from: f@corp.example, to: [ops@corp.example], timeout: 5m }
      kinds: [target]`,
  })
  await primary.kill()
  const isDown = ({ text }: { readonly text: string }) => text.includes(`${PRIMARY}/web is down`)
  const first = await post.find('a mail', isDown)
  assert.equal((await daemon.stop()).code, 0)

  post.isSilent = false
  const before = post.items.length
  await daemon.start()
  const again = await post.find('the mail again', isDown, before)
  assert.equal(fieldOf(again, 'message-id'), fieldOf(first, 'message-id'))
  await daemon.waitForLog('that it was taken', ({ msg }) => msg === 'notified')
})
