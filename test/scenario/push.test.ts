// Servers that report by themselves, over real HTTP, to a real daemon.
import assert from 'node:assert/strict'
import { chmodSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { EXIT } from '../../src/cli/exit-codes.ts'
import { PAUSE_MS } from '../../src/control/checks/pulse.ts'
import type { Status, TargetStatus } from '../../src/control/operator.ts'
import { corpZone, makeDaemon, type TestDaemon } from '../support/daemon.ts'
import { freePort } from '../support/free-port.ts'
import { verdictTransitions } from '../support/record-table.ts'
import { becomes, PRIMARY, STANDBY, WWW } from '../support/web-pool.ts'

const TOKEN = 'a-token-of-the-test-0123'
/** What a client waits for an answer: a report that we keep waiting is lost. */
const PATIENCE_MS = 300
const REPORT_EVERY_MS = 100
/** How long a silence may last, where that is tried. */
const ALLOWED_MS = 2000

interface Reporting {
  readonly daemon: TestDaemon
  /** One report; false when nobody has taken it. */
  readonly report: (address: string, body?: string) => Promise<boolean>
  /** The server reports again and again, until it is stopped. */
  readonly keepReporting: (address: string) => { readonly stop: () => Promise<void> }
}

async function startPool(t: TestContext, timing: string): Promise<Reporting> {
  const port = await freePort('127.0.0.1')
  const pool = [PRIMARY, STANDBY].map((address, i) => `www 30 A ${address} ;@ tier=${i + 1} check=alive`)
  const text = corpZone([`;@ check alive push ${timing}`, ...pool].join('\n'))
  const config = `push: { listen: ['127.0.0.1:${port}'], token: token }`
  const daemon = await makeDaemon(t, { config, zones: { 'corp.example.zone': text } })
  const tokenFile = join(daemon.folder, 'token')
  writeFileSync(tokenFile, TOKEN)
  chmodSync(tokenFile, 0o600)
  await daemon.start()
  const report: Reporting['report'] = async (address, body = '') => {
    const url = `http://127.0.0.1:${port}/v1/reports/${address}/alive`
    const headers = { authorization: `Bearer ${TOKEN}` }
    const signal = AbortSignal.timeout(PATIENCE_MS)
    return fetch(url, { method: 'POST', headers, body, signal }).then(
      ({ ok }) => ok,
      () => false,
    )
  }
  const keepReporting: Reporting['keepReporting'] = (address) => {
    let isRunning = true
    const run = async (): Promise<void> => {
      while (isRunning) {
        await report(address)
        await pause(REPORT_EVERY_MS)
      }
    }
    const ended = run()
    const stop = (): Promise<void> => {
      isRunning = false
      return ended
    }
    t.after(stop)
    return { stop }
  }
  return { daemon, report, keepReporting }
}

async function targetOf(daemon: TestDaemon, address: string): Promise<TargetStatus> {
  const status = JSON.parse((await daemon.cli('status', '--json')).stdout) as Status
  const target = status.targets.find((one) => one.address === address)
  assert.ok(target)
  return target
}

test('a server that stops to report is answered around, and comes back when it reports again', async (t) => {
  const { daemon, keepReporting } = await startPool(t, 'every=500ms timeout=500ms fall=2 rise=2')
  keepReporting(STANDBY)
  const primary = keepReporting(PRIMARY)
  await Promise.all([PRIMARY, STANDBY].map((address) => becomes(daemon, `${address}/alive`, 'up')))
  assert.deepEqual((await daemon.ask(WWW)).data, [PRIMARY])
  await primary.stop()
  await daemon.waitForAnswer(WWW, STANDBY)
  const explained = await daemon.cli('explain', 'www.corp.example')
  assert.match(
    explained.stdout,
    /10\/alive is down: no answer in time, the last report came at \d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ/,
  )
  keepReporting(PRIMARY)
  await daemon.waitForAnswer(WWW, PRIMARY)
})

test('a server that says that it is not well is answered around at once, whatever every= and fall= say', async (t) => {
  const { daemon, report } = await startPool(t, 'every=24h timeout=10m fall=5 rise=1')
  assert.ok(await report(STANDBY))
  const told = await daemon.cli('report', `${PRIMARY}/alive`)
  assert.deepEqual([told.code, told.stdout], [EXIT.fine.code, `${PRIMARY}/alive: reported as well\n`])
  await becomes(daemon, `${PRIMARY}/alive`, 'up')
  assert.match((await targetOf(daemon, PRIMARY)).last?.detail ?? '', /^reported at \d{4}-/)

  assert.ok(await report(PRIMARY, '{ "down": true, "why": "disk full" }'))
  await daemon.waitForAnswer(WWW, STANDBY)
  const { ending, detail = '' } = (await targetOf(daemon, PRIMARY)).last ?? {}
  assert.deepEqual([ending, detail.split(',')[0]], ['unavailable', 'disk full'])

  await daemon.cli('report', `alive/${PRIMARY}`)
  await daemon.waitForAnswer(WWW, PRIMARY)
})

test('after kill -9 nobody has failed to report: what was up stays up until its first report is overdue', async (t) => {
  const { daemon, report } = await startPool(t, 'every=24h timeout=10m fall=1 rise=1')
  await report(STANDBY)
  await report(PRIMARY, '{ "down": true, "why": "disk full" }')
  await becomes(daemon, `${STANDBY}/alive`, 'up')
  await becomes(daemon, `${PRIMARY}/alive`, 'down')
  await daemon.kill()
  await daemon.start()
  assert.deepEqual((await daemon.ask(WWW)).data, [STANDBY])
  assert.deepEqual((await targetOf(daemon, STANDBY)).state, 'up')
  assert.ok(await report(PRIMARY))
  await daemon.waitForAnswer(WWW, PRIMARY)
})

test('a server that has never reported is unknown, and counts as available, until its first report is overdue', async (t) => {
  const { daemon, keepReporting } = await startPool(t, 'every=500ms timeout=500ms fall=3')
  assert.deepEqual((await daemon.ask(WWW)).data, [PRIMARY])
  keepReporting(STANDBY)
  await daemon.waitForAnswer(WWW, STANDBY)
  const transitions = verdictTransitions(daemon.databaseFile).filter(({ target }) =>
    target.startsWith(PRIMARY),
  )
  assert.deepEqual(
    transitions.map(({ from_state, to_state }) => [from_state, to_state]),
    [['unknown', 'down']],
  )
})

test('a daemon that was stopped for longer than a report may be late waits for as long again before it takes a server for down', async (t) => {
  const { daemon, report } = await startPool(
    t,
    `every=${ALLOWED_MS / 2}ms timeout=${ALLOWED_MS / 2}ms fall=1`,
  )
  assert.ok(await report(PRIMARY))
  await becomes(daemon, `${PRIMARY}/alive`, 'up')
  daemon.process.signal('SIGSTOP')
  await pause(ALLOWED_MS + PAUSE_MS)
  const goesOnMs = Date.now()
  daemon.process.signal('SIGCONT')
  const isDown: Parameters<TestDaemon['waitForLog']>[1] = ({ target, to }) =>
    target === `${PRIMARY}/alive` && to === 'down'
  const { time } = await daemon.waitForLog('the silence is over', isDown)
  // Without the rule it is half of it: when the probe comes that fell due meanwhile.
  assert.ok(Date.parse(String(time)) >= goesOnMs + 0.9 * ALLOWED_MS)
})

test('what takes no report says so: a target that is probed, and one that is none', async (t) => {
  const text = corpZone(';@ check web tcp port=9 every=60s\nwww A 127.0.0.10 ;@ check=web')
  const daemon = await makeDaemon(t, { zones: { 'corp.example.zone': text } })
  await daemon.start()
  const probed = await daemon.cli('report', '127.0.0.10/web')
  assert.equal(probed.code, EXIT.usage.code)
  assert.match(probed.stderr, /127\.0\.0\.10\/web takes no reports: its check is of type tcp/)
  const none = await daemon.cli('report', '127.0.0.10/wbe')
  assert.equal(none.code, EXIT.refused.code)
  assert.match(none.stderr, /there is no target 127\.0\.0\.10\/wbe/)
})
