import assert from 'node:assert/strict'
import { test } from 'node:test'
import { asksTheSame, isTheSame, type Target, targetId } from '../../src/health/target.ts'

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

test('two targets are the same when they ask the same and are judged in the same way, however that was written', () => {
  const { everyMs, timeoutMs, fall, rise } = WEB.timing
  const flap = { changes: 5, withinMs: 600_000 }
  const timed = (timing: Target['timing']): Target => ({ ...WEB, timing })
  assert.ok(isTheSame(WEB, timed({ rise, fall, timeoutMs, everyMs })))
  assert.ok(isTheSame(timed({ ...WEB.timing, flap }), timed({ flap: { ...flap }, ...WEB.timing })))
  assert.ok(!isTheSame(WEB, timed({ ...WEB.timing, fall: 4 })))
  assert.ok(!isTheSame(WEB, timed({ ...WEB.timing, flap })))
  assert.ok(!isTheSame(WEB, { ...WEB, options: {} }))
})
