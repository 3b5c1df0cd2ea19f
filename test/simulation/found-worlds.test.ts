// Worlds in which an invariant was broken once.
import { test } from 'node:test'
import type { Script, Step } from './scripts.ts'
import { simulateThese } from './simulate.ts'

const zone = (tier: 'primary' | 'standby') => `$TTL 60
@ SOA ns1 hostmaster 1 3600 900 604800 60
 NS ns1
ns1 A 192.0.2.53
;@ defaults every=500ms timeout=250ms fall=1 rise=1 confirm=off
;@ check web tcp port=80
;@ check db tcp port=81 flap=1/10s
www A 192.0.2.1 ;@ primary check=web
www A 192.0.2.2 ;@ ${tier} check=db
`

/** Both servers are sick for a second, well for a second, twice, and sick again; then we are killed. */
function killedAfter(lastSickMs: number, tier: 'primary' | 'standby'): Script {
  const both = (afterMs: number, condition: 'refusing' | 'well'): [number, Step][] => [
    [afterMs, { is: 'server', server: '192.0.2.1:80', condition }],
    [0, { is: 'server', server: '192.0.2.2:81', condition }],
  ]
  const cycle = [...both(1000, 'refusing'), ...both(1000, 'well')]
  const steps: [number, Step][] = [...cycle, ...cycle, ...both(1000, 'refusing')]
  return { zones: [zone(tier)], steps: [...steps, [lastSickMs, { is: 'restart', how: 'killed', awayMs: 1 }]] }
}

for (const tier of ['primary', 'standby'] as const)
  test(`killed after a held ${tier} has failed and another one went down, the next process answers the same`, () =>
    simulateThese(Array.from({ length: 26 }, (_, i) => killedAfter(20 * (i + 1), tier))))
