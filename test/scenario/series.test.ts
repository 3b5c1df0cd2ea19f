// What a running daemon tells of its targets over time.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { OutcomesReport } from '../../src/control/operator.ts'
import { corpZone } from '../support/daemon.ts'
import { askSocket } from '../support/socket-client.ts'
import { PRIMARY, STANDBY, startWebPool, WWW } from '../support/web-pool.ts'

test('the last outcomes of a target show its failure, stay over a reload, and go with the target', async (t) => {
  const { daemon, primary } = await startWebPool(t)
  await primary.kill()
  await daemon.waitForAnswer(WWW, STANDBY)
  const path = `/v1/outcomes?target=${PRIMARY}/web&target=${STANDBY}/web&target=10.9.9.9/none`
  const before = await askSocket<OutcomesReport>(daemon, path)
  assert.equal(before.status, 200)
  assert.deepEqual(before.body.unknown, ['10.9.9.9/none'])
  const [failed, well] = before.body.targets
  assert.equal(failed?.outcomes.at(-1)?.ending, 'refused')
  assert.deepEqual([...new Set(well?.outcomes.map(({ ending }) => ending))], ['ok'])
  const times = failed?.outcomes.map(({ atMs }) => atMs) ?? []
  assert.deepEqual(times, times.toSorted())

  daemon.writeZone('other.example.zone', corpZone(''))
  assert.equal((await daemon.cli('reload')).code, 0)
  const { targets } = (await askSocket<OutcomesReport>(daemon, path)).body
  assert.deepEqual(targets[0]?.outcomes.slice(0, times.length), failed?.outcomes)
  daemon.writeZone('corp.example.zone', corpZone('www A 127.0.0.9'))
  assert.equal((await daemon.cli('reload')).code, 0)
  assert.equal((await askSocket(daemon, path)).status, 404)
})
