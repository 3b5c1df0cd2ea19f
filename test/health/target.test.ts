import assert from 'node:assert/strict'
import { test } from 'node:test'
import { asksTheSame, type Target, targetId } from '../../src/health/target.ts'

const WEB: Target = {
  id: '10.1.0.10/web',
  address: '10.1.0.10',
  checkName: 'web',
  type: 'http',
  options: { port: '80' },
  timing: { everyMs: 1000, timeoutMs: 500, fall: 3, rise: 2 },
}

test('the id of a target is its address, a slash, its check', () => {
  assert.equal(targetId('10.1.0.10', 'web'), WEB.id)
  assert.equal(targetId('2001:db8::1', 'web'), '2001:db8::1/web')
})

test('a target asks the same until its probe, options, interval or timeout change; thresholds ask nothing', () => {
  const { timing } = WEB
  const change = (changed: Partial<Target>) => asksTheSame(WEB, { ...WEB, ...changed })
  assert.ok(change({}))
  assert.ok(change({ timing: { ...timing, fall: 1, rise: 9 } }))
  assert.ok(!change({ type: 'tcp' }))
  assert.ok(!change({ options: { port: '81' } }))
  assert.ok(!change({ options: { host: 'x' } }))
  assert.ok(!change({ options: { port: '80', host: 'x' } }))
  assert.ok(!change({ timing: { ...timing, everyMs: 2000 } }))
  assert.ok(!change({ timing: { ...timing, timeoutMs: 501 } }))
})
