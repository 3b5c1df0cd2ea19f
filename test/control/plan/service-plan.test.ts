// Which targets follow from the zones.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { viewZone } from '../../../src/answer/zone-view.ts'
import { planService } from '../../../src/control/plan/service-plan.ts'
import { octets32 } from '../../../src/dns/octets.ts'
import type { Zone } from '../../../src/zone/zone.ts'
import { name, zoneOf } from '../../zone/parsing.ts'

const APEX = '$TTL 300\n@ SOA ns1 hostmaster 1 1h 15m 1w 30s\n@ NS ns1\nns1 A 10.0.0.53\n'

function targetsOf(...checks: readonly string[]): string[] {
  const zones = checks.map((check, i): Zone => {
    const text = `${APEX};@ check web tcp port=80 ${check}\nwww A 192.0.2.1 ;@ check=web\n`
    return zoneOf(text, { origin: name(`z${i}.example.`) })
  })
  const planned = zones.map((zone) => ({ zone, view: viewZone(zone, octets32(1)) }))
  return [...planService(planned).targets.keys()]
}

test('zones that say the same of one address share its target', () => {
  assert.deepEqual(targetsOf('fall=2 rise=2', 'rise=2 fall=2'), ['192.0.2.1/web'])
})

test('a zone that judges otherwise has a target of its own: its fall= is not passed over', () => {
  const own = ['192.0.2.1/web', '192.0.2.1/web@z1.example']
  assert.deepEqual(targetsOf('fall=2', 'fall=5'), own)
  assert.deepEqual(targetsOf('', 'flap=5/10m'), own)
})
