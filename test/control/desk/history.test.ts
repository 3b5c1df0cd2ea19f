// What a person means by the subject of the history, with what was decreed about it.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { history } from '../../../src/control/desk/history.ts'
import { canonicalSelector } from '../../../src/control/plan/selector.ts'
import { open, temporaryPath } from '../../store/temporary.ts'
import { Judging } from '../settle/judging.ts'

const { plan } = new Judging(`;@ check web tcp port=80
www 60 A 192.0.2.1 ;@ primary check=web
www 60 A 192.0.2.2 ;@ standby check=web
www 60 AAAA 2001:db8::1 ;@ check=web
mail 60 A 192.0.2.4 ;@ check=web
@ MX 10 mail ;@ follow
`)

test('a decree is told of whomever it means, as it was typed or by a pattern, however the subject is spelled', (t) => {
  const store = open(t, temporaryPath(t))
  const said = { decree: 'drain', who: 'alice', why: 'new disks', startedMs: 1, endsMs: undefined } as const
  const decreed = [
    '192.0.2.1',
    '192.0.2.*',
    '2001:db8::1',
    'www.example.com',
    'example.com MX 10 mail.example.com',
  ]
  for (const target of decreed) store.overrides.add({ ...said, target: canonicalSelector(target) })
  const told = (subject: string): string[] => {
    const report = history(store, plan, { subject })
    assert.ok('transitions' in report)
    return report.transitions.map(({ target }) => target).reverse()
  }
  assert.deepEqual(told('192.0.2.1'), ['192.0.2.1', '192.0.2.*'])
  assert.deepEqual(told('192.0.2.4/web'), [])
  assert.deepEqual(told('2001:DB8:0::1'), ['2001:db8::1'])
  assert.deepEqual(told('WWW.example.com.'), decreed.slice(0, 4))
  assert.deepEqual(told('www.example.com A'), ['192.0.2.1', '192.0.2.*', 'www.example.com'])
  assert.deepEqual(told('example.com MX 10 mail.example.com'), ['192.0.2.*', decreed[4]])
  assert.deepEqual(told('192.0.2.*'), ['192.0.2.*'])
  assert.deepEqual(told('192.0.3.1'), [])
})

test('what was decreed is forgotten with the history of its time, and what still holds is not', (t) => {
  const store = open(t, temporaryPath(t))
  const said = { decree: 'drain', who: 'alice', why: 'new disks', startedMs: 1, endsMs: undefined } as const
  const over = store.overrides.add({ ...said, target: 'a.*' })
  store.overrides.add({ ...said, target: 'b.*' })
  store.overrides.end(over, 'alice', 5)
  store.forgetPast(5)
  assert.deepEqual(store.overrides.patterns(), ['b.*', 'a.*'])
  store.forgetPast(6)
  assert.deepEqual(store.overrides.patterns(), ['b.*'])
})
