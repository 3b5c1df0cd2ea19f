// The wall clock is set while the daemon runs, and nothing lasts longer or shorter for it.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { LogLine } from '../support/daemon.ts'
import { verdictTransitions } from '../support/record-table.ts'
import { settableClock, withoutSettableClock } from '../support/settable-clock.ts'
import { becomes, PRIMARY, STANDBY, startWebPool, WWW } from '../support/web-pool.ts'

const HOUR_SECONDS = 3600

const isJump = ({ jumpMs }: LogLine): boolean => typeof jumpMs === 'number'

describe('a wall clock that is set', { skip: withoutSettableClock }, () => {
  test('back by an hour keeps no pool waiting for its failback', async (t) => {
    const setClock = settableClock(t)
    const members = `calm A ${PRIMARY} ;@ primary check=web\ncalm A ${STANDBY} ;@ standby check=web`
    const { daemon, primary } = await startWebPool(t, { more: `;@ pool calm A failback=2s\n${members}` })
    await primary.kill()
    await daemon.waitForAnswer('calm.corp.example A', STANDBY)
    await primary.start()
    await daemon.waitForAnswer(WWW, PRIMARY)
    assert.deepEqual((await daemon.ask('calm.corp.example A')).data, [STANDBY])
    setClock(-HOUR_SECONDS)
    await daemon.waitForLog('the jump', isJump)
    await daemon.waitForAnswer('calm.corp.example A', PRIMARY)
  })

  test('back by an hour brings no server back that was drained', async (t) => {
    const setClock = settableClock(t)
    const members = `calm 1 A ${PRIMARY} ;@ primary check=web\ncalm 1 A ${STANDBY} ;@ standby check=web`
    const { daemon } = await startWebPool(t, { more: members })
    const drained = await daemon.cli(
      'drain',
      `calm.corp.example A ${PRIMARY}`,
      '--for',
      '2h',
      '--why',
      'disks',
    )
    assert.equal(drained.code, 0, drained.stderr)
    await daemon.waitForAnswer('calm.corp.example A', STANDBY)
    setClock(-HOUR_SECONDS)
    // Told of when the answers of the new time are in place.
    await daemon.waitForLog('the transition', ({ kind }) => kind === 'clock')
    assert.deepEqual((await daemon.ask('calm.corp.example A')).data, [STANDBY])
  })

  test('ahead by two hours ends no hold of one hour, and takes no server for down', async (t) => {
    const setClock = settableClock(t)
    const timing = 'every=300ms timeout=300ms fall=1 rise=1 flap=2/1h'
    const { daemon, primary } = await startWebPool(t, { timing })
    for (let falls = 0; falls < 2; falls++) {
      const before = daemon.log().length
      await primary.kill()
      await becomes(daemon, `${PRIMARY}/web`, 'down', before)
      await primary.start()
      if (falls === 0) await becomes(daemon, `${PRIMARY}/web`, 'up', before)
    }
    const transitions = verdictTransitions(daemon.databaseFile)
    setClock(2 * HOUR_SECONDS)
    await daemon.waitForLog('the jump', isJump)
    let explained = ''
    while (!/held for 1h [^:]*: passed/.test(explained))
      explained = (await daemon.cli('explain', 'www.corp.example')).stdout
    assert.match((await daemon.cli('status')).stdout, /down, held for 59m/)
    assert.deepEqual(verdictTransitions(daemon.databaseFile), transitions)
  })
})
