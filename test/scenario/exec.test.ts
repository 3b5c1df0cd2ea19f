// A program of the operator's own decides what is answered, once failover.yaml permits its folder, and never before.
import assert from 'node:assert/strict'
import { chmodSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { corpZone, makeDaemon } from '../support/daemon.ts'

const WWW = 'www.corp.example A'
const PRIMARY = '127.0.0.10'
const STANDBY = '127.0.0.20'
const PERMITTED = 'probes: { exec-folders: [checks] }'
const REFUSED = /bad-check-option: program= is in no folder that the configuration permits/

/** The program says that an address is well when there is a file of its name; both are at first. */
async function makeChecked(t: TestContext, config: string) {
  const daemon = await makeDaemon(t, { zones: {}, config })
  const folder = join(daemon.folder, 'checks')
  mkdirSync(folder)
  const program = join(folder, 'is-well')
  writeFileSync(program, `#!/bin/sh\ntest -e "$1/$FAILOVER_ADDRESS" || { echo no file; exit 2; }\n`)
  chmodSync(program, 0o755)
  for (const address of [PRIMARY, STANDBY]) writeFileSync(join(folder, address), '')
  const check = `;@ check own exec program=${program} arg=${folder} every=200ms timeout=2s fall=1 rise=1`
  const records = `www 30 A ${PRIMARY} ;@ primary check=own\nwww 30 A ${STANDBY} ;@ standby check=own`
  daemon.writeZone('corp.example.zone', corpZone(`${check}\n${records}`))
  return { daemon, fileOf: (address: string) => join(folder, address) }
}

test('the exit code of a program decides what is answered', async (t) => {
  const { daemon, fileOf } = await makeChecked(t, PERMITTED)
  assert.equal((await daemon.cli('check')).code, 0)
  await daemon.start()
  await daemon.waitForAnswer(WWW, PRIMARY)
  rmSync(fileOf(PRIMARY))
  await daemon.waitForAnswer(WWW, STANDBY)
  assert.match((await daemon.cli('status')).stdout, /exit code 2: no file/)
  writeFileSync(fileOf(PRIMARY), '')
  await daemon.waitForAnswer(WWW, PRIMARY)
})

test('without a permit the zone is refused, by check and by serve', async (t) => {
  const { daemon } = await makeChecked(t, '')
  const checked = await daemon.cli('check')
  assert.equal(checked.code, 1)
  assert.match(checked.stdout, REFUSED)
  const started = await daemon.startInVain()
  assert.notEqual(started.code, 0)
  assert.match(started.stderr, REFUSED)
})

test('a permit that is taken back stops the program, and the zone goes on as it was', async (t) => {
  const { daemon, fileOf } = await makeChecked(t, PERMITTED)
  await daemon.start()
  rmSync(fileOf(PRIMARY))
  await daemon.waitForAnswer(WWW, STANDBY)
  await daemon.stop()
  daemon.configure('')
  await daemon.start()
  await daemon.waitForLog('target cannot be probed', ({ msg }) => msg === 'target cannot be probed')
  assert.deepEqual((await daemon.ask(WWW)).data, [STANDBY])
  assert.match((await daemon.cli('export', 'corp.example')).stdout, /127\.0\.0\.20/)
})
