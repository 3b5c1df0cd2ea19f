// What a daemon has seen and done, told afterwards by `failover history`.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { TransitionReport } from '../../src/control/operator.ts'
import type { TestDaemon } from '../support/daemon.ts'
import { becomes, PRIMARY, STANDBY, startWebPool, WWW } from '../support/web-pool.ts'

async function told(daemon: TestDaemon, ...args: readonly string[]): Promise<string[]> {
  const { stdout } = await daemon.cli('history', '--json', ...args)
  const { transitions } = JSON.parse(stdout) as { readonly transitions: readonly TransitionReport[] }
  return transitions.map(({ kind, target, from, to }) => `${kind} ${target} ${from}>${to}`)
}

const FIRST_UP = [`verdict ${PRIMARY}/web unknown>up`, `verdict ${STANDBY}/web unknown>up`]

test('failover history tells what happened to a name, a pool, a target, an address and a zone', async (t) => {
  const { daemon, primary } = await startWebPool(t, { more: ';@ pool www A failback=manual' })
  await primary.kill()
  await daemon.waitForAnswer(WWW, STANDBY)
  await primary.start()
  await becomes(
    daemon,
    `${PRIMARY}/web`,
    'up',
    daemon.log().findIndex(({ to }) => to === 'down'),
  )
  await daemon.cli('failback', 'www.corp.example')

  const ofPrimary = [`verdict ${PRIMARY}/web down>up`, `verdict ${PRIMARY}/web up>down`]
  const failback = `failback www.corp.example. A ${STANDBY}>${PRIMARY}`
  const spare = 'redundancy www.corp.example. A'
  const answer = 'answer www.corp.example. A'
  const [back, there] = [`${answer} ${STANDBY}>${PRIMARY}`, `${answer} ${PRIMARY}>${STANDBY}`]
  const ofBoth = [
    back,
    failback,
    `${spare} one>several`,
    ofPrimary[0],
    there,
    `${spare} several>one`,
    ofPrimary[1],
  ]
  assert.deepEqual(await told(daemon, `${PRIMARY}/web`), [...ofPrimary, FIRST_UP[0]])
  assert.deepEqual(await told(daemon, `web/${PRIMARY}`), await told(daemon, PRIMARY))
  for (const name of ['www.corp.example', 'WWW.corp.example.', 'www.corp.example A', 'www.corp.example. a']) {
    const all = await told(daemon, name)
    assert.deepEqual(all.slice(0, 7), ofBoth, name)
    assert.deepEqual(all.slice(7).sort(), [`${answer} none>${PRIMARY}`, ...FIRST_UP], name)
  }
  assert.deepEqual(await told(daemon, 'www.corp.example AAAA'), [])
  assert.match((await told(daemon, 'corp.example')).join(), /^reload corp\.example\. none>\d+$/)
  assert.deepEqual(await told(daemon, '--kind', 'failback,doubt', '--since', '1h'), [failback])
  assert.deepEqual(await told(daemon, '--until', '1h'), [])
  assert.deepEqual(await told(daemon, '--limit', '2'), [back, failback])
  const { stdout } = await daemon.cli('history', PRIMARY)
  assert.match(
    stdout,
    /^when .*\n\d{4}-\d\d-\d\d \d\d:\d\d:\d\d +verdict .*down -> up +passed: 200\n.*refused/,
  )
})
