// On which targets a member hangs, as the page shows them beside it.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { viewZone } from '../../../src/answer/zone-view.ts'
import { memberTargets } from '../../../src/control/plan/member-targets.ts'
import { poolName } from '../../../src/control/plan/pool-name.ts'
import { planService } from '../../../src/control/plan/service-plan.ts'
import { octets32 } from '../../../src/dns/octets.ts'
import { exampleZone } from '../../support/ask.ts'

const zone = exampleZone(`;@ check a tcp port=1
;@ check b tcp port=2
;@ check both all a b
;@ check uplink tcp port=3 address=192.0.2.254
www A 192.0.2.1 ;@ check=both,uplink
host A 192.0.2.2 ;@ check=a
host A 192.0.2.3 ;@ check=a
mail MX 10 host ;@ follow
free A 192.0.2.4 ;@ primary
`)
const plan = planService([{ zone, view: viewZone(zone, octets32(1)) }])

function targetsIn(pool: string): readonly (readonly string[])[] {
  const planned = [...plan.pools.values()].find((one) => poolName(one) === pool)
  assert.ok(planned !== undefined, pool)
  return planned.needs.map((needs) => memberTargets(needs, plan))
}

test('a member hangs on the targets of its checks, those of composites and at other addresses as well', () => {
  assert.deepEqual(targetsIn('www.example.com. A'), [['192.0.2.1/a', '192.0.2.1/b', '192.0.2.254/uplink']])
})

test('a member that follows a host hangs on the targets of all its addresses', () => {
  assert.deepEqual(targetsIn('mail.example.com. MX'), [['192.0.2.2/a', '192.0.2.3/a']])
})

test('a member without a check hangs on nothing', () => {
  assert.deepEqual(targetsIn('free.example.com. A'), [[]])
})
