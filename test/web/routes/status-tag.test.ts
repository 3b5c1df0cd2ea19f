// The entity tag of the status: when it stays, when it changes, and what it saves.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Status } from '../../../src/control/operator.ts'
import { createLog } from '../../../src/log.ts'
import { createApp } from '../../../src/web/app.ts'
import { tagOf } from '../../../src/web/routes/status-tag.ts'
import { fakeOperator, STATUS } from '../../support/fake-operator.ts'

test('RFC 9110 §8.8.1: the weak tag stays while only counters and probes go on, and changes with a state', () => {
  const targets = STATUS.targets.map((one) => ({ ...one, goods: one.goods + 1, nextProbeInMs: 1 }))
  const later: Status = { ...STATUS, atMs: STATUS.atMs + 1000, targets, queries: { NOERROR: 1 } }
  assert.match(tagOf(STATUS), /^W\/"[\w-]{43}"$/)
  assert.equal(tagOf(later), tagOf(STATUS))
  const down = targets.map((one) => ({ ...one, state: 'down' as const }))
  assert.notEqual(tagOf({ ...later, targets: down }), tagOf(STATUS))
  assert.notEqual(tagOf({ ...STATUS, pools: [] }), tagOf(STATUS))
})

test('RFC 9110 §13.1.2: who shows the tag is told that nothing has changed', async () => {
  const app = createApp(fakeOperator(), createLog('silent'))
  const ask = (known?: string) =>
    app.request('/v1/status', { headers: known === undefined ? {} : { 'if-none-match': known } })
  const first = await ask()
  const tag = first.headers.get('etag') ?? ''
  assert.deepEqual([first.status, await first.json()], [200, STATUS])
  for (const known of [tag, tag.replace('W/', ''), `"other", ${tag}`, '*']) {
    const again = await ask(known)
    assert.deepEqual([again.status, await again.text(), again.headers.get('etag')], [304, '', tag], known)
  }
  assert.equal((await ask('"other"')).status, 200)
})
