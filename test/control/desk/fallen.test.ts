// What is dead when somebody says so: by address, network, name, member or single target.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fallenBy } from '../../../src/control/desk/fallen.ts'
import { atOnce } from '../../../src/slices.ts'
import { Judging } from '../settle/judging.ts'

const { plan } = new Judging(`;@ check gw icmp address=192.0.2.254
;@ check web tcp port=80 needs=gw
;@ check smtp tcp port=25
www 60 A 192.0.2.1 ;@ primary check=web
www 60 A 198.51.100.2 ;@ standby check=web
www 60 AAAA 2001:db8::1 ;@ check=web
mail 60 A 192.0.2.1 ;@ check=smtp
@ MX 10 mail ;@ follow
`)

const CASES: readonly (readonly [string, readonly string[], readonly string[]])[] = [
  ['192.0.2.1', ['192.0.2.1'], ['192.0.2.1/smtp', '192.0.2.1/web']],
  ['192.0.2.0/24', ['192.0.2.1', '192.0.2.254'], ['192.0.2.1/smtp', '192.0.2.1/web', '192.0.2.254/gw']],
  ['2001:DB8:0::/48', ['2001:db8::1'], ['2001:db8::1/web']],
  ['192.0.2.254', ['192.0.2.254'], ['192.0.2.254/gw']],
  ['192.0.2.1/web', [], ['192.0.2.1/web']],
  ['*/web', [], ['192.0.2.1/web', '198.51.100.2/web', '2001:db8::1/web']],
  ['198.51.*', ['198.51.100.2'], ['198.51.100.2/web']],
  ['mail.example.com', ['192.0.2.1'], ['192.0.2.1/smtp', '192.0.2.1/web']],
  ['example.com MX 10 mail.example.com', ['192.0.2.1'], ['192.0.2.1/smtp', '192.0.2.1/web']],
  ['www.example.com A 198.51.100.2', ['198.51.100.2'], ['198.51.100.2/web']],
]

for (const [selector, addresses, targets] of CASES)
  test(`${selector} down is ${addresses.join(', ') || 'no whole server'}, and ${targets.join(', ')}`, () => {
    const fallen = atOnce(fallenBy([selector], plan))
    assert.deepEqual(fallen.unknown, [])
    assert.deepEqual([...fallen.addresses].sort(), addresses)
    assert.deepEqual([...fallen.targets].sort(), targets)
  })

test('what matches nothing is told, be it a network without servers or a misspelt one', () => {
  const wrong = ['203.0.113.0/24', '192.0.2.1/24', 'nobody.example.com', '192.0.2.1/ftp']
  assert.deepEqual(atOnce(fallenBy([...wrong, '192.0.2.1'], plan)).unknown, wrong)
})
