// Alerts from a server that is killed to the people who are told: over HTTP, by mail, through a program.
import assert from 'node:assert/strict'
import { createHmac, randomBytes } from 'node:crypto'
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import type { AlertsReport, Status } from '../../src/control/operator.ts'
import { makeAuthority } from '../support/certificates.ts'
import { corpZone, makeDaemon, type TestDaemon } from '../support/daemon.ts'
import { fieldOf, type Posted, startHook, startMailServer } from '../support/inbox.ts'
import { scrape } from '../support/scrape.ts'
import { PRIMARY, startWebPool } from '../support/web-pool.ts'

const DOWN = `target ${PRIMARY}/web`

interface Told {
  readonly id: string
  readonly state: string
  readonly alerts: readonly { readonly key: string; readonly state: string }[]
}

function toldBy({ body }: Posted): Told {
  return JSON.parse(body) as Told
}

/** Whether it says that the primary is down, or that this is over. */
function says(posted: Posted, state: 'firing' | 'resolved'): boolean {
  return toldBy(posted).alerts.some((alert) => alert.key === DOWN && alert.state === state)
}

/** As the specification of Standard Webhooks has it, from the secret that the receiver was given. */
function assertSigned({ headers, body }: Posted, key: Buffer): void {
  const [id, seconds] = [headers['webhook-id'], headers['webhook-timestamp']]
  const digest = createHmac('sha256', key).update(`${id}.${seconds}.${body}`).digest('base64')
  assert.equal(headers['webhook-signature'], `v1,${digest}`)
  assert.ok(Math.abs(Number(seconds) - Date.now() / 1000) < 300)
  assert.equal(toldBy({ headers, body, path: '' }).id, id)
}

function folderOf(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'failover-alerts-'))
  t.after(() => rmSync(folder, { recursive: true }))
  return folder
}

function secretFile(folder: string, name: string, content: string): string {
  const file = join(folder, name)
  writeFileSync(file, content, { mode: 0o600 })
  return file
}

async function receiverIn(daemon: TestDaemon, name: string) {
  const status = JSON.parse((await daemon.cli('status', '--json')).stdout) as Status
  return status.alerts?.receivers.find((one) => one.name === name)
}

test('what a receiver did not take comes again after kill -9, with the same id, and the end of it follows', async (t) => {
  const folder = folderOf(t)
  const key = randomBytes(32)
  const secret = secretFile(folder, 'hook.secret', `whsec_${key.toString('base64')}\n`)
  const hook = await startHook(t)
  hook.answer = { status: 500, body: 'out of order' }
  const { daemon, primary } = await startWebPool(t, {
    config: `alerts:
  group: 300ms
  receivers:
    - name: hook
      webhook: { url: '${hook.url}/alerts?key=not-for-logs', secret: ${secret} }
      kinds: [target]`,
  })

  await primary.kill()
  const first = await hook.find('that it is down', (posted) => says(posted, 'firing'))
  await daemon.waitForLog('not notified', ({ msg }) => msg === 'not notified')
  const failing = await receiverIn(daemon, 'hook')
  assert.equal(failing?.problem, 'HTTP 500: out of order')
  assert.equal(failing?.pending?.id, toldBy(first).id)
  const log = daemon.process.stderr
  await daemon.kill()

  hook.answer = { status: 204 }
  const before = hook.items.length
  await daemon.start()
  const again = await hook.find('it again', (posted) => says(posted, 'firing'), before)
  assert.equal(again.headers['webhook-id'], first.headers['webhook-id'])
  assert.equal(again.body, first.body)
  assertSigned(first, key)
  assertSigned(again, key)

  await primary.start()
  const over = await hook.find('that it is over', (posted) => says(posted, 'resolved'), before)
  assertSigned(over, key)
  assert.notEqual(toldBy(over).id, toldBy(first).id)
  await daemon.waitForLog('notified', (line) => line.msg === 'notified' && line['id'] === toldBy(over).id)
  const fine = await receiverIn(daemon, 'hook')
  assert.ok(fine?.deliveredAtMs !== undefined)
  assert.deepEqual(
    [fine?.pending, fine?.failingSinceMs, fine?.channel],
    [undefined, undefined, `webhook to ${hook.url}`],
  )
  const ids = new Map(hook.items.map((posted) => [toldBy(posted).id, posted.body]))
  for (const posted of hook.items) assert.equal(ids.get(toldBy(posted).id), posted.body)
  const { value } = await scrape({ socketPath: join(daemon.folder, 'failover.sock') })
  assert.equal(value('failover_notifications_total', 'receiver="hook"', 'result="delivered"'), 2)
  for (const text of [log, daemon.process.stderr])
    for (const hidden of ['not-for-logs', key.toString('base64')]) assert.ok(!text.includes(hidden))
})

test('people are told by mail, programs on standard input, and chats in blocks; one that is silent holds up nobody', async (t) => {
  const folder = folderOf(t)
  const authority = makeAuthority()
  t.after(() => authority.remove())
  const password = secretFile(folder, 'mail.password', 'correct horse\n')
  const post = await startMailServer(t, {
    ...authority.issue(['IP:127.0.0.1'], 30),
    onAuth: ({ username, password: shown }, _, done) =>
      shown === 'correct horse' ? done(null, { user: username }) : done(new Error('no')),
  })
  const [chat, silent] = await Promise.all([startHook(t), startHook(t)])
  silent.isSilent = true
  const chatUrl = secretFile(folder, 'chat.url', `${chat.url}/services/T0/B0\n`)
  const programs = join(folder, 'programs')
  mkdirSync(programs)
  const output = join(folder, 'told.jsonl')
  writeFileSync(
    join(programs, 'tell'),
    `#!/bin/sh\necho "$FAILOVER_STATE" >> ${output}\ncat >> ${output}\necho told\n`,
  )
  chmodSync(join(programs, 'tell'), 0o700)
  const { daemon, primary } = await startWebPool(t, {
    config: `alerts:
  group: 300ms
  exec-folders: [${programs}]
  receivers:
    - name: silent
      webhook: { url: '${silent.url}', template: slack }
    - name: post
      mail:
        server: 127.0.0.1:${post.port}
        ca: ${authority.file}
        user: failover
        password: ${password}
        from: failover@corp.example
        to: [ops@corp.example, boss@corp.example]
    - name: chat
      webhook: { url-file: ${chatUrl}, template: slack }
      pools: [www.corp.example]
    - name: runner
      exec: { program: ${join(programs, 'tell')} }
      zones: [corp.example]
      kinds: [target]`,
  })
  await primary.kill()
  const mail = await post.find('a mail', ({ text }) => text.includes(`${PRIMARY}/web is down`))
  assert.deepEqual([mail.from, mail.to], ['failover@corp.example', ['ops@corp.example', 'boss@corp.example']])
  assert.deepEqual([mail.user, mail.isEncrypted], ['failover', true])
  assert.match(fieldOf(mail, 'subject') ?? '', /^\[failover [^\]]+\] WARNING: /)
  const message = await chat.find('a message', ({ body }) => body.includes('is down'))
  assert.equal(message.path, '/services/T0/B0')
  await daemon.waitForLog('runner', (line) => line.msg === 'notified' && line['receiver'] === 'runner')
  assert.ok(existsSync(output))
  const [state = '', told = ''] = readFileSync(output, 'utf8').split('\n')
  assert.deepEqual([state, says({ path: '', headers: {}, body: told }, 'firing')], ['firing', true])

  const listed = JSON.parse((await daemon.cli('alerts', '--json')).stdout) as AlertsReport
  assert.deepEqual(listed.firing.map(({ key }) => key).sort(), ['spare www.corp.example. A', DOWN])
  assert.equal((await daemon.cli('alerts')).code, 0)
  const tested = await daemon.cli('alerts', 'test', 'runner')
  assert.equal(tested.code, 0)
  assert.match(tested.stdout, /^runner: delivered after .*: told\n$/)
  assert.match((await daemon.cli('alerts', 'test', 'nobody')).stderr, /known are silent, post, chat, runner/)

  await primary.start()
  const over = await post.find('the end', ({ text }) => /^Subject: .*RESOLVED/im.test(text))
  assert.equal(fieldOf(over, 'references'), fieldOf(mail, 'message-id'))
  assert.equal(silent.items.length, 1)
  assert.equal((await daemon.stop()).code, 0)
})

test('a zone file that is refused is told of, and that it is good again; a restart is no second refusal; signs of life go on', async (t) => {
  const folder = folderOf(t)
  const secret = secretFile(folder, 'hook.secret', `whsec_${randomBytes(32).toString('base64')}\n`)
  const hook = await startHook(t)
  const { daemon } = await startWebPool(t, {
    config: `alerts:
  group: 0s
  watchdog: { url: '${hook.url}/life', every: 1s }
  receivers: [{ name: hook, webhook: { url: '${hook.url}', secret: ${secret} }, zones: ['corp.*'] }]`,
  })
  const good = readFileSync(daemon.zoneFile('corp.example.zone'), 'utf8')
  daemon.writeZone('corp.example.zone', `${good}\noops A not-an-address\n`)
  const isZone = (state: string) => (posted: Posted) =>
    toldBy(posted).alerts.some((alert) => alert.key === 'zone corp.example.' && alert.state === state)
  const refused = await hook.find('that it is refused', isZone('firing'))
  assert.match(refused.body, /corp\.example\.zone:\d+:\d+: /)
  await daemon.kill()
  await daemon.start()
  const firing = JSON.parse((await daemon.cli('alerts', '--json')).stdout) as AlertsReport
  assert.deepEqual(
    firing.firing.map(({ key }) => key),
    ['zone corp.example.'],
  )
  daemon.writeZone('corp.example.zone', good)
  await hook.find('that it is good', isZone('resolved'))
  // It may be killed between the delivery and the note of it, and sends it again then: the same one.
  const ids = new Set(hook.items.filter(isZone('firing')).map((posted) => toldBy(posted).id))
  assert.equal(ids.size, 1)
  const life = await hook.find('a sign of life', ({ path }) => path === '/life')
  assert.match(life.body, /^\{"type":"failover\.watchdog",/)
})

test('who is told is checked at start: every file that cannot be used is named at once', async (t) => {
  const daemon = await makeDaemon(t, {
    zones: { 'corp.example.zone': corpZone('') },
    config: `alerts:
  receivers:
    - name: hook
      webhook: { url: 'http://127.0.0.1/', secret: /nowhere/secret }
    - { name: post, mail: { server: 'mail:25', from: a@b, to: [c@d], user: x, password: /nowhere/password } }`,
  })
  const refused = await daemon.startInVain()
  assert.equal(refused.code, 5)
  assert.match(refused.stderr, /alerts: hook: webhook: secret cannot be read/)
  assert.match(refused.stderr, /alerts: post: mail: password cannot be read/)
})
