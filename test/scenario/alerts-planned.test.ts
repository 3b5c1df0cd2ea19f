// What people have planned wakes nobody: a server that is down while it is out is told of only if it stays down.
import assert from 'node:assert/strict'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import type { AlertStatus, AlertsReport } from '../../src/control/operator.ts'
import { corpZone, type TestDaemon } from '../support/daemon.ts'
import { askHttp } from '../support/http-ask.ts'
import { type HookServer, makeSecret, type Posted, startHook } from '../support/inbox.ts'
import { DEADLINE_MS } from '../support/own-process.ts'
import { becomes, PRIMARY, startWebPool, webCheck, wwwRecords } from '../support/web-pool.ts'

const LOOK_EVERY_MS = 50
const DOWN = `target ${PRIMARY}/web`

interface Notice {
  readonly key: string
  readonly state: string
  readonly heldBack?: string
}

function noticesIn({ body }: Posted): readonly Notice[] {
  return (JSON.parse(body) as { readonly alerts: readonly Notice[] }).alerts
}

async function poolWithHook(t: TestContext, more: string) {
  const hook = await startHook(t)
  const pool = await startWebPool(t, {
    more,
    config: `alerts:
  group: 300ms
  receivers: [{ name: hook, webhook: { url: '${hook.url}', secret: ${makeSecret(t)} }, kinds: [target] }]`,
  })
  return { ...pool, hook }
}

/** Looks at what fires until this is so of the primary; undefined: it does not fire. */
async function firing(
  daemon: TestDaemon,
  what: string,
  isIt: (alert: AlertStatus | undefined) => boolean,
): Promise<void> {
  const deadlineMs = performance.now() + DEADLINE_MS
  const socketPath = join(daemon.folder, 'failover.sock')
  for (;;) {
    const { text } = await askHttp({ socketPath }, { path: '/v1/alerts' })
    if (isIt((JSON.parse(text) as AlertsReport).firing.find(({ key }) => key === DOWN))) return
    if (performance.now() > deadlineMs) throw new Error(`never: ${what}\n${text}`)
    await pause(LOOK_EVERY_MS)
  }
}

/** That it is down, with the reason why nobody was told before; nothing else was told. */
async function toldOnce(hook: HookServer, why: RegExp, before = 0): Promise<void> {
  await hook.find('that it is down', (posted) => noticesIn(posted).length > 0, before)
  const [first] = hook.items.slice(before).flatMap(noticesIn)
  assert.deepEqual([first?.key, first?.state], [DOWN, 'firing'])
  assert.match(first?.heldBack ?? 'not held back', why)
}

test('a server that is drained and down is told to nobody, not even later when it is up before the override ends', async (t) => {
  const { daemon, primary, hook } = await poolWithHook(t, '')
  await daemon.cli('drain', PRIMARY, '--for', '1h', '--why', 'new disks')
  await primary.kill()
  await firing(daemon, 'held back', (alert) => /drained by .*: new disks/.test(alert?.heldBack?.why ?? ''))
  const before = daemon.log().length
  await primary.start()
  await becomes(daemon, `${PRIMARY}/web`, 'up', before)
  await firing(daemon, 'over', (alert) => alert === undefined)

  // What it is told of now shows that it was told of nothing before.
  await primary.kill()
  await firing(daemon, 'held back again', (alert) => alert?.heldBack !== undefined)
  assert.equal((await daemon.cli('undo', PRIMARY)).code, 0)
  await toldOnce(hook, /^drained by .*: new disks$/)
  await primary.start()
  await hook.find('that it is over', (posted) => noticesIn(posted).some(({ state }) => state === 'resolved'))
  const told = new Set(hook.items.flatMap(noticesIn).map(({ key, state }) => `${key} ${state}`))
  assert.deepEqual([...told], [`${DOWN} firing`, `${DOWN} resolved`])
})

test('a server that is down in its window is told of when the window is over and it is still down', async (t) => {
  const window = `;@ maintenance ${PRIMARY} "* * * * *" 1h "new kernel"`
  const { daemon, primary, port, hook } = await poolWithHook(t, window)
  await primary.kill()
  await firing(daemon, 'held back', (alert) => alert?.heldBack?.why === 'in maintenance: new kernel')
  assert.deepEqual(hook.items, [])
  daemon.writeZone('corp.example.zone', corpZone(`${webCheck(port)}\n${wwwRecords()}`))
  await toldOnce(hook, /^in maintenance: new kernel$/)
})
